/** Which findings a cluster may have although they are not found, because what they are found by could not be read. */
import { parseResourceId, resourceType } from '../arm/resourceId.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import { titleOf } from '../findings/catalogue.ts';
import type { FindingCode, FindingKind } from '../findings/catalogue.ts';
import { isFailure, whatIsRead } from './failedReads.ts';
import type { FailedRead } from './failedReads.ts';

/** Which registries a cluster pulls from is told only by the roles that its kubelet has there. */
const ofHeldRoles: readonly FindingKind[] = [
  ...(['tooWideGrant', 'halfMigrated'] as const),
  ...(['missingGrant', 'registryRoleIneffective', 'leftoverGrant', 'oldIdentityInUse'] as const),
  'metadataEndpointOpen',
];

/** What backup needs is told by an extension, by vaults and by what these protect. */
const ofBackup: readonly FindingCode[] = ['missingGrant:P-62', 'missingGrant:P-63', 'missingGrant:P-65'];

/** The kinds of findings that are found by a read and that no sentence about the cluster speaks of where it fails. */
const foundBy: Partial<Record<Read['kind'], readonly (FindingKind | FindingCode)[]>> = {
  assignmentsAt: ['leftoverGrant', 'oldIdentityInUse'],
  assignmentsEverywhere: ofHeldRoles,
  assignmentsOf: ofHeldRoles,
  creationTimes: ['halfMigrated'],
  upgradeProfile: ['halfMigrated'],
  federatedCredentials: ['federatedCredentialLimit', 'gatingIdentityUntrusted'],
  credentials: ['federatedCredentialLimit', 'credentialOfGoneIssuer', 'workloadTooWide', 'bindingCredentialLeft'],
  bindings: ['bindingIdentityDeleted', 'bindingCredentialLeft', 'imagePullIdentityUnbound', 'workloadTooWide'],
  newerClusters: ['leftoverGrant', 'gatingIdentityGone', 'gatingIdentityUntrusted', 'gatingIdentityCantPull'],
  resourcesOfType: ['gatingIdentityCantPull'],
  identities: ['workloadTooWide'],
  assignmentsOfAll: ['workloadTooWide'],
  subscription: ['tenantMismatch'],
};

/** What of a resource is found by reading it; what identities lack there, their needs say. */
const foundByResource: Readonly<Record<string, readonly FindingKind[]>> = {
  [resourceType.identity.toLowerCase()]: ['bindingIdentityDeleted', 'gatingIdentityGone', 'tenantMismatch'],
  [resourceType.registry.toLowerCase()]: ['registryRoleIneffective'],
  'microsoft.network/applicationgateways': ['agicGatewayIdentity'],
};

/** What is found by lists of what stands around a cluster, by the end of the list's name or type. */
const foundByList: Readonly<Record<string, readonly (FindingKind | FindingCode)[]>> = {
  fleets: ['missingGrant:P-60'],
  members: ['missingGrant:P-60'],
  extensions: ['imdsRestrictionConflict', ...ofBackup],
  virtualMachineScaleSets: ['nodesCarrySeveral'],
  virtualMachines: ['nodesCarrySeveral'],
  backupVaults: ofBackup,
  backupInstances: ofBackup,
  trafficControllers: ['missingGrant:P-64'],
};

function kindsFoundBy(read: Read): readonly (FindingKind | FindingCode)[] {
  const list = read.kind === 'listBelow' ? read.list : read.kind === 'everyResource' ? read.type : undefined;
  if (list !== undefined) return foundByList[list.split('/').at(-1) ?? ''] ?? [];
  if (read.kind !== 'resource') return foundBy[read.kind] ?? [];
  return foundByResource[parseResourceId(read.id)?.type.toLowerCase() ?? ''] ?? [];
}

/** The findings, or kinds of them, that can't be told, and why something that they are found by could not be read. */
export type Untold = ReadonlyMap<FindingKind | FindingCode, string>;

/** Facts that are watched, and what can't be told since something of them could not be read. */
export interface WatchedFacts {
  readonly facts: Facts;
  readonly untold: Untold;
  /** What could not be read, each once, by the thing and its reason. */
  readonly failed: readonly FailedRead[];
}

/** Watches which answers are not to be had while something is found by the facts. */
export function watchedFacts(facts: Facts): WatchedFacts {
  const untold = new Map<FindingKind | FindingCode, string>();
  const failed: FailedRead[] = [];
  const seen = new Set<string>();
  const get = (read: Read): unknown => {
    const answer = facts.get(read);
    if (answer?.kind !== 'unreadable') return answer;
    if (answer.isSkipped !== true) for (const kind of kindsFoundBy(read)) untold.set(kind, answer.reason);
    const one = { what: whatIsRead(read), reason: answer.reason };
    const key = `${one.what} ${one.reason}`;
    if (isFailure(read, answer) && !seen.has(key)) failed.push(one);
    seen.add(key);
    return answer;
  };
  return { facts: { ...facts, get: get as Facts['get'] }, untold, failed };
}

/** Says of each kind of finding that can't be told why not: a report that only lacks it would pass for one that has none. */
export function untoldSentences(untold: Untold): readonly string[] {
  return [...untold].map(([kind, reason]) => `It can't be told whether this is so: ${titleOf(kind)}. ${reason}`);
}
