/** The facts as they will be after the steps of a plan, so that every rule can be applied to that time. */
import { bindingCredential } from '../uses/boundTo.ts';
import { roleGuidOf } from '../access/roles.ts';
import { reaches } from '../access/accessCheck.ts';
import type { Answer } from '../arm/answer.ts';
import { groupId, idKey, isAtOrBelow, sameId, subscriptionOf, sameGuid, type ArmId } from '../arm/resourceId.ts';
import { readKey, type CredentialListing, type Facts, type IdentityCredential, type Read } from '../cluster/facts.ts';
import { identityOf } from '../cluster/fromArm.ts';
import type { Cluster, RoleAssignment, UserAssignedIdentity } from '../cluster/model.ts';
import type { Step } from '../plan/plan.ts';
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
  const known = new Map<string, Answer<unknown>>();
  const get = (read: Read): Answer<unknown> | undefined => {
    const key = readKey(read);
    const answered = known.get(key) ?? answer(read);
    if (answered !== undefined) known.set(key, answered);
    return answered;
  };
  return { ...facts, get: get as Facts['get'] };
}

/** The answer to a read after the plan. */
function answerAfterPlan(read: Read, left: LeftBySteps, facts: Facts): Answer<unknown> | undefined {
  const known = answerOfOwn(read, left);
  if (known !== undefined) return known;
  const answer: Answer<unknown> | undefined = facts.get(read);
  if (answer?.kind !== 'found') return answer;
  switch (read.kind) {
    case 'clusters':
    case 'newerClusters':
      return { ...answer, value: clustersThen(answer.value as readonly Cluster[], left) };
    case 'identities': {
      const all = answer.value as readonly UserAssignedIdentity[];
      const made = [...left.identities.values()].map(identityOf);
      return { ...answer, value: withReplacements(all, made, left) };
    }
    case 'assignments':
    case 'assignmentsOf':
    case 'assignedIn':
    case 'assignmentsEverywhere':
    case 'assignmentsAt':
    case 'assignmentsOfAll':
      return { ...answer, value: assignmentsThen(answer.value as readonly RoleAssignment[], read, left) };
    case 'federatedCredentials': {
      const { identityId } = read;
      const all = (answer.value as readonly IdentityCredential[]).map((each) => ({ ...each, identityId }));
      return { ...answer, value: credentialsThen(all, left, identityId) };
    }
    case 'credentials': {
      const value = answer.value as CredentialListing;
      return { ...answer, value: { ...value, all: listedCredentials(value.all, read.subscriptionId, left) } };
    }
    case 'bindings':
    case 'listBelow': {
      const all = answer.value as readonly { readonly id: string }[];
      const made = read.kind === 'bindings' ? (left.bindings.get(idKey(read.clusterId)) ?? []) : [];
      return { ...answer, value: withReplacements(all, made, left) };
    }
    case 'assignment':
    case 'callerAssignments':
    case 'callerPermissions':
    case 'carriers':
    case 'cluster':
    case 'creationTimes':
    case 'denyAssignments':
    case 'denyAssignmentsIn':
    case 'eligibleRoles':
    case 'everyResource':
    case 'feature':
    case 'hiddenSubscriptions':
    case 'regions':
    case 'resource':
    case 'resourcesOfType':
    case 'role':
    case 'roleNamed':
    case 'accounts':
    case 'subscription':
    case 'upgradeProfile':
    case 'vaultPolicies':
      return answer;
  }
}

/** The answer about something that the steps themselves make, change or delete. */
function answerOfOwn(read: Read, left: LeftBySteps): Answer<unknown> | undefined {
  const missing = { kind: 'missing' } as const;
  const found = (value: unknown): Answer<unknown> => ({ kind: 'found', value });
  switch (read.kind) {
    case 'resource': {
      if (left.gone.has(idKey(read.id))) return missing;
      const changed = left.identities.get(idKey(read.id)) ?? left.clusters.get(idKey(read.id))?.raw;
      return changed && found(changed);
    }
    case 'cluster': {
      const changed = left.clusters.get(idKey(read.id));
      return changed && found(changed);
    }
    case 'assignment':
      return left.gone.has(idKey(read.id)) ? missing : undefined;
    case 'federatedCredentials':
      if (left.gone.has(idKey(read.identityId))) return missing;
      return left.identities.has(idKey(read.identityId))
        ? found(credentialsThen([], left, read.identityId))
        : undefined;
    case 'assignments':
      if (isNew(read.scope, left)) return found(assignmentsThen([], read, left));
      return left.toCome.has(read.principalId) ? found(assignmentsThen([], read, left)) : undefined;
    case 'assignmentsOf':
    case 'assignedIn':
    case 'assignmentsEverywhere':
      return left.toCome.has(read.principalId) ? found(assignmentsThen([], read, left)) : undefined;
    case 'vaultPolicies':
      return left.toCome.has(read.principalId) ? found([]) : undefined;
    case 'bindings':
      return left.newClusters.has(idKey(read.clusterId))
        ? found(left.bindings.get(idKey(read.clusterId)) ?? [])
        : undefined;
    case 'listBelow':
      return isNew(read.id, left) ? found([]) : undefined;
    case 'denyAssignments':
      return isNew(read.scope, left) ? found([]) : undefined;
    case 'assignmentsAt':
      return isNew(read.scope, left) ? found(assignmentsThen([], read, left)) : undefined;
    case 'upgradeProfile':
      return [...left.newClusters].some((id) => isAtOrBelow(read.poolId, id)) ? missing : undefined;
    case 'assignmentsOfAll':
    case 'callerAssignments':
    case 'callerPermissions':
    case 'carriers':
    case 'clusters':
    case 'creationTimes':
    case 'credentials':
    case 'denyAssignmentsIn':
    case 'eligibleRoles':
    case 'everyResource':
    case 'feature':
    case 'hiddenSubscriptions':
    case 'identities':
    case 'newerClusters':
    case 'regions':
    case 'resourcesOfType':
    case 'role':
    case 'roleNamed':
    case 'accounts':
    case 'subscription':
      return undefined;
  }
}

