/** What principals that are no longer a cluster's identities still hold because of it. */
import { scopeName, scopeWithKind } from './describe.ts';
import type { Facts } from './facts.ts';
import { isSettled } from './finding.ts';
import type { Finding } from './finding.ts';
import { isRegistry, neededScopes, principalsOf } from './findingsGrant.ts';
import type { Cluster, RoleAssignment } from './model.ts';
import type { Need } from './need.ts';
import { groupId, groupOf, idKey, sameId, subscriptionOf } from './resourceId.ts';
import { isRole, role, roleById } from './roles.ts';

const source = 'https://github.com/Azure/AKS/issues/4610';

/**
 * Assignments, at exactly the scopes that the cluster uses, of service principals that no cluster in sight uses. The
 * cluster's JSON doesn't tell its former identities, so this is a hint: what else the principal does can't be seen here.
 */
export function leftoverFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  if (cluster.controlPlane.kind === 'servicePrincipal' || !isSettled(cluster.provisioningState)) return [];
  const clusters = facts.get({ kind: 'clusters' });
  const nodeGroup = cluster.nodeResourceGroup && groupId(cluster.subscriptionId, cluster.nodeResourceGroup);
  const scopes = neededScopes(cluster, facts);
  const suspects = [
    ...(nodeGroup ? foreign(nodeGroup, cluster, facts).filter(isClusterRole) : []),
    ...[...scopes.values()].flatMap(([first, ...more]) =>
      first ? foreign(first.scope, cluster, facts).filter((each) => serves(each, [first, ...more])) : [],
    ),
  ];
  if (clusters?.kind !== 'found') return [];
  const others = clusters.value.filter(({ id }) => !sameId(id, cluster.id));
  const inUse = new Set(others.flatMap((other) => [...principalsOf(other, facts).keys()]));
  const hiding = others.filter(({ controlPlane }) => controlPlane.kind === 'servicePrincipal');
  return suspects
    .filter(({ principalId }) => !inUse.has(principalId.toLowerCase()))
    .filter(({ scope }) => sameId(scope, nodeGroup) || !hiding.some((other) => mayUse(other, scope)))
    .map((assignment) => leftoverFinding(cluster, assignment, sameId(assignment.scope, nodeGroup)));
}

/** Assignments made at exactly this scope to service principals that aren't the cluster's. */
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

/** The roles that AKS gives on the node resource group to identities that show in the cluster's JSON. */
function isClusterRole({ roleDefinitionId }: RoleAssignment): boolean {
  return [role.contributor, role.networkContributor].some((one) => isRole(roleDefinitionId, one));
}

/** Whether the assignment is of the kind that the cluster needs there. */
function serves({ roleDefinitionId }: RoleAssignment, needs: readonly Need[]): boolean {
  const pull = needs.some(({ scope }) => isRegistry(scope)) ? [role.acrPull, role.repositoryReader] : [];
  return [...needs.map((need) => need.role), ...pull].some((one) => isRole(roleDefinitionId, one));
}

/** A service principal's object id isn't in its cluster's JSON: such a cluster may use what it names or has beside it. */
function mayUse(cluster: Cluster, scope: string): boolean {
  if (JSON.stringify(cluster.raw).toLowerCase().includes(idKey(scope))) return true;
  const isBeside =
    groupOf(scope)?.toLowerCase() === cluster.resourceGroup.toLowerCase() &&
    subscriptionOf(scope)?.toLowerCase() === cluster.subscriptionId.toLowerCase();
  return isRegistry(scope) && isBeside;
}

function leftoverFinding(cluster: Cluster, assignment: RoleAssignment, onNodeGroup: boolean): Finding {
  const roleName = roleById(assignment.roleDefinitionId)?.name ?? 'a role';
  return {
    code: 'leftoverGrant',
    severity: onNodeGroup ? 'warning' : 'info',
    text:
      `A principal that no cluster in sight uses holds ${roleName} on ${scopeWithKind(assignment.scope)}. ` +
      `It may be a former identity of ${cluster.name}; after a change the old one stays in use for several hours. ` +
      'Remove the grant if nothing else needs it.',
    evidence: `${assignment.id} gives principal ${assignment.principalId} ${roleName} on ${scopeName(assignment.scope)}.`,
    source,
    fix: { kind: 'removeRole', roleAssignmentId: assignment.id },
  };
}
