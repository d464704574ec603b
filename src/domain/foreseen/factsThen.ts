/** The facts as they will be after the steps of a plan, so that every rule can be applied to that time. */
import { bindingCredential } from '../uses/boundTo.ts';
import { roleGuidOf } from '../access/roles.ts';
import { reachesScope } from '../access/accessCheck.ts';
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
  const outcome: LeftBySteps = {
    identities: new Map(),
    clusters: new Map(),
    newClusters: new Set(),
    toCome: new Set(),
    made: [],
    credentials: [],
    bindings: new Map(),
    gone: new Set(),
  };
  const answer = (read: Read): Answer<unknown> | undefined => answerAfterPlan(read, outcome, facts);
  const soFar: Facts = { ...facts, get: answer as Facts['get'] };
  for (const step of steps) noteStep(step, outcome, soFar);
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

/** The answer to a read after the plan. */
function answerAfterPlan(read: Read, outcome: LeftBySteps, facts: Facts): Answer<unknown> | undefined {
  const ownAnswer = answerOfOwn(read, outcome);
  if (ownAnswer !== undefined) return ownAnswer;
  const answer: Answer<unknown> | undefined = facts.get(read);
  if (answer?.kind !== 'found') return answer;
  switch (read.kind) {
    case 'clusters':
    case 'newerClusters':
      return { ...answer, value: clustersThen(answer.value as readonly Cluster[], outcome) };
    case 'identities': {
      const identities = answer.value as readonly UserAssignedIdentity[];
      const madeIdentities = [...outcome.identities.values()].map(identityOf);
      return { ...answer, value: withReplacements(identities, madeIdentities, outcome) };
    }
    case 'assignments':
    case 'assignmentsOf':
    case 'assignedIn':
    case 'assignmentsEverywhere':
    case 'assignmentsAt':
    case 'assignmentsOfAll':
    case 'everyAssignmentIn':
      return { ...answer, value: assignmentsThen(answer.value as readonly RoleAssignment[], read, outcome) };
    case 'federatedCredentials': {
      const { identityId } = read;
      const allCredentials = (answer.value as readonly IdentityCredential[]).map((credential) => ({
        ...credential,
        identityId,
      }));
      return { ...answer, value: credentialsThen(allCredentials, outcome, identityId) };
    }
    case 'credentials': {
      const value = answer.value as CredentialListing;
      return { ...answer, value: { ...value, all: listedCredentials(value.all, read.subscriptionId, outcome) } };
    }
    case 'bindings':
    case 'listBelow': {
      const items = answer.value as readonly { readonly id: string }[];
      const madeBindings = read.kind === 'bindings' ? (outcome.bindings.get(idKey(read.clusterId)) ?? []) : [];
      return { ...answer, value: withReplacements(items, madeBindings, outcome) };
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
function answerOfOwn(read: Read, outcome: LeftBySteps): Answer<unknown> | undefined {
  const missing = { kind: 'missing' } as const;
  const foundAnswer = (value: unknown): Answer<unknown> => ({ kind: 'found', value });
  switch (read.kind) {
    case 'resource': {
      if (outcome.gone.has(idKey(read.id))) return missing;
      const changed = outcome.identities.get(idKey(read.id)) ?? outcome.clusters.get(idKey(read.id))?.raw;
      return changed && foundAnswer(changed);
    }
    case 'cluster': {
      const changed = outcome.clusters.get(idKey(read.id));
      return changed && foundAnswer(changed);
    }
    case 'assignment':
      return outcome.gone.has(idKey(read.id)) ? missing : undefined;
    case 'federatedCredentials':
      if (outcome.gone.has(idKey(read.identityId))) return missing;
      return outcome.identities.has(idKey(read.identityId))
        ? foundAnswer(credentialsThen([], outcome, read.identityId))
        : undefined;
    case 'assignments':
      if (isNew(read.scope, outcome)) return foundAnswer(assignmentsThen([], read, outcome));
      return outcome.toCome.has(read.principalId) ? foundAnswer(assignmentsThen([], read, outcome)) : undefined;
    case 'assignmentsOf':
    case 'assignedIn':
    case 'assignmentsEverywhere':
      return outcome.toCome.has(read.principalId) ? foundAnswer(assignmentsThen([], read, outcome)) : undefined;
    case 'vaultPolicies':
      return outcome.toCome.has(read.principalId) ? foundAnswer([]) : undefined;
    case 'bindings':
      return outcome.newClusters.has(idKey(read.clusterId))
        ? foundAnswer(outcome.bindings.get(idKey(read.clusterId)) ?? [])
        : undefined;
    case 'listBelow':
      return isNew(read.id, outcome) ? foundAnswer([]) : undefined;
    case 'denyAssignments':
      return isNew(read.scope, outcome) ? foundAnswer([]) : undefined;
    case 'assignmentsAt':
      return isNew(read.scope, outcome) ? foundAnswer(assignmentsThen([], read, outcome)) : undefined;
    case 'upgradeProfile':
      return [...outcome.newClusters].some((id) => isAtOrBelow(read.poolId, id)) ? missing : undefined;
    case 'assignmentsOfAll':
    case 'callerAssignments':
    case 'callerPermissions':
    case 'carriers':
    case 'clusters':
    case 'creationTimes':
    case 'credentials':
    case 'denyAssignmentsIn':
    case 'eligibleRoles':
    case 'everyAssignmentIn':
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

type AssignmentRead = Extract<
  Read,
  {
    kind:
      | 'assignments'
      | 'assignmentsOf'
      | 'assignedIn'
      | 'assignmentsEverywhere'
      | 'assignmentsAt'
      | 'assignmentsOfAll'
      | 'everyAssignmentIn';
  }
>;

function assignmentsThen(
  assignments: readonly RoleAssignment[],
  read: AssignmentRead,
  outcome: LeftBySteps,
): readonly RoleAssignment[] {
  const kept = assignments.filter(({ id }) => !outcome.gone.has(idKey(id)));
  const isThere = (candidate: RoleAssignment): boolean =>
    kept.some(
      (assignment) =>
        sameId(assignment.scope, candidate.scope) &&
        sameGuid(assignment.principalId, candidate.principalId) &&
        sameGuid(roleGuidOf(assignment.roleDefinitionId), roleGuidOf(candidate.roleDefinitionId)),
    );
  const madeAssignments = outcome.made.filter(
    (assignment) => isAnswer(assignment, read) && !outcome.gone.has(idKey(assignment.id)) && !isThere(assignment),
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
  for (const credential of kept)
    if (credential.name.toLowerCase() === bindingCredential) byName.set(keyOf(credential), credential);
  return [...byName.values()].filter((credential) => !gone.has(keyOf(credential)));
}

function listedCredentials(
  credentials: readonly IdentityCredential[],
  subscriptionId: string | undefined,
  outcome: LeftBySteps,
): readonly IdentityCredential[] {
  const inSight = ({ identityId }: IdentityCredential): boolean =>
    subscriptionId === undefined || sameGuid(subscriptionOf(identityId), subscriptionId);
  return credentialsThen(credentials, outcome).filter(inSight);
}
