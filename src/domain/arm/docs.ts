/** Returns the address of a page of the AKS documentation. */
export function aksPage(page: string): string {
  return `https://learn.microsoft.com/azure/aks/${page}`;
}
