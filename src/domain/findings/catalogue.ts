import { aksPage, gatingPage, templatePage } from '../arm/docs.ts';
import { addonInfo } from '../cluster/addons.ts';
import type { Severity } from './weight.ts';

/** What all findings of one kind have in common. */
export interface FindingKindInfo {
  /** A few words that name the problem in the tree, the report and SARIF. */
  readonly title: string;
  readonly severity: Severity;
  /** The other severity that such a finding can have, and when it has it. */
  readonly otherwise?: { readonly severity: Severity; readonly when: string };
  /** The page that states the rule; a finding may name a page that says more. */
  readonly source: string;
  /** What stands behind the colon in the code of such a finding; without it the code has no colon. */
  readonly detail?: string;
}

const overview = aksPage('managed-identity-overview');
const ownIdentities = 'controlPlane or kubelet';
const credentialRules = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations';

/** Every kind of finding by its code; docs/findings.md is generated from it. */
export const catalogue = {
  servicePrincipal: { title: 'Uses a service principal', severity: 'warning', source: overview },
  halfMigrated: {
    title: 'Nodes still use the service principal',
    severity: 'warning',
    source: aksPage('system-assigned-managed-identity'),
  },
  operationInProgress: {
    title: 'Another operation is running',
    severity: 'info',
    source: 'https://aka.ms/aks-pending-operation',
  },
  clusterFailed: {
    title: 'The last operation failed',
    severity: 'error',
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/welcome-azure-kubernetes',
  },
  identityUnreadable: { title: "Identity can't be read", severity: 'unknown', source: overview },
  notAllRead: { title: 'Not all could be read', severity: 'unknown', source: overview },
  unexpectedIdentityType: { title: 'Unexpected kind of identity', severity: 'warning', source: overview },
  identityDeleted: { title: 'Identity was deleted', severity: 'error', source: overview, detail: ownIdentities },
  identityRecreated: {
    title: 'Identity was deleted and recreated',
    severity: 'error',
    source: overview,
    detail: ownIdentities,
  },
  kubeletSameAsControlPlane: {
    title: 'Kubelet uses the control plane identity',
    severity: 'warning',
    source: overview,
  },
  tenantMismatch: { title: 'Identity is in another directory', severity: 'error', source: overview },
  podIdentityEnabled: {
    title: 'Pod identity is on (retired)',
    severity: 'warning',
    source: aksPage('use-azure-ad-pod-identity'),
  },
  podIdentityExceptionMissing: {
    title: 'Pod identity intercepts system pods',
    severity: 'warning',
    source: 'https://github.com/Azure/aad-pod-identity/blob/master/deploy/infra/mic-exception.yaml',
  },
  systemIdentityWithCustomPrivateDnsZone: {
    title: 'Custom private DNS zone needs a user-assigned identity',
    severity: 'error',
    source: aksPage('private-clusters'),
  },
  legacyMonitoringAuthentication: {
    title: 'Container Insights uses legacy authentication',
    severity: 'warning',
    otherwise: { severity: 'error', when: 'after its last day' },
    source: overview,
  },
  retiredAddon: { title: 'Retired add-on', severity: 'warning', source: overview, detail: 'the add-on' },
  retiringAddon: {
    title: 'Add-on is being retired',
    severity: 'info',
    otherwise: { severity: 'warning', when: 'after its last day' },
    source: overview,
    detail: 'the add-on',
  },
  missingGrant: {
    title: 'A role is missing',
    severity: 'error',
    otherwise: { severity: 'warning', when: 'where AKS grants the role itself' },
    source: overview,
    detail: 'the number of the need',
  },
  tooWideGrant: { title: 'Role is wider than needed', severity: 'warning', source: aksPage('concepts-identity') },
  oldIdentityInUse: { title: 'Roles to review later', severity: 'info', source: overview },
  leftoverGrant: {
    title: 'Unused role assignment',
    severity: 'info',
    otherwise: { severity: 'warning', when: 'on the node resource group' },
    source: 'https://github.com/Azure/AKS/issues/4610',
  },
  registryRoleIneffective: {
    title: 'Pull role has no effect',
    severity: 'error',
    source: aksPage('cluster-container-registry-integration'),
  },
  federatedCredentialLimit: {
    title: 'Close to the limit of federated credentials',
    severity: 'warning',
    otherwise: { severity: 'error', when: 'at the limit' },
    source: credentialRules,
  },
  credentialOfGoneIssuer: {
    title: 'Credential of a cluster that is gone',
    severity: 'error',
    otherwise: { severity: 'info', when: 'where its cluster may only be out of sight' },
    source: aksPage('use-oidc-issuer'),
  },
  credentialWithoutWorkloadIdentity: {
    title: 'Workload identity is off',
    severity: 'info',
    source: aksPage('workload-identity-deploy-cluster'),
  },
  credentialWrongAudience: {
    title: 'Credential with another audience',
    severity: 'error',
    source: aksPage('workload-identity-overview'),
  },
  credentialMalformed: { title: 'Credential that can match nothing', severity: 'error', source: credentialRules },
  duplicateCredential: {
    title: 'Service account trusted by several identities',
    severity: 'info',
    source: aksPage('workload-identity-overview'),
  },
  workloadTooWide: {
    title: 'Workload can change a whole subscription',
    severity: 'warning',
    source: aksPage('concepts-identity'),
  },
  bindingIdentityDeleted: {
    title: 'Bound identity was deleted',
    severity: 'error',
    source: aksPage('identity-bindings'),
  },
  bindingCredentialLeft: {
    title: 'Credential of bindings without a binding',
    severity: 'info',
    source: aksPage('identity-bindings'),
  },
  workloadSharesClusterIdentity: {
    title: 'Pods can act as the cluster itself',
    severity: 'warning',
    source: overview,
    detail: ownIdentities,
  },
  trustedAccessSourceGone: {
    title: 'Trusted Access lets in something that is gone',
    severity: 'warning',
    source: aksPage('trusted-access-feature'),
  },
  trustedAccessSourceWithoutIdentity: {
    title: 'Trusted Access without an identity',
    severity: 'warning',
    source: aksPage('trusted-access-feature'),
  },
  trustedAccessReach: {
    title: 'Others can act in the cluster through Trusted Access',
    severity: 'info',
    source: aksPage('trusted-access-feature'),
  },
  extensionRoleMissing: {
    title: 'An extension lacks a role',
    severity: 'error',
    source: aksPage('cluster-extensions'),
  },
  extensionIdentityGone: {
    title: "An extension's identity was deleted",
    severity: 'error',
    source: aksPage('cluster-extensions'),
  },
  identityMadeByAks: { title: 'Identity that AKS made', severity: 'info', source: overview },
  gatingIdentityGone: { title: 'Identity of Defender gating was deleted', severity: 'error', source: gatingPage },
  gatingIdentityCantPull: { title: 'Identity of Defender gating may not pull', severity: 'error', source: gatingPage },
  gatingIdentityUntrusted: {
    title: 'Identity of Defender gating lacks a credential',
    severity: 'error',
    source: gatingPage,
  },
  imagePullIdentityUnbound: {
    title: 'Identity for image pulls is not bound',
    severity: 'warning',
    source: templatePage,
  },
  agicGatewayIdentity: {
    title: "The gateway's identity can't be assigned",
    severity: 'error',
    source: 'https://github.com/Azure/application-gateway-kubernetes-ingress/issues/999',
  },
  nodesCarrySeveral: {
    title: 'Nodes carry several identities',
    severity: 'info',
    source: 'https://github.com/Azure/azure-policy/issues/1273',
  },
  metadataEndpointOpen: {
    title: 'Every pod can become the kubelet',
    severity: 'warning',
    otherwise: { severity: 'info', when: 'where it is not shown whether pods reach the endpoint' },
    source: aksPage('imds-restriction'),
  },
  imdsRestrictionConflict: {
    title: 'Closed metadata endpoint beside what needs it',
    severity: 'warning',
    source: aksPage('imds-restriction'),
  },
  unsupportedRegion: {
    title: 'Not offered in this region',
    severity: 'warning',
    source: overview,
    detail: 'the feature',
  },
} as const satisfies Readonly<Record<string, FindingKindInfo>>;

