/** Which findings a cluster may have although they are not found, because what they are found by could not be read. */
import type { Facts, Read } from '../cluster/facts.ts';
import type { FindingKind } from '../findings/catalogue.ts';

/** Which registries a cluster pulls from is told only by the roles that its kubelet has there. */
const ofHeldRoles: readonly FindingKind[] = [
  ...(['tooWideGrant', 'halfMigrated'] as const),
  ...(['missingGrant', 'registryRoleIneffective', 'leftoverGrant', 'oldIdentityInUse'] as const),
];

/** The kinds of findings that are found by a read and that no sentence about the cluster speaks of where it fails. */
const foundBy: Partial<Record<Read['kind'], readonly FindingKind[]>> = {
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

/** The kinds of findings that can't be told, and why something that they are found by could not be read. */
export type Untold = ReadonlyMap<FindingKind, string>;

/** Facts that are watched, and what can't be told since something of them could not be read. */
export interface WatchedFacts {
  readonly facts: Facts;
  readonly untold: Untold;
}

/** Watches which answers are not to be had while something is found by the facts. */
export function watchedFacts(facts: Facts): WatchedFacts {
  const untold = new Map<FindingKind, string>();
  const get = (read: Read): unknown => {
    const answer = facts.get(read);
    if (answer?.kind === 'unreadable') for (const kind of foundBy[read.kind] ?? []) untold.set(kind, answer.reason);
    return answer;
  };
  return { facts: { ...facts, get: get as Facts['get'] }, untold };
}
