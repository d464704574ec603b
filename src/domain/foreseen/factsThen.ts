/** The facts as they will be once the steps of a plan have run, so that every rule can be asked about that time. */
import { roleGuidOf } from '../access/roles.ts';
import { reaches } from '../access/accessCheck.ts';
import type { Answer } from '../arm/answer.ts';
import { textAt } from '../arm/json.ts';
import type { JsonObject } from '../arm/json.ts';
import { idKey, isAtOrBelow, lastSegment, roleAssignmentId, sameId, subscriptionOf } from '../arm/resourceId.ts';
import type { ArmId } from '../arm/resourceId.ts';
import { roleAssignmentName } from '../arm/stableId.ts';
import type { Facts, IdentityBinding, IdentityCredential, Read } from '../cluster/facts.ts';
import { clusterOf, identityOf } from '../cluster/fromArm.ts';
import type { Cluster, RoleAssignment, UserAssignedIdentity } from '../cluster/model.ts';
import type { PrincipalRef, Step } from '../plan/plan.ts';
import { bindingCredential, tokenAudience } from '../workloads/credential.ts';
import { credentialId } from '../workloads/workloadIds.ts';
import { issuerToCome, principalToCome, rawOfNew, rawThen } from './clusterThen.ts';
import { issuerOf } from '../workloads/issuer.ts';

/** What the steps leave behind, by `idKey`. */
interface Then {
  readonly identities: Map<string, JsonObject>;
  readonly clusters: Map<string, Cluster>;
  readonly newClusters: Set<string>;
  readonly made: RoleAssignment[];
  readonly credentials: IdentityCredential[];
  readonly bindings: Map<string, IdentityBinding[]>;
  /** Whatever is deleted: identities, role assignments, credentials and bindings. */
  readonly gone: Set<string>;
}

/** Returns the facts after the steps; `undefined` until what the steps are about has been read. */
export function factsThen(steps: readonly Step[], facts: Facts): Facts {
  const then: Then = {
    ...{ identities: new Map(), clusters: new Map(), newClusters: new Set() },
    ...{ made: [], credentials: [], bindings: new Map(), gone: new Set() },
  };
  const get = (read: Read): Answer<unknown> | undefined => answerThen(read, then, facts);
  const after: Facts = { ...facts, get: get as Facts['get'] };
  for (const step of steps) note(step, then, after);
  return after;
}

function note(step: Step, then: Then, facts: Facts): void {
  switch (step.kind) {
    case 'createIdentity':
      then.gone.delete(idKey(step.identityId));
      then.identities.set(idKey(step.identityId), newIdentity(step.identityId, step.body));
      return;
    case 'deleteIdentity':
      then.identities.delete(idKey(step.identityId));
      then.gone.add(idKey(step.identityId));
      return;
    case 'assignRole': {
      const principalId = principalIdOf(step.principal, facts);
      if (principalId === undefined) return;
      const { scope, roleDefinitionId, condition } = step;
      then.made.push({
        id: roleAssignmentId(scope, roleAssignmentName(scope, roleGuidOf(roleDefinitionId), principalId)),
        ...{ scope, principalId, roleDefinitionId, principalType: 'ServicePrincipal' },
        ...(condition === undefined ? {} : { condition }),
        createdOn: facts.now.toISOString(),
      });
      return;
    }
    case 'removeRole':
      then.gone.add(idKey(step.roleAssignmentId));
      return;
    case 'createCluster':
      then.newClusters.add(idKey(step.clusterId));
      then.clusters.set(idKey(step.clusterId), clusterOf(rawOfNew(step.clusterId, step.body, idsIn(facts))));
      return;
    case 'putCluster': {
      const answer = facts.get({ kind: 'cluster', id: step.clusterId });
      if (answer?.kind === 'found')
        then.clusters.set(idKey(step.clusterId), clusterOf(rawThen(answer.value, step.edit, idsIn(facts))));
      return;
    }
    case 'createCredential':
      then.credentials.push(newCredential(step, facts));
      return;
    case 'deleteCredential':
      then.gone.add(idKey(step.credentialId));
      return;
    case 'createBinding':
      bind(step, then, facts);
      return;
    case 'deleteBinding':
    case 'deleteTrustedBinding':
      then.gone.add(idKey(step.bindingId));
      return;
    case 'createResourceGroup':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'upgradeNodeImage':
    case 'rejoinFleet':
      return;
  }
}

function newIdentity(id: ArmId, body: JsonObject): JsonObject {
  const ids = { principalId: principalToCome(id, 'principal'), clientId: principalToCome(id, 'client') };
  return { ...body, id, name: lastSegment(id), properties: ids };
}

