import type { Unknown } from '../arm/unknown.ts';
import { unknownsOf } from '../arm/answer.ts';
import { objectAt } from '../arm/json.ts';
import { idKey, lastSegment, type ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { namesOfPrincipal } from '../cluster/principals.ts';
import { issuerKey, namesOfIdentity } from '../cluster/uses.ts';
import { mayHaveGating } from '../needs/features.ts';
import type { Step } from '../plan/plan.ts';
import { boundTo } from '../uses/boundTo.ts';
import { isNamedIn } from '../uses/namedUses.ts';
import { looksForUse, unknownSettings } from '../uses/nothingUses.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import { say } from '../../sentences/words.ts';

/** Clusters, and why there may be more. */
export interface Touched {
  readonly ids: readonly ArmId[];
  readonly unknown: readonly Unknown[];
}

const none: Touched = { ids: [], unknown: [] };

function mergeTouched(all: readonly Touched[]): Touched {
  const ids = new Map(all.flatMap((each) => each.ids).map((id) => [idKey(id), id]));
  return { ids: [...ids.values()], unknown: all.flatMap(({ unknown }) => unknown) };
}

/** Returns the clusters that steps change, and those that use what steps change, as they are after the steps. */
export function touchedClusters(steps: readonly Step[], facts: Facts): Touched {
  const direct = { ids: steps.flatMap(clustersIn), unknown: [] };
  return mergeTouched([direct, ...steps.map((step) => usersOf(step, facts))]);
}

function clustersIn(step: Step): readonly ArmId[] {
  switch (step.kind) {
    case 'createCluster':
    case 'putCluster':
    case 'createCredential':
      return [step.clusterId];
    case 'createBinding':
    case 'deleteBinding':
      return [ownerOf(step.bindingId)];
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

/** The clusters that use the identity that a step is about, for themselves or through their workloads. */
function usersOf(step: Step, facts: Facts): Touched {
  switch (step.kind) {
    case 'createCredential':
      return mergeTouched([
        clustersNaming(ownerOf(step.credentialId), facts),
        clustersTrustedBy(ownerOf(step.credentialId), facts),
      ]);
    case 'deleteCredential':
      return clustersNaming(ownerOf(step.credentialId), facts);
    case 'createBinding':
      return mergeTouched([clustersNaming(step.identityId, facts), clustersTrustedBy(step.identityId, facts)]);
    case 'deleteIdentity':
      return clustersNaming(step.identityId, facts);
    case 'createCluster':
    case 'putCluster':
      return mergeTouched(takenBy(step).map((id) => clustersNaming(id as ArmId, facts)));
    case 'assignRole':
      if (step.principal.kind === 'principal') return usersOfPrincipal(step.principal.principalId, facts);
      if (step.principal.kind !== 'identity') return none;
      return mergeTouched([
        clustersNaming(step.principal.identityId, facts),
        withWorkloads(step.principal.identityId, facts),
      ]);
    case 'createResourceGroup':
    case 'createIdentity':
    case 'removeRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'upgradeNodeImage':
    case 'deleteBinding':
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
      return none;
  }
}

/** Returns the identities that a cluster takes for its control plane: AKS gives them a role. */
export function takenBy(step: Extract<Step, { kind: 'createCluster' | 'putCluster' }>): readonly string[] {
  if (step.kind === 'createCluster') return Object.keys(objectAt(step.body, 'identity.userAssignedIdentities') ?? {});
  return step.edit.controlPlane?.kind === 'userAssigned' ? [step.edit.controlPlane.identityId] : [];
}

function clustersNaming(identityId: ArmId, facts: Facts): Touched {
  const who = namesOfIdentity(identityId, facts);
  return clustersThat(({ raw }) => isNamedIn(raw, who), facts);
}

/** Newer versions of the API are asked only if they may name an identity that findings are about. */
function clustersThat(isUser: (cluster: Cluster) => boolean, facts: Facts): Touched {
  const answer = facts.get({ kind: 'clusters' });
  const clusters = answer?.kind === 'found' ? answer.value : [];
  const newer = clusters.some(mayHaveGating) ? facts.get({ kind: 'newerClusters' }) : undefined;
  const all = [...clusters, ...(newer?.kind === 'found' ? newer.value : [])];
  const unknown = [...unknownsOf(looksForUse.clusters, answer), ...(newer === undefined ? [] : unknownSettings(newer))];
  return { ids: all.filter(isUser).map(({ id }) => id), unknown };
}

function usersOfPrincipal(principalId: string, facts: Facts): Touched {
  const who = namesOfPrincipal(principalId, facts);
  const own = clustersThat(({ raw }) => isNamedIn(raw, who), facts);
  if (who.id !== undefined) return mergeTouched([own, withWorkloads(who.id as ArmId, facts)]);
  return mergeTouched([own, { ids: [], unknown: unknownsOf(say`Identities`, facts.get({ kind: 'identities' })) }]);
}

/** The clusters whose pods act as the identity, by credentials or by a binding. */
function withWorkloads(identityId: ArmId, facts: Facts): Touched {
  const bound = boundTo(identityId, {
    ...{ clusters: facts.get({ kind: 'clusters' }), asksAll: false },
    credentials: facts.get({ kind: 'federatedCredentials', identityId }),
    bindingsOf: (clusterId) => facts.get({ kind: 'bindings', clusterId }),
  });
  const ids = (bound?.users ?? []).map((use) => use.clusterId as ArmId);
  return mergeTouched([clustersTrustedBy(identityId, facts), { ids, unknown: bound?.unknown ?? [] }]);
}

/** The clusters whose tokens the identity takes. */
function clustersTrustedBy(identityId: ArmId, facts: Facts): Touched {
  const answer = facts.get({ kind: 'federatedCredentials', identityId });
  const trusted = new Set(answer?.kind === 'found' ? answer.value.map(({ issuer }) => issuerKey(issuer)) : []);
  const users = clustersThat((cluster) => trusted.has(issuerKey(issuerOf(cluster) ?? '')), facts);
  const unknown = unknownsOf(say`${looksForUse.credentials} of ${lastSegment(identityId)}`, answer);
  return mergeTouched([users, { ids: [], unknown }]);
}
