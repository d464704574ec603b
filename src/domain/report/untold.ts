/** Which findings a cluster may have although they are not found, because what they are found by could not be read. */
import { parseResourceId, resourceType, lastSegment } from '../arm/resourceId.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import type { Unreadable } from '../arm/answer.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import { titleOf } from '../findings/catalogue.ts';
import type { FindingKind } from '../findings/catalogue.ts';

/** Which registries a cluster pulls from is told only by the roles that its kubelet has there. */
const ofHeldRoles: readonly FindingKind[] = [
  ...(['tooWideGrant', 'halfMigrated'] as const),
  ...(['missingGrant', 'registryRoleIneffective', 'leftoverGrant', 'oldIdentityInUse'] as const),
];

/** The kinds of findings that are found by a read and that no sentence about the cluster speaks of where it fails. */
function foundBy(read: Read): readonly FindingKind[] {
  switch (read.kind) {
    case 'assignmentsAt':
      return ['leftoverGrant', 'oldIdentityInUse'];
    case 'assignmentsEverywhere':
    case 'assignmentsOf':
      return ofHeldRoles;
    case 'creationTimes':
    case 'upgradeProfile':
      return ['halfMigrated'];
    case 'federatedCredentials':
      return ['federatedCredentialLimit', 'gatingIdentityUntrusted'];
    case 'credentials':
      return ['federatedCredentialLimit', 'credentialOfGoneIssuer', 'workloadTooWide', 'bindingCredentialLeft'];
    case 'bindings':
      return ['bindingIdentityDeleted', 'bindingCredentialLeft', 'imagePullIdentityUnbound', 'workloadTooWide'];
    case 'identities':
    case 'assignmentsOfAll':
      return ['workloadTooWide'];
    case 'resource':
      return foundByResource(read.id);
    case 'newerClusters':
      return ['leftoverGrant'];
    case 'resourcesOfType':
      return ['gatingIdentityCantPull'];
    case 'subscription':
      return ['tenantMismatch'];
    default:
      return [];
  }
}

/** What is lacking of other resources, needs say. */
function foundByResource(id: string): readonly FindingKind[] {
  switch (parseResourceId(id)?.type.toLowerCase()) {
    case resourceType.identity.toLowerCase():
      return ['bindingIdentityDeleted', 'gatingIdentityGone', 'tenantMismatch'];
    case resourceType.registry.toLowerCase():
      return ['registryRoleIneffective'];
    case 'microsoft.network/applicationgateways':
      return ['agicGatewayIdentity'];
    default:
      return [];
  }
}

/** The kinds of findings that can't be told, and why something that they are found by could not be read. */
export type Untold = ReadonlyMap<FindingKind, string>;

/** Facts that are watched, and what can't be told since something of them could not be read. */
export interface WatchedFacts {
  readonly facts: Facts;
  readonly untold: Untold;
  /** What could not be read, each once, by the thing and its reason. */
  readonly failed: readonly FailedRead[];
}

/** A read that failed: what it was about, and why. */
export interface FailedRead {
  readonly what: string;
  readonly reason: string;
}

/** Watches which answers are not to be had while something is found by the facts. */
export function watchedFacts(facts: Facts): WatchedFacts {
  const untold = new Map<FindingKind, string>();
  const failed: FailedRead[] = [];
  const seen = new Set<string>();
  const get = (read: Read): unknown => {
    const answer = facts.get(read);
    if (answer?.kind !== 'unreadable') return answer;
    for (const kind of foundBy(read)) untold.set(kind, answer.reason);
    const one = { what: whatOf(read), reason: answer.reason };
    const key = `${one.what} ${one.reason}`;
    if (isFailure(read, answer) && !seen.has(key)) failed.push(one);
    seen.add(key);
    return answer;
  };
  return { facts: { ...facts, get: get as Facts['get'] }, untold, failed };
}

/** What lies where nobody may look, and what was not asked for because it would be too much, did not fail. */
function isFailure({ kind }: Read, { isFailure: failed, code }: Unreadable): boolean {
  return failed === true && code !== 'notFound' && kind !== 'hiddenSubscriptions';
}

/** Says of each kind of finding that can't be told why not: a report that only lacks it would pass for one that has none. */
export function untoldSentences(untold: Untold): readonly string[] {
  return [...untold].map(([kind, reason]) => `It can't be told whether this is so: ${titleOf(kind)}. ${reason}`);
}

/** Names what a read is about, to begin a sentence. */
function whatOf(read: Read): string {
  switch (read.kind) {
    case 'resource':
    case 'cluster':
      return lastSegment(read.id);
    case 'federatedCredentials':
      return `Federated credentials of ${lastSegment(read.identityId)}`;
    case 'bindings':
      return `Identity bindings of ${lastSegment(read.clusterId)}`;
    case 'assignments':
    case 'assignmentsAt':
      return `Roles on ${scopeWithKind(read.scope)}`;
    case 'denyAssignments':
      return `Deny assignments on ${scopeWithKind(read.scope)}`;
    case 'upgradeProfile':
      return `The newest node image of ${lastSegment(read.poolId)}`;
    case 'role':
      return `The role ${read.guid}`;
    case 'listBelow':
      return `What is below ${lastSegment(read.id)}`;
    case 'everyResource':
      return `Resources of type ${read.type}`;
    default:
      return lists[read.kind];
  }
}

type OtherKind = Exclude<
  Read['kind'],
  | 'resource'
  | 'cluster'
  | 'federatedCredentials'
  | 'bindings'
  | 'assignments'
  | 'assignmentsAt'
  | 'denyAssignments'
  | 'upgradeProfile'
  | 'role'
  | 'listBelow'
  | 'everyResource'
>;
const lists: Readonly<Record<OtherKind, string>> = {
  ...{ clusters: 'Clusters', identities: 'Identities', carriers: 'Resources with an identity', regions: 'Regions' },
  ...{ resourcesOfType: 'Resources', creationTimes: 'When resources were made', assignmentsOf: 'Roles' },
  ...{ assignmentsEverywhere: 'Roles in all subscriptions', assignmentsOfAll: 'Roles in all subscriptions' },
  ...{ assignment: 'A role assignment', roleNamed: 'A role', denyAssignmentsIn: 'Deny assignments' },
  ...{ seats: 'Directories', callerPermissions: 'Your permissions', callerAssignments: 'Your roles' },
  ...{ eligibleRoles: 'Roles that you can activate', credentials: 'Federated credentials' },
  ...{ hiddenSubscriptions: 'Subscriptions that you cannot see', feature: 'A preview feature' },
  ...{ subscription: 'The subscription', newerClusters: 'Settings of clusters in newer API versions' },
  ...{ assignedIn: 'Roles', vaultPolicies: 'Access policies of key vaults' },
};
