/** What AKS does where the body of a new cluster says nothing. */

/** The range of services, and its DNS address, that AKS takes when none is named. */
export const defaultServiceCidr = '10.0.0.0/16';
export const defaultDnsServiceIP = '10.0.0.10';

/**
 * The network plugin that AKS takes where none is named: kubenet before Kubernetes 1.30, Azure CNI in overlay mode since.
 * Source: https://github.com/Azure/azure-rest-api-specs/pull/30845
 */
export function defaultPlugin(version: string | undefined): { readonly plugin: string; readonly mode?: string } {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major === 1 && minor < 30 ? { plugin: 'kubenet' } : { plugin: 'azure', mode: 'overlay' };
}

/**
 * Whether the new cluster is asked to have an OIDC issuer, which workload identity needs. AKS turns it on by itself only from
 * Kubernetes 1.34 on, and which version a region takes by default is not known here, so it is always asked for.
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
