/** Finds grants that principals still hold because of a cluster that no longer uses them. */
import { isRole, role, roleById } from '../access/roles.ts';
import { objectAt, textAt } from '../arm/json.ts';
import { groupId, idKey, parseResourceId, resourceType, sameId, isRegistry } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { identitiesByPrincipal, isUsedElsewhere, fleetIndexOf } from '../cluster/fleetIndex.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import type { Need } from '../needs/need.ts';
import { principalOf } from '../cluster/principals.ts';
import { tokenRefreshHours } from '../cluster/tokenLifetime.ts';
import { scopeName, scopeWithKind } from '../arm/scopeWords.ts';
import { findingOf } from './finding.ts';
import { isSettled } from '../cluster/provisioningState.ts';
import type { Finding } from './finding.ts';
import type { ArmId } from '../arm/resourceId.ts';
import { isOutside } from '../cluster/placement.ts';
import { principalsOf } from '../cluster/principals.ts';
import { neededScopes } from '../needs/needs.ts';

/**
 * Finds assignments at exactly the cluster's scopes whose service principals no visible cluster uses nor, away from its nodes,
 * anything else visible. The cluster's JSON does not name its previous identities, so such a finding is only a hint.
 */
export function leftoverFindings(cluster: Cluster, facts: Facts, needs: readonly Need[]): readonly Finding[] {
  if (!isSettled(cluster.provisioningState) || !knowsItself(cluster, facts)) return [];
  const nodeGroup = cluster.nodeResourceGroup && groupId(cluster.subscriptionId, cluster.nodeResourceGroup);
  const suspects = suspectsOf(cluster, { nodeGroup, needs }, facts);
  if (suspects.length === 0) return [];
  const clusters = facts.get({ kind: 'clusters' });
  const identities = facts.get({ kind: 'identities' });
  const inUseUntil = nodeGroup === undefined ? undefined : tokenExpiry(cluster, nodeGroup, facts);
  if (clusters?.kind !== 'found') return [];
  const sight = fleetIndexOf(clusters.value);
  const known = identities?.kind === 'found' ? identitiesByPrincipal(identities.value) : undefined;
  return suspects
    .filter(({ principalId }) => !isUsedElsewhere(principalId, cluster, sight, facts))
    .flatMap((assignment) => {
      const identity = known?.get(assignment.principalId.toLowerCase());
      const name = identity?.name;
      const onNodeGroup = sameId(assignment.scope, nodeGroup);
      // A service principal's object id isn't in its cluster's JSON, so it may be the holder wherever the JSON names a scope.
      const mayBeElse =
        name === undefined &&
        !onNodeGroup &&
        (isRegistry(assignment.scope) || sight.namedByServicePrincipalClusters().has(idKey(assignment.scope)));
      if (mayBeElse || (identity && isElses(identity.id, { cluster, onNodeGroup }, facts))) return [];
      return [leftoverFinding(cluster, { assignment, onNodeGroup, name, inUseUntil }, facts)];
    });
}

/** Tells whether all principals of the cluster are known; otherwise its own grants would look like leftovers. */
function knowsItself(cluster: Cluster, facts: Facts): boolean {
  const { controlPlane, kubelet, addons, raw } = cluster;
  const hasOneKind = ['systemassigned', 'userassigned'].includes(textAt(raw, 'identity.type')?.toLowerCase() ?? '');
  const hasOneId = Object.keys(objectAt(raw, 'identity.userAssignedIdentities') ?? {}).length <= 1;
  const named = [
    ...(controlPlane.kind === 'systemAssigned' || controlPlane.kind === 'userAssigned' ? ['controlPlane'] : []),
    ...('identityId' in kubelet ? ['kubelet'] : []),
    ...addons.flatMap(({ identityId, name }) => (identityId === undefined ? [] : name)),
  ];
  return hasOneKind && hasOneId && named.every((one) => principalOf(cluster, one, facts) !== undefined);
}

/** Tells whether an identity was certainly not the cluster's: AKS made it beside the nodes, or it serves others. */
function isElses(
  identityId: ArmId,
  { cluster, onNodeGroup }: { readonly cluster: Cluster; readonly onNodeGroup: boolean },
  facts: Facts,
): boolean {
  return onNodeGroup ? !isOutside(cluster, identityId) : mayServeOthers(identityId, facts);
}

/** Tells whether another resource or a workload may use the identity; true if that can't be read. */
function mayServeOthers(identityId: ArmId, facts: Facts): boolean {
  const carriers = facts.get({ kind: 'carriers', identityId });
  if (carriers?.kind !== 'found') return true;
  if (carriers.value.some(({ type }) => type.toLowerCase() !== resourceType.cluster.toLowerCase())) return true;
  const credentials = facts.get({ kind: 'federatedCredentials', identityId });
  return credentials?.kind !== 'found' || credentials.value.length > 0;
}

