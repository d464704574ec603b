/** Which findings a cluster may have although they are not found, because what they are found by could not be read. */
import type { Facts, Read } from '../cluster/facts.ts';
import type { FindingCode, FindingKind } from '../findings/catalogue.ts';

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
  newerClusters: ['leftoverGrant'],
  creationTimes: ['halfMigrated'],
  bindings: ['imagePullIdentityUnbound'],
  federatedCredentials: ['federatedCredentialLimit', 'gatingIdentityUntrusted'],
  resource: [
    ...(['agicGatewayIdentity', 'bindingIdentityDeleted', 'gatingIdentityGone'] as const),
    ...(['registryRoleIneffective', 'tenantMismatch'] as const),
  ],
  resourcesOfType: ['gatingIdentityCantPull'],
  subscription: ['tenantMismatch'],
  upgradeProfile: ['halfMigrated'],
};

/** What is found by lists of what stands around a cluster, by the end of the list's name or type. */
const foundByList: Readonly<Record<string, readonly (FindingKind | FindingCode)[]>> = {
  extensions: ['imdsRestrictionConflict', ...ofBackup],
  virtualMachineScaleSets: ['nodesCarrySeveral'],
  virtualMachines: ['nodesCarrySeveral'],
  backupVaults: ofBackup,
  backupInstances: ofBackup,
  trafficControllers: ['missingGrant:P-64'],
};

/** What a read tells; what nobody asked for, because of so many clusters, is told in another place. */
function untoldBy(read: Read): readonly (FindingKind | FindingCode)[] {
  const list = read.kind === 'listBelow' ? read.list : read.kind === 'everyResource' ? read.type : undefined;
  const found = list === undefined ? foundBy[read.kind] : foundByList[list.split('/').at(-1) ?? ''];
  return found ?? [];
}

/** The findings, or kinds of them, that can't be told, and why something that they are found by could not be read. */
export type Untold = ReadonlyMap<FindingKind | FindingCode, string>;

/** Facts that are watched, and what can't be told since something of them could not be read. */
export interface WatchedFacts {
  readonly facts: Facts;
  readonly untold: Untold;
}

/** Watches which answers are not to be had while something is found by the facts. */
export function watchedFacts(facts: Facts): WatchedFacts {
  const untold = new Map<FindingKind | FindingCode, string>();
  const get = (read: Read): unknown => {
    const answer = facts.get(read);
    if (answer?.kind === 'unreadable' && !answer.isSkipped)
      for (const kind of untoldBy(read)) untold.set(kind, answer.reason);
    return answer;
  };
  return { facts: { ...facts, get: get as Facts['get'] }, untold };
}
