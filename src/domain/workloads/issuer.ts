/** Token issuers: those of AKS clusters, and those of identity bindings. */
import { isOn, textAt } from '../arm/json.ts';
import type { Cluster } from '../cluster/model.ts';
import { isSharedIssuer } from '../uses/boundTo.ts';

/** What the address of a cluster's issuer tells. */
export interface IssuerParts {
  /** Such as `westeurope`. */
  readonly region: string;
  readonly tenantId: string;
}

const clusterIssuer =
  /^https:\/\/([a-z0-9]+)\.oic\.(?:prod-)?aks\.azure\.(?:com|us|cn)\/([0-9a-f-]{36})\/[0-9a-f-]{36}\/?$/i;

/**
 * Returns the region and the directory in the address of a cluster's issuer, or `undefined` if it has another form.
 * Source: https://learn.microsoft.com/azure/aks/use-oidc-issuer
 */
export function clusterIssuerParts(issuer: string): IssuerParts | undefined {
  const [, region, tenantId] = clusterIssuer.exec(issuer.trim()) ?? [];
  if (region === undefined || tenantId === undefined || isSharedIssuer(issuer.trim())) return undefined;
  return { region: region.toLowerCase(), tenantId: tenantId.toLowerCase() };
}

/** Returns true if the issuer is that of identity bindings, which all clusters share. */
export function isBindingIssuer(issuer: string): boolean {
  return isSharedIssuer(issuer);
}

/** Returns true if the issuer has the form of those that clusters have for themselves. */
export function isClusterIssuer(issuer: string): boolean {
  return clusterIssuerParts(issuer) !== undefined;
}

/** Returns the issuer of a cluster's tokens as Azure shows it, if the cluster has one. */
export function issuerOf({ raw }: Pick<Cluster, 'raw'>): string | undefined {
  return isOn(raw, 'properties.oidcIssuerProfile.enabled')
    ? textAt(raw, 'properties.oidcIssuerProfile.issuerURL')
    : undefined;
}

/** Returns true if the cluster puts tokens into pods that ask for them. */
export function hasWorkloadIdentity({ raw }: Pick<Cluster, 'raw'>): boolean {
  return isOn(raw, 'properties.securityProfile.workloadIdentity.enabled');
}