/**
 * Returns grants of other principals on the node resource group, and of roles that the cluster needs on the resources where it
 * needs them; a grant on another resource group may have many reasons.
 */
function suspectsOf(
  cluster: Cluster,
  { nodeGroup, needs }: { readonly nodeGroup: string | undefined; readonly needs: readonly Need[] },
  facts: Facts,
): readonly RoleAssignment[] {
  const onNodes = nodeGroup ? foreign(nodeGroup, cluster, facts).filter(isClusterRole) : [];
  const elsewhere = [...neededScopes(cluster, needs).values()].flatMap((there) => {
    const scope = there[0]?.scope;
    return scope && parseResourceId(scope)?.type !== resourceType.group
      ? foreign(scope, cluster, facts).filter((each) => serves(each, there))
      : [];
  });
  return [...onNodes, ...elsewhere];
}

/** Returns assignments at exactly this scope to service principals that aren't the cluster's. */
function foreign(scope: string, cluster: Cluster, facts: Facts): RoleAssignment[] {
  const answer = facts.get({ kind: 'assignmentsAt', scope });
  if (answer?.kind !== 'found') return [];
  const own = principalsOf(cluster, facts);
  return answer.value.filter(
    (assignment) =>
      sameId(assignment.scope, scope) &&
      assignment.principalType?.toLowerCase() === 'serviceprincipal' &&
      !own.has(assignment.principalId.toLowerCase()),
  );
}

/** Tells whether a role on the node resource group is one that only a cluster's own identities get. */
function isClusterRole({ roleDefinitionId }: RoleAssignment): boolean {
  return [role.contributor, role.networkContributor].some((one) => isRole(roleDefinitionId, one));
}

/** Tells whether the assignment is of a role that the cluster needs there. */
function serves({ roleDefinitionId }: RoleAssignment, needs: readonly Need[]): boolean {
  const pull = needs.some(({ scope }) => isRegistry(scope)) ? [role.acrPull, role.repositoryReader] : [];
  return [...needs.map((need) => need.role), ...pull].some((one) => isRole(roleDefinitionId, one));
}

/** Returns when the previous identity's token expires, counted from when AKS gave the new identity its role on the nodes' group. */
function tokenExpiry(cluster: Cluster, nodeGroup: string, facts: Facts): Date | undefined {
  const principalId = principalOf(cluster, 'controlPlane', facts)?.toLowerCase();
  const answer = facts.get({ kind: 'assignmentsAt', scope: nodeGroup });
  const given = answer?.kind === 'found' ? answer.value : [];
  const times = given
    .filter((each) => sameId(each.scope, nodeGroup) && isRole(each.roleDefinitionId, role.contributor))
    .filter((each) => each.principalId.toLowerCase() === principalId)
    .map(({ createdOn }) => Date.parse(createdOn ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0
    ? undefined
    : new Date(Math.min(...times) + (facts.tokenRefreshHours ?? tokenRefreshHours) * 3_600_000);
}

interface Leftover {
  readonly assignment: RoleAssignment;
  readonly onNodeGroup: boolean;
  readonly name: string | undefined;
  readonly inUseUntil: Date | undefined;
}

/** Makes the finding; it offers the removal only once the previous identity can't be in use any more. */
function leftoverFinding(cluster: Cluster, leftover: Leftover, facts: Facts): Finding {
  const { assignment, onNodeGroup, name, inUseUntil } = leftover;
  const roleName = roleById(assignment.roleDefinitionId)?.name ?? 'a role';
  const who = name ? `${name}, which no visible cluster uses,` : 'A principal that no visible cluster uses';
  const isEarly = inUseUntil !== undefined && inUseUntil > facts.now;
  return findingOf('leftoverGrant', {
    severity: onNodeGroup ? 'warning' : 'info',
    text:
      `${who} holds ${roleName} on ${scopeWithKind(assignment.scope)}. It may be a former identity of ${cluster.name}; ` +
      'after a change the old one stays in use for several hours. ' +
      (isEarly ? 'Leave the grant until then.' : 'Remove the grant if nothing else needs it.'),
    evidence: `${assignment.id} gives principal ${assignment.principalId} ${roleName} on ${scopeName(assignment.scope)}.`,
    ...(isEarly ? {} : { fix: { kind: 'removeRole', roleAssignmentId: assignment.id } }),
  });
}
