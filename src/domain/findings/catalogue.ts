/** Every rule, by its topic and by its code. */
import { addonInfo, addonKeys } from '../cluster/addons.ts';
import { isNeedCode, allNeedCodes } from '../needs/needKinds.ts';
import { nearestWord } from '../words/nearest.ts';
import type { DetailedRule, Rule } from './rule/rule.ts';
import {
  clusterFailed,
  operationInProgress,
  podIdentityEnabled,
  podIdentityExceptionMissing,
  servicePrincipal,
  systemIdentityWithCustomPrivateDnsZone,
  unexpectedIdentityType,
  unsupportedRegion,
} from './rules/state.ts';
import { halfMigrated } from './rules/halfMigrated.ts';
import {
  identityDeleted,
  identityRecreated,
  identityUnreadable,
  kubeletSameAsControlPlane,
  tenantMismatch,
  extensionIdentityGone,
} from './rules/identities.ts';
import {
  credentialMalformed,
  credentialOfGoneIssuer,
  credentialWithoutWorkloadIdentity,
  credentialWrongAudience,
  duplicateCredential,
} from './rules/credentials.ts';
import { workloadSharesClusterIdentity, workloadTooWide } from './rules/workloads.ts';
import { bindingCredentialLeft, bindingIdentityDeleted, federatedCredentialLimit } from './rules/bindings.ts';
import { legacyMonitoringAuthentication, retiredAddon, retiringAddon } from './rules/addons.ts';
import { gatewayNotReady, gatewayOperatorOff } from './rules/gateway.ts';
import {
  gatingIdentityGone,
  gatingIdentityUntrusted,
  identityMadeByAks,
  imagePullIdentityUnbound,
  notAllRead,
} from './rules/features.ts';
import {
  agicGatewayIdentity,
  extensionRoleMissing,
  gatingIdentityCantPull,
  missingGrant,
  registryRoleIneffective,
} from './rules/missingRoles.ts';
import { tooWideGrant } from './rules/wideGrants.ts';
import { leftoverGrant, oldIdentityInUse } from './rules/leftovers.ts';
import {
  trustedAccessReach,
  trustedAccessSourceGone,
  trustedAccessSourceWithoutIdentity,
} from './rules/trustedAccess.ts';
import {
  azureRbacOff,
  kubernetesRbacOff,
  localAccountsOn,
  noEntra,
  accessAtGoneNamespace,
} from './rules/clusterAccess.ts';
import { adminCertificateOutlives, adminGroupGone, grantedOutsidePipeline } from './rules/adminAccess.ts';
import {
  accessWithoutEffect,
  adminCredentialWide,
  clusterAdminWide,
  pipelineWritesAllNamespaces,
  workloadActsOnCluster,
} from './rules/accessGrants.ts';
import { imdsRestrictionConflict, metadataEndpointOpen, nodesCarrySeveral } from './rules/nodes.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';
import { ownValue } from '../../shape/ownValue.ts';

