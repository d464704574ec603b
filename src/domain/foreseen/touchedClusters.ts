import { objectAt } from '../arm/json.ts';
import { idKey, sameId } from '../arm/resourceId.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { principalIdsIn } from '../cluster/principals.ts';
import { identitiesOf, issuerKey } from '../cluster/uses.ts';
import type { Step } from '../plan/plan.ts';
import { boundTo } from '../uses/boundTo.ts';
import { issuerOf } from '../workloads/issuer.ts';

/** Returns the clusters that steps change, and those that use what steps change, as they are after the steps. */
export function touchedClusters(steps: readonly Step[], facts: Facts): readonly ArmId[] {
  const direct = steps.flatMap(clustersIn);
  const users = steps.flatMap((step) => usersOf(step, facts));
  return [...new Map([...direct, ...users].map((id) => [idKey(id), id])).values()];
}

function clustersIn(step: Step): readonly ArmId[] {
  switch (step.kind) {
    case 'createCluster':
    case 'putCluster':
    case 'createCredential':
      return [step.clusterId];
    case 'createBinding':
    case 'deleteBinding':
      return [parentOf(step.bindingId)];
    case 'createResourceGroup':
    case 'createIdentity':
    case 'deleteIdentity':
    case 'assignRole':
    case 'removeRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'upgradeNodeImage':
    case 'deleteCredential':
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
      return [];
  }
}

function parentOf(id: ArmId): ArmId {
  return id.split('/').slice(0, -2).join('/') as ArmId;
}

/** The clusters that use the identity that a step is about, for themselves or through their workloads. */
function usersOf(step: Step, facts: Facts): readonly ArmId[] {
  switch (step.kind) {
    case 'createCredential':
      return [...naming(parentOf(step.credentialId), facts), ...trustedBy(parentOf(step.credentialId), facts)];
    case 'deleteCredential':
      return naming(parentOf(step.credentialId), facts);
    case 'createBinding':
      return [...naming(step.identityId, facts), ...trustedBy(step.identityId, facts)];
    case 'deleteIdentity':
      return naming(step.identityId, facts);
    case 'createCluster':
    case 'putCluster':
      return takenBy(step).flatMap((id) => naming(id, facts));
    case 'assignRole':
      if (step.principal.kind === 'principal') return usersOfPrincipal(step.principal.principalId, facts);
      if (step.principal.kind !== 'identity') return [];
      return [...naming(step.principal.identityId, facts), ...withWorkloads(step.principal.identityId, facts)];
    case 'createResourceGroup':
    case 'createIdentity':
    case 'removeRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'upgradeNodeImage':
    case 'deleteBinding':
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
      return [];
  }
}

/** Returns the identities that a cluster takes for its control plane: AKS gives them a role. */
export function takenBy(step: Extract<Step, { kind: 'createCluster' | 'putCluster' }>): readonly string[] {
  if (step.kind === 'createCluster') return Object.keys(objectAt(step.body, 'identity.userAssignedIdentities') ?? {});
  return step.edit.controlPlane?.kind === 'userAssigned' ? [step.edit.controlPlane.identityId] : [];
}

function naming(identityId: string, facts: Facts): readonly ArmId[] {
  return namedBy(facts, (cluster) => names(cluster, identityId));
}

function namedBy(facts: Facts, isUser: (cluster: Cluster) => boolean): readonly ArmId[] {
  const answer = facts.get({ kind: 'clusters' });
  return answer?.kind === 'found' ? answer.value.filter(isUser).map(({ id }) => id) : [];
}

function names(cluster: Cluster, identityId: string): boolean {
  return identitiesOf(cluster).some((each) => sameId(each.identityId, identityId));
}

function usersOfPrincipal(principalId: string, facts: Facts): readonly ArmId[] {
  const wanted = principalId.toLowerCase();
  const own = namedBy(facts, (cluster) => principalIdsIn(cluster).some((id) => id.toLowerCase() === wanted));
  const listed = facts.get({ kind: 'identities' });
  const identity =
    listed?.kind === 'found' ? listed.value.find((each) => each.principalId.toLowerCase() === wanted) : undefined;
  return identity === undefined ? own : [...own, ...withWorkloads(identity.id, facts)];
}

/** The clusters whose pods act as the identity, by credentials or by a binding. */
function withWorkloads(identityId: ArmId, facts: Facts): readonly ArmId[] {
  const bound = boundTo(identityId, {
    ...{ clusters: facts.get({ kind: 'clusters' }), asksAll: false },
    credentials: facts.get({ kind: 'federatedCredentials', identityId }),
    bindingsOf: (clusterId) => facts.get({ kind: 'bindings', clusterId }),
  });
  return [...trustedBy(identityId, facts), ...(bound?.users ?? []).map((use) => use.clusterId as ArmId)];
}

/** The clusters whose tokens the identity takes. */
function trustedBy(identityId: ArmId, facts: Facts): readonly ArmId[] {
  const answer = facts.get({ kind: 'federatedCredentials', identityId });
  const trusted = new Set(answer?.kind === 'found' ? answer.value.map(({ issuer }) => issuerKey(issuer)) : []);
  return namedBy(facts, (cluster) => trusted.has(issuerKey(issuerOf(cluster) ?? '')));
}
