/** What AKS does if the body of a new cluster doesn't say. */

/** AKS's default service range. */
export const defaultServiceCidr = '10.0.0.0/16';
/** AKS's default DNS address in the service range. */
export const defaultDnsServiceIP = '10.0.0.10';

/**
 * Returns AKS's default network plugin: kubenet before Kubernetes 1.30, Azure CNI Overlay since.
 * Source: https://github.com/Azure/azure-rest-api-specs/pull/30845
 */
export function defaultPlugin(version: string | undefined): { readonly plugin: string; readonly mode?: string } {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major === 1 && minor < 30 ? { plugin: 'kubenet' } : { plugin: 'azure', mode: 'overlay' };
}

/**
 * Returns true if the new cluster is to have an OIDC issuer, which workload identity needs. AKS turns it on by itself
 * only from Kubernetes 1.34 on, and a region's default version is not known here, so it is always requested explicitly.
 * Source: https://github.com/Azure/AKS/blob/master/CHANGELOG.md
 */
export function wantsIssuer({
  oidcIssuer,
  workloadIdentity,
}: {
  readonly oidcIssuer?: boolean;
  readonly workloadIdentity?: boolean;
}): boolean {
  return oidcIssuer ?? workloadIdentity ?? false;
}
