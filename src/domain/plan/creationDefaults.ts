/** What AKS does where the body of a new cluster says nothing. */

/** The service range that AKS takes if none is named. */
export const defaultServiceCidr = '10.0.0.0/16';
/** The DNS address in the service range that AKS takes if none is named. */
export const defaultDnsServiceIP = '10.0.0.10';

/**
 * Returns the network plugin that AKS takes if none is named: kubenet before Kubernetes 1.30, Azure CNI Overlay since.
 * Source: https://github.com/Azure/azure-rest-api-specs/pull/30845
 */
export function defaultPlugin(version: string | undefined): { readonly plugin: string; readonly mode?: string } {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major === 1 && minor < 30 ? { plugin: 'kubenet' } : { plugin: 'azure', mode: 'overlay' };
}

/**
 * Returns true if the new cluster is to have an OIDC issuer, which workload identity needs. AKS turns it on by itself
 * only from Kubernetes 1.34 on, and a region's default version is not known here, so the issuer is always asked for.
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
