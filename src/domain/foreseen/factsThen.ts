/** The facts as they will be after the steps of a plan, so that every rule can be applied to that time. */
import { isNamedAsShared } from '../workloads/credential.ts';
import { roleGuidOf } from '../access/roles.ts';
import { reachesScope } from '../access/accessCheck.ts';
import type { Answer } from '../arm/answer.ts';
import { groupId, idKey, isAtOrBelow, sameId, subscriptionOf, sameGuid, type ArmId } from '../arm/resourceId.ts';
import {
  readKey,
  type AnswerTo,
  type Facts,
  type IdentityCredential,
  type Read,
  type ReadKind,
  type ReadOf,
  type Reads,
} from '../cluster/facts.ts';
import { textAt } from '../arm/json.ts';
import { identityOf } from '../cluster/fromArm.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import type { Change } from '../change/change.ts';
import type { Step } from '../plan/plan.ts';
import { isRemoval } from '../plan/stepKinds.ts';
import { credentialId } from '../workloads/workloadIds.ts';
import type { LeftBySteps } from './leftBySteps.ts';
import { noteStep } from './stepOutcomes.ts';

/** Returns the facts after the steps; what has not been read yet stays unknown. */
export function factsThen(steps: readonly Step[], facts: Facts): Facts {
  const left: LeftBySteps = {
    identities: new Map(),
    clusters: new Map(),
    newClusters: new Set(),
    toCome: new Set(),
    made: [],
    credentials: [],
    bindings: new Map(),
    gone: new Set(),
  };
  const answer = (read: Read): Answer<unknown> | undefined => answerAfterPlan(read, left, facts);
  const soFar: Facts = { ...facts, get: answer as Facts['get'] };
  for (const step of steps) noteStep(step, left, soFar);
  // Rules cache what they find out about a list by the list itself, so each answer is made only once.
  const answers = new Map<string, Answer<unknown>>();
  const get = (read: Read): Answer<unknown> | undefined => {
    const key = readKey(read);
    const answered = answers.get(key) ?? answer(read);
    if (answered !== undefined) answers.set(key, answered);
    return answered;
  };
  return { ...facts, get: get as Facts['get'] };
}

/** Returns the facts that a change is planned with: whether something uses an identity depends on what the plan takes from it before. */
export function factsFor({ kind }: Change, earlier: readonly Step[], facts: Facts): Facts {
  const removals = kind === 'deleteIdentity' ? earlier.filter(isRemoval) : [];
  return removals.length === 0 ? facts : factsThen(removals, facts);
}

/** What steps change in the answers to one kind of read. */
interface AfterSteps<K extends ReadKind> {
  /** The answer about something that the steps themselves make, change or delete. */
  readonly own?: (read: ReadOf<K>, left: LeftBySteps) => AnswerTo<K> | undefined;
  /** What was found before the steps, as it is after them. */
  readonly then?: (value: Reads[K]['value'], left: LeftBySteps, read: ReadOf<K>) => Reads[K]['value'];
}

const missing = { kind: 'missing' } as const;
const unchanged = {};

const assignmentsOfOne = {
  own: (read: ReadOf<'assignmentsOf' | 'assignedIn' | 'assignmentsEverywhere'>, left: LeftBySteps) =>
    left.toCome.has(read.principalId) ? foundAnswer(assignmentsThen([], left, read)) : undefined,
  then: assignmentsThen,
};

