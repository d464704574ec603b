/** Names what reads are about, for sentences about those that failed. */
import { lacksList, noList } from '../cluster/watching.ts';
import { lastSegment } from '../arm/resourceId.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import { gapsAround } from '../arm/answer.ts';
import type { Answer, Unreadable } from '../arm/answer.ts';
import type { Read } from '../cluster/facts.ts';

/** A read that failed: what it was about, and why. */
export interface FailedRead {
  readonly what: string;
  readonly reason: string;
  /** It was about who holds which role, or what a role allows. */
  readonly isOfAccess?: true;
}

/** Something that an answer does not tell although it was asked for. */
export interface Lack extends FailedRead {
  /** Nobody has asked, because that would have been too many requests. */
  readonly isSkipped: boolean;
  /** Azure was asked: what lies where nobody may look, and what was not asked for because it is too much, did not fail. */
  readonly isFailure: boolean;
}

const ofAccess: ReadonlySet<Read['kind']> = new Set<Read['kind']>([
  ...(['assignments', 'assignmentsAt', 'assignmentsOf', 'assignedIn', 'assignment', 'role', 'roleNamed'] as const),
  ...(['assignmentsEverywhere', 'assignmentsOfAll', 'denyAssignments', 'denyAssignmentsIn'] as const),
]);

/** Returns what an answer lacks that may be about a cluster of this subscription. */
export function lacksOf(read: Read, answer: Answer<unknown> | undefined, subscriptionId: string): readonly Lack[] {
  // What lies where nobody may look is said where it matters, and is no failure.
  if (read.kind === 'hiddenSubscriptions') return [];
  const what = whatIsRead(read);
  const more = ofAccess.has(read.kind) ? { isOfAccess: true as const } : {};
  if (answer?.kind === 'unreadable') {
    const { reason, isSkipped = false } = answer;
    return [{ what, reason, isSkipped, isFailure: isFailure(answer), ...more }];
  }
  if (lacksList(read, answer)) return [{ what, reason: noList, isSkipped: false, isFailure: true, ...more }];
  return gapsAround(subscriptionId, answer).map(({ where, reason, isSkipped = false }) => ({
    ...{ what: `${what} in ${where}`, reason, isSkipped, isFailure: !isSkipped, ...more },
  }));
}

function isFailure({ isFailure: failed, code }: Unreadable): boolean {
  return failed === true && code !== 'notFound';
}

type Words = { readonly [K in Read['kind']]: string | ((read: Extract<Read, { readonly kind: K }>) => string) };

const words: Words = {
  resource: ({ id }) => lastSegment(id),
  cluster: ({ id }) => lastSegment(id),
  federatedCredentials: ({ identityId }) => `Federated credentials of ${lastSegment(identityId)}`,
  bindings: ({ clusterId }) => `Identity bindings of ${lastSegment(clusterId)}`,
  assignments: ({ scope }) => `Roles on ${scopeWithKind(scope)}`,
  assignmentsAt: ({ scope }) => `Roles on ${scopeWithKind(scope)}`,
  denyAssignments: ({ scope }) => `Deny assignments on ${scopeWithKind(scope)}`,
  upgradeProfile: ({ poolId }) => `The newest node image of ${lastSegment(poolId)}`,
  role: ({ guid }) => `The role ${guid}`,
  roleNamed: ({ name }) => `The role ${name}`,
  clusters: 'Clusters',
  identities: 'Identities',
  carriers: 'Resources with an identity',
  regions: 'Regions',
  resourcesOfType: 'Resources',
  creationTimes: 'When resources were made',
  assignmentsOf: 'Roles',
  assignmentsEverywhere: 'Roles in all subscriptions',
  assignmentsOfAll: 'Roles in all subscriptions',
  assignment: 'A role assignment',
  denyAssignmentsIn: 'Deny assignments',
  accounts: 'Directories',
  callerPermissions: 'Your permissions',
  callerAssignments: 'Your roles',
  eligibleRoles: 'Roles that you can activate',
  credentials: 'Federated credentials',
  hiddenSubscriptions: "Subscriptions that you can't see",
  feature: 'A preview feature',
  subscription: 'The subscription',
  newerClusters: 'Settings of clusters in newer API versions',
  everyResource: ({ type }) => `Resources of type ${type}`,
  listBelow: ({ id }) => `What is below ${lastSegment(id)}`,
  assignedIn: 'Roles',
  vaultPolicies: 'Access policies of key vaults',
};

/** Names what a read is about, to begin a sentence. */
function whatIsRead(read: Read): string {
  const word = words[read.kind] as string | ((read: Read) => string);
  return typeof word === 'string' ? word : word(read);
}
