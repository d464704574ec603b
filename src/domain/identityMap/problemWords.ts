/** The word at a box or a line for each kind of finding, and the kind of line that it makes. */
import { kindOf, type FindingKind } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import type { LineKind } from '../picture/picture.ts';

/** A word, and what a line becomes that has it. */
interface ProblemWord {
  readonly word: string;
  readonly line?: LineKind;
  /** The part of the cluster that all findings of the kind are about. */
  readonly part?: string;
}

const missing: ProblemWord = { word: 'missing', line: 'missing' };
const tooWide: ProblemWord = { word: 'too wide', line: 'tooWide' };
const notUsed: ProblemWord = { word: 'not used', line: 'notUsed' };
const noToken: ProblemWord = { word: 'no token', line: 'noEffect' };
/** Where other credentials let the same pods in. */
export const oldCredential = { word: 'old credential', tone: 'info' } as const;
const deleted: ProblemWord = { word: 'deleted', line: 'noEffect' };
const only = (word: string): ProblemWord => ({ word });

const words: Readonly<Record<FindingKind, ProblemWord>> = {
  servicePrincipal: only('service principal'),
  unexpectedIdentityType: only('unexpected type'),
  halfMigrated: only('half migrated'),
  operationInProgress: only('changing now'),
  clusterFailed: only('failed'),
  systemIdentityWithCustomPrivateDnsZone: only('wrong type'),
  unsupportedRegion: only('not in this region'),
  podIdentityEnabled: only('pod identity'),
  podIdentityExceptionMissing: only('no exception'),
  identityUnreadable: only('unknown'),
  identityDeleted: deleted,
  identityRecreated: { word: 'recreated', line: 'noEffect' },
  kubeletSameAsControlPlane: only('shared'),
  tenantMismatch: only('other directory'),
  federatedCredentialLimit: only('near the limit'),
  credentialOfGoneIssuer: noToken,
  credentialMalformed: noToken,
  credentialWrongAudience: noToken,
  credentialWithoutWorkloadIdentity: noToken,
  duplicateCredential: only('trusted twice'),
  workloadSharesClusterIdentity: only('shared with pods'),
  workloadTooWide: tooWide,
  bindingIdentityDeleted: deleted,
  bindingCredentialLeft: notUsed,
  legacyMonitoringAuthentication: { word: 'old sign-in', part: 'omsagent' },
  retiredAddon: only('retired'),
  retiringAddon: only('retiring'),
  gatewayNotReady: only('not ready'),
  gatewayOperatorOff: only('operator off'),
  identityMadeByAks: only('made by AKS'),
  gatingIdentityGone: deleted,
  gatingIdentityUntrusted: noToken,
  notAllRead: only('unknown'),
  imagePullIdentityUnbound: only('not bound'),
  missingGrant: missing,
  registryRoleIneffective: missing,
  agicGatewayIdentity: missing,
  gatingIdentityCantPull: missing,
  extensionRoleMissing: missing,
  tooWideGrant: tooWide,
  kubernetesRbacOff: only('no RBAC'),
  noEntra: only('certificates only'),
  localAccountsOn: only('local accounts'),
  adminCertificateOutlives: only('old certificates'),
  adminGroupGone: only('group gone'),
  azureRbacOff: only('bindings inside decide'),
  clusterAdminWide: tooWide,
  adminCredentialWide: tooWide,
  workloadActsOnCluster: tooWide,
  pipelineWritesAllNamespaces: tooWide,
  accessWithoutEffect: { word: 'no effect', line: 'noEffect' },
  accessAtGoneNamespace: { word: 'namespace is gone', line: 'notUsed' },
  leftoverGrant: notUsed,
  oldIdentityInUse: only('to review later'),
  extensionIdentityGone: deleted,
  trustedAccessSourceGone: { word: 'source deleted', line: 'noEffect' },
  trustedAccessSourceWithoutIdentity: { word: 'has no effect', line: 'noEffect' },
  trustedAccessReach: only('open to others'),
  nodesCarrySeveral: only('several identities'),
  metadataEndpointOpen: only('open to pods'),
  imdsRestrictionConflict: only('conflict'),
};

/** Returns the word for a finding: what could not be checked is unknown, whatever it is about. */
export function wordOf({ code, severity }: Pick<Finding, 'code' | 'severity'>): ProblemWord {
  return severity === 'unknown' ? { word: 'unknown', line: 'unknown' } : words[kindOf(code)];
}

/** Returns the part of the cluster that every finding of this kind is about, where they are all about one. */
export function partOf(code: Finding['code']): string | undefined {
  return words[kindOf(code)].part;
}