function newCredential(
  { credentialId: id, clusterId, issuer, subject }: Extract<Step, { kind: 'createCredential' }>,
  facts: Facts,
): IdentityCredential {
  const cluster = facts.get({ kind: 'cluster', id: clusterId });
  const own = cluster?.kind === 'found' ? issuerOf(cluster.value) : undefined;
  return {
    identityId: id.split('/').slice(0, -2).join('/') as ArmId,
    ...{ name: lastSegment(id), issuer: issuer ?? own ?? issuerToCome(clusterId), subject, audiences: [tokenAudience] },
  };
}

function bind({ bindingId, identityId }: Extract<Step, { kind: 'createBinding' }>, then: Then, facts: Facts): void {
  const cluster = idKey(bindingId.split('/').slice(0, -2).join('/'));
  const { clientId = '' } = idsIn(facts)(identityId);
  const issuer = `https://ib.oic.prod-aks.azure.com/${clientId}/${clientId}`;
  const made: IdentityBinding = {
    ...{ id: bindingId, name: lastSegment(bindingId), identityId, provisioningState: 'Succeeded' },
    ...{ clientId, issuer },
  };
  then.bindings.set(cluster, [...(then.bindings.get(cluster) ?? []), made]);
  then.credentials.push({ identityId, name: bindingCredential, issuer, subject: '', audiences: [] });
}

function idsIn(facts: Facts): (id: ArmId) => { readonly principalId?: string; readonly clientId?: string } {
  return (id) => {
    const answer = facts.get({ kind: 'resource', id });
    if (answer?.kind !== 'found') return {};
    const [principalId, clientId] = ['principalId', 'clientId'].map((name) => textAt(answer.value, `properties.${name}`));
    return { ...(principalId ? { principalId } : {}), ...(clientId ? { clientId } : {}) };
  };
}

function principalIdOf(principal: PrincipalRef, facts: Facts): string | undefined {
  switch (principal.kind) {
    case 'principal':
      return principal.principalId;
    case 'identity':
      return idsIn(facts)(principal.identityId).principalId;
    case 'controlPlane':
    case 'kubelet':
      return principalToCome(principal.clusterId, principal.kind);
    case 'addon':
      return undefined;
  }
}

/** What the answer to a read will be. */
function answerThen(read: Read, then: Then, facts: Facts): Answer<unknown> | undefined {
  const known = answerOfOwn(read, then);
  if (known !== undefined) return known;
  const answer: Answer<unknown> | undefined = facts.get(read as never);
  if (answer?.kind !== 'found') return answer;
  switch (read.kind) {
    case 'clusters':
    case 'newerClusters':
      return { ...answer, value: clustersThen(answer.value as readonly Cluster[], then) };
    case 'identities': {
      const all = answer.value as readonly UserAssignedIdentity[];
      const made = [...then.identities.values()].map(identityOf);
      return { ...answer, value: replaced(all, made, then) };
    }
    case 'assignments':
    case 'assignmentsOf':
    case 'assignedIn':
    case 'assignmentsEverywhere':
    case 'assignmentsAt':
    case 'assignmentsOfAll':
      return { ...answer, value: assignmentsThen(answer.value as readonly RoleAssignment[], read, then) };
    case 'federatedCredentials': {
      const { identityId } = read;
      const all = (answer.value as readonly IdentityCredential[]).map((each) => ({ ...each, identityId }));
      return { ...answer, value: credentialsThen(all, then, identityId) };
    }
    case 'credentials': {
      const value = answer.value as { readonly all: readonly IdentityCredential[] };
      return { ...answer, value: { ...value, all: listedCredentials(value.all, read.subscriptionId, then) } };
    }
    case 'bindings':
    case 'listBelow': {
      const all = answer.value as readonly { readonly id: string }[];
      const made = read.kind === 'bindings' ? (then.bindings.get(idKey(read.clusterId)) ?? []) : [];
      return { ...answer, value: replaced(all, made, then) };
    }
    default:
      return answer;
  }
}

