/** Returns the address of a page in the AKS documentation. */
export function aksPage(page: string): string {
  return `https://learn.microsoft.com/azure/aks/${page}`;
}

/** What a cluster's JSON can say, properties of preview versions included. */
export const templatePage = 'https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters';

/** How Defender gating gets an identity. */
export const gatingPage =
  'https://learn.microsoft.com/azure/defender-for-cloud/gated-deployment-infrastructure-as-code';

/** What AKS says about managed identities. */
export const overviewPage = aksPage('managed-identity-overview');

/** The rules of federated credentials. */
export const federationPage =
  'https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations';