/** A kind of finding. */
export type FindingKind = keyof typeof catalogue;

/** A finding's code: its kind, followed by a colon and a detail where the catalogue says so. */
export type FindingCode = {
  [K in FindingKind]: (typeof catalogue)[K] extends { detail: string } ? `${K}:${string}` : K;
}[FindingKind];

/** Returns the kind of a finding with this code; a kind is its own kind. */
export function kindOf(code: FindingCode | FindingKind): FindingKind {
  return code.split(':', 1)[0] as FindingKind;
}

/** Returns what follows the colon of a code, if anything does. */
export function detailOf(code: FindingCode | FindingKind): string | undefined {
  return code.includes(':') ? code.slice(code.indexOf(':') + 1) : undefined;
}

/** Returns the title of a code's kind, followed by what the code's detail stands for where that has a name. */
export function titleOf(code: FindingCode | FindingKind): string {
  const { title } = catalogue[kindOf(code)];
  const detail = detailOf(code);
  const words = detail === undefined ? undefined : (detailWords[detail] ?? addonInfo(detail)?.displayName);
  return words === undefined ? title : `${title}: ${words}`;
}

const detailWords: Readonly<Record<string, string>> = {
  controlPlane: 'control plane',
  kubelet: 'kubelet',
  userAssignedControlPlane: 'user-assigned control plane identity',
  preCreatedKubelet: 'your own kubelet identity',
};
