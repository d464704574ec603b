/**
 * A cluster names its service principal by client id, role assignments name object ids, and ARM has no way from one to
 * the other. The object id is inferred from role assignments around the cluster, and the results say so.
 */
import type { Facts } from '../cluster/facts.ts';
import { textAt } from '../arm/json.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { isManagedIdentity } from './principalNames.ts';
import { groupId, idKey, resourceType } from '../arm/resourceId.ts';
import { role, roleGuidOf } from './roles.ts';
import { networkOf } from '../cluster/placement.ts';
import { nodeSubnetsOf } from '../cluster/nodePools.ts';
import { say, type Words } from '../../sentences/words.ts';

/** An object id, and the evidence for it, for use after "because". */
export interface Inferred {
  readonly principalId: string;
  readonly evidence: Words;
  /** The evidence is a role that AKS itself assigns, so the id is almost certain. */
  readonly isFirm?: true;
}

/** Returns true for the roles that let nodes pull images. */
export function isPullRole(roleDefinitionId: string): boolean {
  const guid = roleGuidOf(roleDefinitionId);
  return guid === role.acrPull.id || guid === role.repositoryReader.id;
}

/** Returns the object id of the cluster's service principal if the evidence allows exactly one. */
export function servicePrincipalObjectId(cluster: Cluster, facts: Facts): Inferred | undefined {
  const { nodeResourceGroup, subscriptionId } = cluster;
  const subnets = nodeSubnetsOf(cluster);
  const places: readonly (readonly [evidence: Words, scopes: readonly string[]])[] = [
    [
      say`it has a role on the node resource group`,
      nodeResourceGroup ? [groupId(subscriptionId, nodeResourceGroup)] : [],
    ],
    [say`it has a role on the cluster's subnet`, subnets],
    [say`it has a role on the cluster's virtual network`, subnets.flatMap((subnet) => networkOf(subnet) ?? [])],
  ];
  for (const [index, [evidence, scopes]] of places.entries()) {
    const principalId = onlyHolder(
      scopes.flatMap((scope) => madeAt(scope, facts)),
      facts,
    );
    if (principalId) return { principalId, evidence, ...(index === 0 ? { isFirm: true } : {}) };
  }
  return onlyPuller(cluster, facts);
}

/** The only service principal that pulls from a registry, if this is the only cluster with a service principal. */
function onlyPuller({ subscriptionId, id }: Cluster, facts: Facts): Inferred | undefined {
  const clusters = facts.get({ kind: 'clusters' });
  const registries = facts.get({ kind: 'resourcesOfType', subscriptionId, type: resourceType.registry });
  if (clusters?.kind !== 'found' || clusters.gaps || registries?.kind !== 'found') return undefined;
  const otherClusters = clusters.value.filter(
    (cluster) => cluster.controlPlane.kind === 'servicePrincipal' && idKey(cluster.id) !== idKey(id),
  );
  const pulls = registries.value
    .flatMap((registry) => madeAt(textAt(registry, 'id') ?? '', facts))
    .filter(({ roleDefinitionId }) => isPullRole(roleDefinitionId));
  const principalId = onlyHolder(pulls, facts);
  if (!principalId || otherClusters.length > 0) return undefined;
  return {
    principalId,
    evidence: say`it is the only service principal that pulls from a registry of the subscription`,
  };
}

/** The assignments made at the scope itself. */
function madeAt(scope: string, facts: Facts): readonly RoleAssignment[] {
  const answer = facts.get({ kind: 'assignmentsAt', scope });
  return answer?.kind === 'found' ? answer.value.filter((assignment) => idKey(assignment.scope) === idKey(scope)) : [];
}

function onlyHolder(assignments: readonly RoleAssignment[], facts: Facts): string | undefined {
  const holders = assignments
    .filter(({ principalType }) => principalType === undefined || principalType === 'ServicePrincipal')
    .map(({ principalId }) => principalId.toLowerCase())
    .filter((principalId) => !isManagedIdentity(principalId, facts));
  const [only, ...otherHolders] = new Set(holders);
  return otherHolders.length === 0 ? only : undefined;
}