/** The answer to what is asked of something that the steps make, change or delete themselves. */
function answerOfOwn(read: Read, then: Then): Answer<unknown> | undefined {
  const missing = { kind: 'missing' } as const;
  const found = (value: unknown): Answer<unknown> => ({ kind: 'found', value });
  switch (read.kind) {
    case 'resource': {
      if (then.gone.has(idKey(read.id))) return missing;
      const changed = then.identities.get(idKey(read.id)) ?? then.clusters.get(idKey(read.id))?.raw;
      return changed && found(changed);
    }
    case 'cluster': {
      const changed = then.clusters.get(idKey(read.id));
      return changed && found(changed);
    }
    case 'assignment':
      return then.gone.has(idKey(read.id)) ? missing : undefined;
    case 'federatedCredentials':
      if (then.gone.has(idKey(read.identityId))) return missing;
      return then.identities.has(idKey(read.identityId)) ? found(credentialsThen([], then, read.identityId)) : undefined;
    case 'assignments':
    case 'assignmentsOf':
    case 'assignedIn':
    case 'assignmentsEverywhere':
      return isToCome(read.principalId) ? found(assignmentsThen([], read, then)) : undefined;
    case 'vaultPolicies':
      return isToCome(read.principalId) ? found([]) : undefined;
    case 'bindings':
      return then.newClusters.has(idKey(read.clusterId)) ? found(then.bindings.get(idKey(read.clusterId)) ?? []) : undefined;
    case 'listBelow':
      return then.newClusters.has(idKey(read.id)) ? found([]) : undefined;
    case 'upgradeProfile':
      return [...then.newClusters].some((id) => isAtOrBelow(read.poolId, id)) ? missing : undefined;
    default:
      return undefined;
  }
}

function isToCome(principalId: string): boolean {
  return principalId.startsWith('new ');
}

function clustersThen(all: readonly Cluster[], { clusters }: Then): readonly Cluster[] {
  const kept = all.map((each) => clusters.get(idKey(each.id)) ?? each);
  const more = [...clusters].flatMap(([key, each]) => (all.some(({ id }) => idKey(id) === key) ? [] : [each]));
  return [...kept, ...more];
}

function replaced<T extends { readonly id: string }>(all: readonly T[], made: readonly T[], { gone }: Then): readonly T[] {
  const kept = all.filter(({ id }) => !gone.has(idKey(id)) && !made.some((each) => sameId(each.id, id)));
  return [...kept, ...made];
}

type AssignmentRead = Extract<
  Read,
  { kind: 'assignments' | 'assignmentsOf' | 'assignedIn' | 'assignmentsEverywhere' | 'assignmentsAt' | 'assignmentsOfAll' }
>;

function assignmentsThen(all: readonly RoleAssignment[], read: AssignmentRead, then: Then): readonly RoleAssignment[] {
  const kept = all.filter(({ id }) => !then.gone.has(idKey(id)));
  const isThere = (one: RoleAssignment): boolean =>
    kept.some(
      (each) =>
        sameId(each.scope, one.scope) &&
        same(each.principalId, one.principalId) &&
        same(roleGuidOf(each.roleDefinitionId), roleGuidOf(one.roleDefinitionId)),
    );
  const made = then.made.filter((each) => isAnswer(each, read) && !then.gone.has(idKey(each.id)) && !isThere(each));
  return [...kept, ...made];
}

/** Whether the groups of management above are asked about is not known here, so what is made in one counts nowhere else. */
function isAnswer({ scope, principalId }: RoleAssignment, read: AssignmentRead): boolean {
  const place = subscriptionOf(scope);
  switch (read.kind) {
    case 'assignments':
      return same(principalId, read.principalId) && reaches(scope, read.scope, new Set());
    case 'assignmentsAt':
      return reaches(scope, read.scope, new Set());
    case 'assignmentsOf':
      return same(principalId, read.principalId) && place !== undefined && same(place, read.subscriptionId);
    case 'assignedIn':
      return same(principalId, read.principalId) && (place === undefined || same(place, read.subscriptionId));
    case 'assignmentsEverywhere':
      return same(principalId, read.principalId);
    case 'assignmentsOfAll':
      return read.principalIds.some((id) => same(id, principalId));
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function credentialsThen(
  all: readonly IdentityCredential[],
  { credentials, gone }: Then,
  identityId?: ArmId,
): readonly IdentityCredential[] {
  const made = credentials.filter((each) => identityId === undefined || sameId(each.identityId, identityId));
  const keyOf = (each: IdentityCredential): string => idKey(credentialId(each.identityId, each.name));
  const kept = all.filter((each) => !gone.has(idKey(each.identityId)));
  const byName = new Map([...kept, ...made].map((each) => [keyOf(each), each]));
  // The credential that bindings share is there already for whoever is bound a second time.
  for (const each of kept) if (each.name.toLowerCase() === bindingCredential) byName.set(keyOf(each), each);
  return [...byName.values()].filter((each) => !gone.has(keyOf(each)));
}

function listedCredentials(
  all: readonly IdentityCredential[],
  subscriptionId: string | undefined,
  then: Then,
): readonly IdentityCredential[] {
  const inSight = ({ identityId }: IdentityCredential): boolean =>
    subscriptionId === undefined || same(subscriptionOf(identityId) ?? '', subscriptionId);
  return credentialsThen(all, then).filter(inSight);
}
