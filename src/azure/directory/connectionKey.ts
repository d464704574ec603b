/** The same for the same place, across sessions; known before anything of the Azure SDK is loaded. */
export function connectionKey(kind: string, endpoint: string): string {
  return `${kind} ${endpoint.replace(/\/+$/, '').toLowerCase()}`;
}