const afterSteps: { readonly [K in ReadKind]: AfterSteps<K> } = {
  accounts: unchanged,
  assignedIn: assignmentsOfOne,
  assignment: { own: ({ id }, { gone }) => (gone.has(idKey(id)) ? missing : undefined) },
  assignments: {
    own: (read, left) =>
      isNew(read.scope, left) || left.toCome.has(read.principalId)
        ? foundAnswer(assignmentsThen([], left, read))
        : undefined,
    then: assignmentsThen,
  },
  assignmentsAt: {
    own: (read, left) => (isNew(read.scope, left) ? foundAnswer(assignmentsThen([], left, read)) : undefined),
    then: assignmentsThen,
  },
  assignmentsEverywhere: assignmentsOfOne,
  assignmentsOf: assignmentsOfOne,
  assignmentsOfAll: { then: assignmentsThen },
  bindings: {
    own: ({ clusterId }, { newClusters, bindings }) =>
      newClusters.has(idKey(clusterId)) ? foundAnswer(bindings.get(idKey(clusterId)) ?? []) : undefined,
    then: (items, left, { clusterId }) => withReplacements(items, left.bindings.get(idKey(clusterId)) ?? [], left),
  },
  callerAssignments: unchanged,
  callerId: unchanged,
  callerPermissions: unchanged,
  carriers: unchanged,
  cluster: {
    own: ({ id }, { clusters }) => {
      const changed = clusters.get(idKey(id));
      return changed && foundAnswer(changed);
    },
  },
  clusters: { then: clustersThen },
  creationTimes: unchanged,
  credentials: {
    then: (value, left, { subscriptionId }) => ({ ...value, all: listedCredentials(value.all, subscriptionId, left) }),
  },
  denyAssignments: { own: ({ scope }, left) => (isNew(scope, left) ? foundAnswer([]) : undefined) },
  denyAssignmentsIn: unchanged,
  directoryObjects: unchanged,
  eligibleAt: unchanged,
  eligibleRoles: unchanged,
  activationRules: unchanged,
  ownActivations: unchanged,
  everyAssignmentIn: { then: assignmentsThen },
  everyResource: unchanged,
  feature: unchanged,
  federatedCredentials: {
    own: ({ identityId }, left) => {
      if (left.gone.has(idKey(identityId))) return missing;
      return left.identities.has(idKey(identityId)) ? foundAnswer(credentialsThen([], left, identityId)) : undefined;
    },
    then: (value, left, { identityId }) =>
      credentialsThen(
        value.map((credential) => ({ ...credential, identityId })),
        left,
        identityId,
      ),
  },
  hiddenSubscriptions: unchanged,
  identities: { then: (value, left) => withReplacements(value, [...left.identities.values()].map(identityOf), left) },
  listBelow: {
    own: ({ id }, left) => (isNew(id, left) ? foundAnswer([]) : undefined),
    then: (value, { gone }) => value.filter((item) => !gone.has(idKey(textAt(item, 'id') ?? ''))),
  },
  newerClusters: { then: clustersThen },
  regions: unchanged,
  resource: {
    own: ({ id }, { gone, identities, clusters }) => {
      if (gone.has(idKey(id))) return missing;
      const changed = identities.get(idKey(id)) ?? clusters.get(idKey(id))?.raw;
      return changed && foundAnswer(changed);
    },
  },
  resourcesOfType: unchanged,
  role: unchanged,
  roleNamed: unchanged,
  subscription: unchanged,
  upgradeProfile: {
    own: ({ poolId }, { newClusters }) =>
      [...newClusters].some((id) => isAtOrBelow(poolId, id)) ? missing : undefined,
  },
  vaultPolicies: { own: ({ principalId }, { toCome }) => (toCome.has(principalId) ? foundAnswer([]) : undefined) },
};

function foundAnswer<T>(value: T): Answer<T> {
  return { kind: 'found', value };
}

/** The answer to a read after the plan. */
function answerAfterPlan<K extends ReadKind>(
  read: ReadOf<K>,
  left: LeftBySteps,
  facts: Facts,
): AnswerTo<K> | undefined {
  const { own, then } = afterSteps[read.kind] as AfterSteps<K>;
  const ownAnswer = own?.(read, left);
  if (ownAnswer !== undefined) return ownAnswer;
  const answer = facts.get<K>(read as Extract<Read, { kind: K }> & { kind: K });
  return answer?.kind === 'found' && then ? { ...answer, value: then(answer.value, left, read) } : answer;
}

/** Returns true if something is in a cluster that is created, or in the group of its nodes. */
function isNew(scope: string, { newClusters, clusters }: LeftBySteps): boolean {
  return [...newClusters].some((key) => {
    const { subscriptionId = '', nodeResourceGroup = '' } = clusters.get(key) ?? {};
    return isAtOrBelow(scope, key) || isAtOrBelow(scope, groupId(subscriptionId, nodeResourceGroup));
  });
}

