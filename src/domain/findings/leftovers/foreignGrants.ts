import { principalKindOf } from '../../access/principalNames.ts';
import { isRole, role } from '../../access/roles.ts';
import { isRegistry, parseResourceId, resourceType, sameId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { principalsOf } from '../../cluster/principals.ts';
import { type Need, principalOfNeed } from '../../needs/need.ts';
import { neededScopes } from '../../needs/needs.ts';

/**
 * Returns grants of other principals on the node resource group, and of roles that the cluster needs on the resources
 * where it needs them. Grants on other resource groups are left out, because they may have many reasons.
 */
export function foreignGrants(
  cluster: Cluster,
  { nodeGroup, needs }: { readonly nodeGroup: string | undefined; readonly needs: readonly Need[] },
  facts: Facts,
): readonly RoleAssignment[] {
  const holders = needs.filter(({ holder }) => holder).map((need) => principalOfNeed(cluster, need, facts));
  const knownPrincipals = new Set([...principalsOf(cluster, facts).keys(), ...holders.map((id) => id?.toLowerCase())]);
  const onNodes = nodeGroup ? foreignAssignments(nodeGroup, knownPrincipals, facts).filter(isClusterRole) : [];
  const elsewhere = [...neededScopes(cluster, needs).values()].flatMap((needsAtScope) => {
    const scope = needsAtScope[0]?.scope;
    return scope && parseResourceId(scope)?.type !== resourceType.group
      ? foreignAssignments(scope, knownPrincipals, facts).filter((assignment) => servesNeed(assignment, needsAtScope))
      : [];
  });
  return [...onNodes, ...elsewhere];
}

/** Returns assignments at exactly this scope to service principals that aren't known to work for the cluster. */
function foreignAssignments(
  scope: string,
  knownPrincipals: ReadonlySet<string | undefined>,
  facts: Facts,
): RoleAssignment[] {
  const answer = facts.get({ kind: 'assignmentsAt', scope });
  if (answer?.kind !== 'found') return [];
  return answer.value.filter(
    (assignment) =>
      sameId(assignment.scope, scope) &&
      principalKindOf(assignment.principalType) === 'serviceprincipal' &&
      !knownPrincipals.has(assignment.principalId.toLowerCase()),
  );
}

/** Returns true for a role on the node resource group that only a cluster's own identities get. */
function isClusterRole({ roleDefinitionId }: RoleAssignment): boolean {
  return [role.contributor, role.networkContributor].some((contributor) => isRole(roleDefinitionId, contributor));
}

/** Returns true if the assignment is of a role that the cluster needs there. */
function servesNeed({ roleDefinitionId }: RoleAssignment, needs: readonly Need[]): boolean {
  const pull = needs.some(({ scope }) => isRegistry(scope)) ? [role.acrPull, role.repositoryReader] : [];
  return [...needs.map((need) => need.role), ...pull].some((roleName) => isRole(roleDefinitionId, roleName));
}
