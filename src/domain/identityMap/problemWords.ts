/** The word at a box or a line for each kind of finding, and the kind of line that it makes. */
import { kindOf, type FindingKind } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import type { LineKind } from '../picture/picture.ts';
import { say, type Words } from '../../sentences/words.ts';
import { toText, textOf } from '../../sentences/textOf.ts';

/** A word, and what a line becomes that has it. */
interface ProblemWord {
  readonly word: Words;
  readonly line?: LineKind;
  /** The part of the cluster that all findings of the kind are about. */
  readonly part?: string;
}

const missing: ProblemWord = { word: say`missing`, line: 'missing' };
const tooWide: ProblemWord = { word: say`too wide`, line: 'tooWide' };
const notUsed: ProblemWord = { word: say`not used`, line: 'notUsed' };
const unknown: ProblemWord = { word: say`unknown`, line: 'unknown' };
const noToken: ProblemWord = { word: say`doesn't work`, line: 'noEffect' };
/** Where other credentials let the same pods in. */
export function oldCredential(): { readonly word: string; readonly tone: 'info' } {
  return { word: toText`old credential`, tone: 'info' };
}

const deleted: ProblemWord = { word: say`deleted`, line: 'noEffect' };
const only = (word: Words): ProblemWord => ({ word });

const words: Readonly<Record<FindingKind, ProblemWord>> = {
  servicePrincipal: only(say`to migrate`),
  unexpectedIdentityType: only(say`unexpected type`),
  halfMigrated: only(say`half migrated`),
  operationInProgress: only(say`changing now`),
  clusterFailed: only(say`failed`),
  systemIdentityWithCustomPrivateDnsZone: only(say`wrong type`),
  unsupportedRegion: only(say`not in this region`),
  podIdentityEnabled: only(say`pod identity`),
  podIdentityExceptionMissing: only(say`no exception`),
  identityUnreadable: only(unknown.word),
  identityDeleted: deleted,
  identityRecreated: { word: say`recreated`, line: 'noEffect' },
  kubeletSameAsControlPlane: only(say`shared`),
  tenantMismatch: only(say`other directory`),
  federatedCredentialLimit: only(say`near the limit`),
  credentialOfGoneIssuer: noToken,
  credentialMalformed: noToken,
  credentialWrongAudience: noToken,
  credentialWithoutWorkloadIdentity: noToken,
  duplicateCredential: only(say`trusted twice`),
  workloadSharesClusterIdentity: only(say`shared with pods`),
  workloadTooWide: tooWide,
  bindingIdentityDeleted: deleted,
  bindingCredentialLeft: notUsed,
  legacyMonitoringAuthentication: { word: say`legacy authentication`, part: 'omsagent' },
  retiredAddon: only(say`retired`),
  retiringAddon: only(say`end of support`),
  gatewayNotReady: only(say`not ready`),
  gatewayOperatorOff: only(say`operator off`),
  identityMadeByAks: only(say`made by AKS`),
  gatingIdentityGone: deleted,
  gatingIdentityUntrusted: noToken,
  notAllRead: { word: say`not fully read`, line: 'unknown' },
  imagePullIdentityUnbound: only(say`not bound`),
  missingGrant: missing,
  registryRoleIneffective: missing,
  agicGatewayIdentity: missing,
  gatingIdentityCantPull: missing,
  extensionRoleMissing: missing,
  tooWideGrant: tooWide,
  kubernetesRbacOff: only(say`no RBAC`),
  noEntra: only(say`certificates only`),
  localAccountsOn: only(say`local accounts`),
  adminCertificateOutlives: only(say`old certificates`),
  adminGroupGone: only(say`group gone`),
  grantedOutsidePipeline: only(say`changed by others`),
  azureRbacOff: only(say`bindings inside decide`),
  clusterAdminWide: tooWide,
  adminCredentialWide: tooWide,
  workloadActsOnCluster: tooWide,
  pipelineWritesAllNamespaces: tooWide,
  accessWithoutEffect: { word: say`no effect`, line: 'noEffect' },
  accessAtGoneNamespace: { word: say`namespace is gone`, line: 'notUsed' },
  leftoverGrant: notUsed,
  oldIdentityInUse: only(say`to review later`),
  extensionIdentityGone: { ...deleted, word: say`identity deleted` },
  trustedAccessSourceGone: { word: say`source deleted`, line: 'noEffect' },
  trustedAccessSourceWithoutIdentity: { word: say`has no effect`, line: 'noEffect' },
  trustedAccessReach: only(say`open to others`),
  nodesCarrySeveral: only(say`several identities`),
  metadataEndpointOpen: only(say`open to pods`),
  imdsRestrictionConflict: only(say`conflict`),
};

/** Returns the word for a finding: what could not be checked is unknown, unless the finding is just that not all was read. */
export function wordOf(finding: JudgedFinding): Omit<ProblemWord, 'word'> & { readonly word: string } {
  const problem = problemOf(finding);
  return { ...problem, word: textOf(problem.word) };
}

type JudgedFinding = Pick<Finding, 'code' | 'severity'>;

function problemOf({ code, severity }: JudgedFinding): ProblemWord {
  const kind = kindOf(code);
  return severity === 'unknown' && kind !== 'notAllRead' ? unknown : words[kind];
}

/** True if its word is that a credential doesn't work: pods get no token. */
export function isNoToken(finding: JudgedFinding): boolean {
  return problemOf(finding) === noToken;
}

/** True if its word is that it is unknown. */
export function isUnknownWord(finding: JudgedFinding): boolean {
  return problemOf(finding) === unknown || unknownKinds.has(kindOf(finding.code));
}

const unknownKinds: ReadonlySet<FindingKind> = new Set<FindingKind>(['identityUnreadable', 'notAllRead']);

/** Returns the part of the cluster that every finding of this kind is about, where they are all about one. */
export function partOf(code: Finding['code']): string | undefined {
  return words[kindOf(code)].part;
}
