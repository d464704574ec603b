import { roleById, roleGuidOf } from '../access/roles.ts';
import type { Unknown } from '../arm/unknown.ts';
import { directoryOf } from '../arm/via.ts';
import { unknownsOf } from '../arm/answer.ts';
import { objectAt } from '../arm/json.ts';
import {
  distinctIds,
  isAtOrBelow,
  lastSegment,
  subscriptionOf,
  subscriptionScope,
  type ArmId,
} from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { namesOfPrincipal } from '../cluster/principals.ts';
import { issuerKey, namesOfIdentity } from '../cluster/uses.ts';
import { mayHaveGating } from '../needs/features.ts';
import type { StepOf } from '../plan/plan.ts';
import type { PrincipalRef } from '../plan/stepActions.ts';
import { bindingsOfIdentity } from '../uses/boundTo.ts';
import { isNamedIn } from '../uses/namedUses.ts';
import { useChecks, unknownSettings } from '../uses/nothingUses.ts';
import { givesAccessToClusters } from '../whoCanAct/givenAbilities.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { say } from '../../sentences/words.ts';

/** Clusters, and why there may be more. */
export interface TouchedClusters {
  readonly ids: readonly ArmId[];
  readonly unknown: readonly Unknown[];
}

/** Joins lists of clusters, each once. */
export function mergeTouched(parts: readonly TouchedClusters[]): TouchedClusters {
  return { ids: distinctIds(parts.flatMap(({ ids }) => ids)), unknown: parts.flatMap(({ unknown }) => unknown) };
}

/** Returns the identities that a step assigns to a cluster's control plane; AKS gives them a role. */
export function controlPlaneIdentities(step: StepOf<'createCluster' | 'putCluster'>): readonly string[] {
  if (step.kind === 'createCluster') return Object.keys(objectAt(step.body, 'identity.userAssignedIdentities') ?? {});
  return step.edit.controlPlane?.kind === 'userAssigned' ? [step.edit.controlPlane.identityId] : [];
}

/** Returns the clusters that name an identity. */
export function clustersNaming(identityId: ArmId, facts: Facts): TouchedClusters {
  const names = namesOfIdentity(identityId, facts);
  return clustersThat(({ raw }) => isNamedIn(raw, names), facts);
}

/** Newer versions of the API are read only if they may name an identity that findings are about. */
function clustersThat(isUser: (cluster: Cluster) => boolean, facts: Facts): TouchedClusters {
  const answer = facts.get({ kind: 'clusters' });
  const clusters = answer?.kind === 'found' ? answer.value : [];
  const newer = clusters.some(mayHaveGating) ? facts.get({ kind: 'newerClusters' }) : undefined;
  const allClusters = [...clusters, ...(newer?.kind === 'found' ? newer.value : [])];
  const unknown = [...unknownsOf(useChecks.clusters, answer), ...(newer === undefined ? [] : unknownSettings(newer))];
  return { ids: allClusters.filter(isUser).map(({ id }) => id), unknown };
}

/** Returns the clusters that a role assignment reaches, if its role lets somebody act on clusters. */
export function clustersActedOn(step: StepOf<'assignRole'>, facts: Facts): TouchedClusters {
  const { roleDefinitionId, scope } = step;
  const guid = roleGuidOf(roleDefinitionId);
  const answer = facts.get({ kind: 'role', guid, scope: subscriptionScope(scope), ...directoryOf(step) });
  const definition = answer?.kind === 'found' ? answer.value : roleById(roleDefinitionId);
  if (definition === undefined || !givesAccessToClusters(definition)) return { ids: [], unknown: [] };
  // Which subscriptions are below a management group is not known here.
  const isAbove = subscriptionOf(scope) === undefined;
  return clustersThat(({ id }) => isAbove || isAtOrBelow(id, scope) || isAtOrBelow(scope, id), facts);
}

/** Returns the clusters that use the identity of a grant, themselves or through their workloads. */
export function usersOfGrant(principal: PrincipalRef, facts: Facts): TouchedClusters {
  if (principal.kind === 'principal') return usersOfPrincipal(principal.principalId, facts);
  if (principal.kind !== 'identity') return { ids: [], unknown: [] };
  return mergeTouched([clustersNaming(principal.identityId, facts), withWorkloads(principal.identityId, facts)]);
}

function usersOfPrincipal(principalId: string, facts: Facts): TouchedClusters {
  const names = namesOfPrincipal(principalId, facts);
  const naming = clustersThat(({ raw }) => isNamedIn(raw, names), facts);
  if (names.id !== undefined) return mergeTouched([naming, withWorkloads(names.id as ArmId, facts)]);
  return mergeTouched([naming, { ids: [], unknown: unknownsOf(say`Identities`, facts.get({ kind: 'identities' })) }]);
}

/** The clusters whose pods act as the identity, through credentials or a binding. */
function withWorkloads(identityId: ArmId, facts: Facts): TouchedClusters {
  const bound = bindingsOfIdentity(identityId, {
    clusters: facts.get({ kind: 'clusters' }),
    asksAll: false,
    credentials: facts.get({ kind: 'federatedCredentials', identityId }),
    bindingsOf: (clusterId) => facts.get({ kind: 'bindings', clusterId }),
  });
  const ids = (bound?.users ?? []).map((use) => use.clusterId as ArmId);
  return mergeTouched([clustersTrustedBy(identityId, facts), { ids, unknown: bound?.unknown ?? [] }]);
}

/** Returns the clusters whose tokens the identity accepts. */
export function clustersTrustedBy(identityId: ArmId, facts: Facts): TouchedClusters {
  const answer = facts.get({ kind: 'federatedCredentials', identityId });
  const users = clustersWithIssuers(answer?.kind === 'found' ? answer.value.map(({ issuer }) => issuer) : [], facts);
  const unknown = unknownsOf(say`${useChecks.credentials} of ${lastSegment(identityId)}`, answer);
  return mergeTouched([users, { ids: [], unknown }]);
}

/** Returns the clusters that issue tokens under one of the addresses. */
export function clustersWithIssuers(issuers: readonly string[], facts: Facts): TouchedClusters {
  const keys = new Set(issuers.map(issuerKey));
  return clustersThat((cluster) => keys.has(issuerKey(issuerOf(cluster) ?? '')), facts);
}