/** The rules of each topic, in the order of their findings; topics that are read together are next to each other. */
export const rulesByGroup = {
  identities: {
    servicePrincipal,
    unexpectedIdentityType,
    halfMigrated,
    operationInProgress,
    clusterFailed,
    systemIdentityWithCustomPrivateDnsZone,
    unsupportedRegion,
    podIdentityEnabled,
    podIdentityExceptionMissing,
    identityUnreadable,
    identityDeleted,
    identityRecreated,
    kubeletSameAsControlPlane,
    tenantMismatch,
  },
  workloads: {
    federatedCredentialLimit,
    credentialOfGoneIssuer,
    credentialMalformed,
    credentialWrongAudience,
    credentialWithoutWorkloadIdentity,
    duplicateCredential,
    workloadSharesClusterIdentity,
    workloadTooWide,
    bindingIdentityDeleted,
    bindingCredentialLeft,
  },
  addons: { legacyMonitoringAuthentication, retiredAddon, retiringAddon, gatewayNotReady, gatewayOperatorOff },
  features: { identityMadeByAks, gatingIdentityGone, gatingIdentityUntrusted, notAllRead, imagePullIdentityUnbound },
  missingRoles: {
    missingGrant,
    registryRoleIneffective,
    agicGatewayIdentity,
    gatingIdentityCantPull,
    extensionRoleMissing,
  },
  wideGrants: { tooWideGrant },
  access: {
    kubernetesRbacOff,
    noEntra,
    localAccountsOn,
    adminCertificateOutlives,
    adminGroupGone,
    grantedOutsidePipeline,
    azureRbacOff,
    clusterAdminWide,
    adminCredentialWide,
    workloadActsOnCluster,
    pipelineWritesAllNamespaces,
    accessWithoutEffect,
    accessAtGoneNamespace,
  },
  leftovers: { leftoverGrant, oldIdentityInUse },
  extensions: { extensionIdentityGone },
  trustedAccess: { trustedAccessSourceGone, trustedAccessSourceWithoutIdentity, trustedAccessReach },
  nodes: { nodesCarrySeveral, metadataEndpointOpen, imdsRestrictionConflict },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Rule>>>>;

/** Every kind of finding by its code; docs/findings.md is generated from it. */
export const catalogue = {
  ...rulesByGroup.identities,
  ...rulesByGroup.workloads,
  ...rulesByGroup.addons,
  ...rulesByGroup.features,
  ...rulesByGroup.missingRoles,
  ...rulesByGroup.wideGrants,
  ...rulesByGroup.access,
  ...rulesByGroup.leftovers,
  ...rulesByGroup.extensions,
  ...rulesByGroup.trustedAccess,
  ...rulesByGroup.nodes,
};

/** A kind of finding. */
export type FindingKind = keyof typeof catalogue;

/** A finding's code: its kind, followed by a colon and a detail if the catalogue says so. */
export type FindingCode = {
  [K in FindingKind]: (typeof catalogue)[K] extends DetailedRule ? `${K}:${string}` : K;
}[FindingKind];

/** Returns the kind of a finding with this code; a kind is its own kind. */
export function kindOf(code: FindingCode | FindingKind): FindingKind {
  return code.split(':', 1)[0] as FindingKind;
}

/** Returns what follows the colon of a code, if it has one. */
export function detailOf(code: FindingCode | FindingKind): string | undefined {
  return code.includes(':') ? code.slice(code.indexOf(':') + 1) : undefined;
}

/** Returns the title of a code's kind, followed by the name of the code's detail if it has one. */
export function findingTitle(code: FindingCode | FindingKind): Words {
  const { title } = catalogue[kindOf(code)];
  const detail = detailOf(code) ?? '';
  const part = kindOf(code) === 'retiringAddon' ? addonInfo(detail)?.ending?.part : undefined;
  const words = part ?? nameOfDetail(detail);
  return words === undefined ? title : say`${title}: ${words}`;
}

/** Returns false for a code that no finding can have, because of what follows its colon. */
export function canBeFound(code: FindingCode | FindingKind): boolean {
  const detail = detailOf(code);
  if (detail === undefined) return true;
  return kindOf(code) === 'missingGrant' ? isNeedCode(detail) : nameOfDetail(detail) !== undefined;
}

/** The page that lists every kind of finding with its code. */
export const findingsPage = 'https://github.com/aks-identity/aks-identity/blob/HEAD/docs/findings.md';

/** Returns the code that was probably meant by one that no finding has; `undefined` where none reads like it. */
export function nearestCode(code: string): string | undefined {
  const [kind = '', detail] = code.split(':');
  const nearestKind = Object.hasOwn(catalogue, kind) ? kind : nearestWord(kind, Object.keys(catalogue));
  if (nearestKind === undefined || detail === undefined) return nearestKind;
  if (!('detail' in catalogue[nearestKind as FindingKind])) return nearestKind;
  const details = nearestKind === 'missingGrant' ? allNeedCodes : [...Object.keys(detailWords), ...addonKeys];
  const nearestDetail = details.includes(detail) ? detail : nearestWord(detail, details);
  return nearestDetail === undefined ? nearestKind : `${nearestKind}:${nearestDetail}`;
}

function nameOfDetail(detail: string): Phrase | undefined {
  return ownValue(detailWords, detail) ?? addonInfo(detail)?.displayName;
}

const detailWords: Readonly<Record<string, Words>> = {
  controlPlane: say`control plane`,
  kubelet: say`kubelet`,
  userAssignedControlPlane: say`user-assigned control plane identity`,
  preCreatedKubelet: say`your own kubelet identity`,
};
