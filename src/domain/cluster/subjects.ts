/** The subject of each kind of read. */
import { lastSegment } from '../arm/resourceId.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import type { Subject } from '../arm/unknown.ts';
import type { Read, ReadKind, ReadOf } from './facts.ts';
import { say, verbatim, type Words } from '../../sentences/words.ts';

interface ReadRecord<K extends ReadKind> {
  /** The resource, scope or name that the read is about; left out if it is about everything visible. */
  readonly place?: (read: ReadOf<K>) => string;
  /** What is unknown if the read fails, as the beginning of a sentence; made from the place if that is named. */
  readonly words: Words | ((place: string) => Words);
  /** A list of what existing places contain, which is empty if they contain nothing. */
  readonly isList?: true;
}

const byId = ({ id }: { readonly id: string }): string => id;
const byScope = ({ scope }: { readonly scope: string }): string => scope;
const byIdentity = ({ identityId }: { readonly identityId: string }): string => identityId;
const byPrincipal = ({ principalId }: { readonly principalId: string }): string => principalId;
const bySubscription = ({ subscriptionId }: { readonly subscriptionId: string }): string =>
  `/subscriptions/${subscriptionId}`;
const byType = ({ subscriptionId, type }: { readonly subscriptionId: string; readonly type: string }): string =>
  `/subscriptions/${subscriptionId}/providers/${type}`;
const roleWords = (role: string): Words => say`The role ${role}`;
const nameWords = (id: string): Words => verbatim(lastSegment(id));

const records: { readonly [K in ReadKind]: ReadRecord<K> } = {
  resource: { place: byId, words: nameWords },
  cluster: { place: byId, words: nameWords },
  clusters: { words: say`Clusters`, isList: true },
  newerClusters: { words: say`Settings of clusters in newer API versions`, isList: true },
  identities: { words: say`Identities`, isList: true },
  resourcesOfType: { place: byType, words: say`Resources`, isList: true },
  everyResource: { place: ({ type }) => type, words: (type) => say`Resources of type ${type}`, isList: true },
  listBelow: { place: byId, words: (id) => say`What is below ${lastSegment(id)}`, isList: true },
  creationTimes: { place: byType, words: say`When resources were made`, isList: true },
  regions: { place: byType, words: say`Regions` },
  assignments: { place: byScope, words: (scope) => say`Roles on ${scopeWithKind(scope)}` },
  assignmentsAt: { place: byScope, words: (scope) => say`Roles on ${scopeWithKind(scope)}` },
  assignmentsOf: { place: bySubscription, words: say`Roles`, isList: true },
  assignedIn: { place: bySubscription, words: say`Roles`, isList: true },
  assignmentsEverywhere: {
    place: byPrincipal,
    words: say`Roles in all subscriptions`,
    isList: true,
  },
  assignmentsOfAll: { words: say`Roles in all subscriptions`, isList: true },
  assignment: { place: byId, words: say`A role assignment` },
  role: { place: ({ guid }) => guid, words: roleWords },
  roleNamed: { place: ({ name }) => name, words: roleWords },
  denyAssignments: {
    place: byScope,
    words: (scope) => say`Deny assignments on ${scopeWithKind(scope)}`,
  },
  everyAssignmentIn: { place: bySubscription, words: say`Role assignments`, isList: true },
  denyAssignmentsIn: { place: bySubscription, words: say`Deny assignments`, isList: true },
  vaultPolicies: { place: byPrincipal, words: say`Access policies of key vaults`, isList: true },
  accounts: { place: byScope, words: say`Directories` },
  callerPermissions: { place: byScope, words: (scope) => say`Your permissions on ${scopeWithKind(scope)}` },
  callerAssignments: { place: byScope, words: (scope) => say`Your roles on ${scopeWithKind(scope)}` },
  eligibleAt: {
    place: byScope,
    words: (scope) => say`Roles that can be activated on ${scopeWithKind(scope)}`,
  },
  callerId: { place: byScope, words: say`Who you are` },
  eligibleRoles: { place: byScope, words: say`Roles that you can activate` },
  activationRules: { place: byScope, words: say`What is asked of those who activate a role` },
  ownActivations: { place: byScope, words: say`Your requests to activate roles` },
  upgradeProfile: { place: ({ poolId }) => poolId, words: (id) => say`The newest node image of ${lastSegment(id)}` },
  carriers: { place: byIdentity, words: say`Resources with an identity`, isList: true },
  federatedCredentials: { place: byIdentity, words: (id) => say`Federated credentials of ${lastSegment(id)}` },
  credentials: {
    place: ({ subscriptionId }) => (subscriptionId === undefined ? '' : bySubscription({ subscriptionId })),
    words: say`Federated credentials`,
    isList: true,
  },
  hiddenSubscriptions: { place: ({ directory }) => directory, words: say`Subscriptions that you can't see` },
  bindings: { place: ({ clusterId }) => clusterId, words: (id) => say`Identity bindings of ${lastSegment(id)}` },
  feature: { place: bySubscription, words: say`A preview feature` },
  subscription: { place: byId, words: say`The subscription` },
  directoryObjects: { place: bySubscription, words: say`Names of people, groups and applications`, isList: true },
};

/** Returns the subject of a read; a list below a resource has its own name. */
export function subjectOfRead<K extends ReadKind>(read: ReadOf<K>): Subject {
  const record: ReadRecord<K> = records[read.kind];
  const place = record.place?.(read) ?? '';
  return { what: 'list' in read ? read.list : read.kind, ...(place === '' ? {} : { of: place }) };
}

/** Returns true for a read that lists what existing places contain, which is empty if they contain nothing. */
export function isListRead({ kind }: Read): boolean {
  return records[kind].isList === true;
}

/** Names what is unknown, as the beginning of a sentence. */
export function subjectWords({ what, of = '' }: Subject): Words {
  const { words } = what in records ? records[what as ReadKind] : records.listBelow;
  return typeof words === 'function' ? words(of) : words;
}