/** Returns true if something is in a cluster that is created, or in the group of its nodes. */
function isNew(scope: string, { newClusters, clusters }: LeftBySteps): boolean {
  return [...newClusters].some((key) => {
    const { subscriptionId = '', nodeResourceGroup = '' } = clusters.get(key) ?? {};
    return isAtOrBelow(scope, key) || isAtOrBelow(scope, groupId(subscriptionId, nodeResourceGroup));
  });
}

function clustersThen(all: readonly Cluster[], { clusters }: LeftBySteps): readonly Cluster[] {
  const kept = all.map((each) => clusters.get(idKey(each.id)) ?? each);
  const more = [...clusters].flatMap(([key, each]) => (all.some(({ id }) => idKey(id) === key) ? [] : [each]));
  return [...kept, ...more];
}

function withReplacements<T extends { readonly id: string }>(
  all: readonly T[],
  made: readonly T[],
  { gone }: LeftBySteps,
): readonly T[] {
  const kept = all.filter(({ id }) => !gone.has(idKey(id)) && !made.some((each) => sameId(each.id, id)));
  return [...kept, ...made];
}

type AssignmentRead = Extract<
  Read,
  {
    kind:
      'assignments' | 'assignmentsOf' | 'assignedIn' | 'assignmentsEverywhere' | 'assignmentsAt' | 'assignmentsOfAll';
  }
>;

function assignmentsThen(
  all: readonly RoleAssignment[],
  read: AssignmentRead,
  left: LeftBySteps,
): readonly RoleAssignment[] {
  const kept = all.filter(({ id }) => !left.gone.has(idKey(id)));
  const isThere = (one: RoleAssignment): boolean =>
    kept.some(
      (each) =>
        sameId(each.scope, one.scope) &&
        sameGuid(each.principalId, one.principalId) &&
        sameGuid(roleGuidOf(each.roleDefinitionId), roleGuidOf(one.roleDefinitionId)),
    );
  const made = left.made.filter((each) => isAnswer(each, read) && !left.gone.has(idKey(each.id)) && !isThere(each));
  return [...kept, ...made];
}

/** The management groups above are not known here, so a new assignment at one counts nowhere else. */
function isAnswer({ scope, principalId }: RoleAssignment, read: AssignmentRead): boolean {
  const place = subscriptionOf(scope);
  switch (read.kind) {
    case 'assignments':
      return sameGuid(principalId, read.principalId) && reaches(scope, read.scope, new Set());
    case 'assignmentsAt':
      return reaches(scope, read.scope, new Set());
    case 'assignmentsOf':
      return sameGuid(principalId, read.principalId) && place !== undefined && sameGuid(place, read.subscriptionId);
    case 'assignedIn':
      return sameGuid(principalId, read.principalId) && (place === undefined || sameGuid(place, read.subscriptionId));
    case 'assignmentsEverywhere':
      return sameGuid(principalId, read.principalId);
    case 'assignmentsOfAll':
      return read.principalIds.some((id) => sameGuid(id, principalId));
  }
}

function credentialsThen(
  all: readonly IdentityCredential[],
  { credentials, gone }: LeftBySteps,
  identityId?: ArmId,
): readonly IdentityCredential[] {
  const made = credentials.filter((each) => identityId === undefined || sameId(each.identityId, identityId));
  const keyOf = (each: IdentityCredential): string => idKey(credentialId(each.identityId, each.name));
  const kept = all.filter((each) => !gone.has(idKey(each.identityId)));
  const byName = new Map([...kept, ...made].map((each) => [keyOf(each), each]));
  // An identity that is bound a second time already has the credential that bindings share.
  for (const each of kept) if (each.name.toLowerCase() === bindingCredential) byName.set(keyOf(each), each);
  return [...byName.values()].filter((each) => !gone.has(keyOf(each)));
}

function listedCredentials(
  all: readonly IdentityCredential[],
  subscriptionId: string | undefined,
  left: LeftBySteps,
): readonly IdentityCredential[] {
  const inSight = ({ identityId }: IdentityCredential): boolean =>
    subscriptionId === undefined || sameGuid(subscriptionOf(identityId), subscriptionId);
  return credentialsThen(all, left).filter(inSight);
}