function clustersThen(allClusters: readonly Cluster[], { clusters }: LeftBySteps): readonly Cluster[] {
  const kept = allClusters.map((cluster) => clusters.get(idKey(cluster.id)) ?? cluster);
  const added = [...clusters].flatMap(([key, cluster]) =>
    allClusters.some(({ id }) => idKey(id) === key) ? [] : [cluster],
  );
  return [...kept, ...added];
}

function withReplacements<T extends { readonly id: string }>(
  items: readonly T[],
  madeItems: readonly T[],
  { gone }: LeftBySteps,
): readonly T[] {
  const kept = items.filter(({ id }) => !gone.has(idKey(id)) && !madeItems.some((item) => sameId(item.id, id)));
  return [...kept, ...madeItems];
}

type AssignmentRead = ReadOf<
  | 'assignments'
  | 'assignmentsOf'
  | 'assignedIn'
  | 'assignmentsEverywhere'
  | 'assignmentsAt'
  | 'assignmentsOfAll'
  | 'everyAssignmentIn'
>;

function assignmentsThen(
  assignments: readonly RoleAssignment[],
  left: LeftBySteps,
  read: AssignmentRead,
): readonly RoleAssignment[] {
  const kept = assignments.filter(({ id }) => !left.gone.has(idKey(id)));
  const isThere = (candidate: RoleAssignment): boolean =>
    kept.some(
      (assignment) =>
        sameId(assignment.scope, candidate.scope) &&
        sameGuid(assignment.principalId, candidate.principalId) &&
        sameGuid(roleGuidOf(assignment.roleDefinitionId), roleGuidOf(candidate.roleDefinitionId)),
    );
  const madeAssignments = left.made.filter(
    (assignment) => isAnswer(assignment, read) && !left.gone.has(idKey(assignment.id)) && !isThere(assignment),
  );
  return [...kept, ...madeAssignments];
}

/** The management groups above are not known here, so a new assignment at one counts nowhere else. */
function isAnswer({ scope, principalId }: RoleAssignment, read: AssignmentRead): boolean {
  const place = subscriptionOf(scope);
  switch (read.kind) {
    case 'assignments':
      return sameGuid(principalId, read.principalId) && reachesScope(scope, read.scope, new Set());
    case 'assignmentsAt':
      return reachesScope(scope, read.scope, new Set());
    case 'assignmentsOf':
      return sameGuid(principalId, read.principalId) && place !== undefined && sameGuid(place, read.subscriptionId);
    case 'assignedIn':
      return sameGuid(principalId, read.principalId) && (place === undefined || sameGuid(place, read.subscriptionId));
    case 'assignmentsEverywhere':
      return sameGuid(principalId, read.principalId);
    case 'everyAssignmentIn':
      return place === undefined || sameGuid(place, read.subscriptionId);
    case 'assignmentsOfAll':
      return read.principalIds.some((id) => sameGuid(id, principalId));
  }
}

function credentialsThen(
  allCredentials: readonly IdentityCredential[],
  { credentials, gone }: LeftBySteps,
  identityId?: ArmId,
): readonly IdentityCredential[] {
  const madeCredentials = credentials.filter(
    (credential) => identityId === undefined || sameId(credential.identityId, identityId),
  );
  const keyOf = (credential: IdentityCredential): string => idKey(credentialId(credential.identityId, credential.name));
  const kept = allCredentials.filter((credential) => !gone.has(idKey(credential.identityId)));
  const byName = new Map([...kept, ...madeCredentials].map((credential) => [keyOf(credential), credential]));
  // An identity that is bound a second time already has the credential that bindings share.
  for (const credential of kept) if (isNamedAsShared(credential)) byName.set(keyOf(credential), credential);
  return [...byName.values()].filter((credential) => !gone.has(keyOf(credential)));
}

function listedCredentials(
  credentials: readonly IdentityCredential[],
  subscriptionId: string | undefined,
  left: LeftBySteps,
): readonly IdentityCredential[] {
  const inSight = ({ identityId }: IdentityCredential): boolean =>
    subscriptionId === undefined || sameGuid(subscriptionOf(identityId), subscriptionId);
  return credentialsThen(credentials, left).filter(inSight);
}
