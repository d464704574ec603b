/** Token issuers: those of AKS clusters, and those of identity bindings. */
import { isOn, textAt } from '../arm/json.ts';
import type { Cluster } from '../cluster/model.ts';
import { isBindingIssuer } from '../uses/boundTo.ts';

/** The parts of the address of a cluster's issuer. */
export interface IssuerParts {
  /** Such as `westeurope`; left out if the address has an older form without it. */
  readonly region?: string;
  /** Left out if the address has the oldest form. */
  readonly tenantId?: string;
}

const clusterIssuer =
  /^https:\/\/([a-z0-9]+)\.oic\.(?:prod-)?aks\.azure\.(?:com|us|cn)\/([0-9a-f-]{36})\/[0-9a-f-]{36}\/?$/i;
/** The forms from 2022, which clusters keep: with and without the directory. */
const olderIssuer = /^https:\/\/oidc\.(?:prod-)?aks\.azure\.(?:com|us|cn)\/(?:([0-9a-f-]{36})\/)?[0-9a-f-]{36}\/?$/i;

/**
 * Returns the parts of the address of a cluster's issuer, or `undefined` if it has none of the known forms.
 * Sources: https://learn.microsoft.com/azure/aks/use-oidc-issuer, sigstore/fulcio#971
 */
export function clusterIssuerParts(issuer: string): IssuerParts | undefined {
  const older = olderIssuer.exec(issuer.trim());
  if (older) return older[1] === undefined ? {} : { tenantId: older[1].toLowerCase() };
  const [, region, tenantId] = clusterIssuer.exec(issuer.trim()) ?? [];
  if (region === undefined || tenantId === undefined || isBindingIssuer(issuer.trim())) return undefined;
  return { region: region.toLowerCase(), tenantId: tenantId.toLowerCase() };
}

/** Returns true if the issuer has the form of those that clusters have for themselves. */
export function isClusterIssuer(issuer: string): boolean {
  return clusterIssuerParts(issuer) !== undefined;
}

/** Returns the issuer of a cluster's tokens, if the cluster has one. */
export function issuerOf({ raw }: Pick<Cluster, 'raw'>): string | undefined {
  return isOn(raw, 'properties.oidcIssuerProfile.enabled')
    ? textAt(raw, 'properties.oidcIssuerProfile.issuerURL')
    : undefined;
}

/** Returns true if the cluster puts tokens into pods that ask for them. */
export function hasWorkloadIdentity({ raw }: Pick<Cluster, 'raw'>): boolean {
  return isOn(raw, 'properties.securityProfile.workloadIdentity.enabled');
}
