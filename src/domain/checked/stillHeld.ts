/** Roles that may be left over, whatever a cluster shows now of what they were for. */
import { principalKindOf } from '../access/principalNames.ts';
import { role, roleById, roleGuidOf } from '../access/roles.ts';
import { parseResourceId, resourceType } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { fleetIndexOf } from '../cluster/fleetIndex.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { assignmentsReaching, assignmentsReachingNodes } from '../whoCanAct/placedAssignments.ts';
import { nameOfRole } from '../findings/leftovers/formerRoles.ts';
import { keyOfWords } from '../../sentences/words.ts';

/** A role that is held, as findings tell it. */
export interface RoleStillHeld {
  readonly role: string;
  readonly scope: string;
  readonly principalId: string;
}

/** Roles that are held: those that reach one cluster, and those at resources of its subscription, which its clusters share. */
export type RolesHeld = readonly [near: readonly RoleStillHeld[], shared: readonly RoleStillHeld[]];

/**
 * Returns the roles of principals that no visible cluster uses: those that reach a cluster or its nodes, and those of kinds that clusters
 * need at resources of its subscription. Left out if the roles of the subscription are not known, or nobody compares them.
 */
export function rolesStillHeld(cluster: Cluster, unwatched: Facts): RolesHeld | undefined {
  // A finding that is found needs none of this.
  const facts = unwatched.forTopics?.([]) ?? unwatched;
  const { subscriptionId } = cluster;
  const everything = facts.get({ kind: 'everyAssignmentIn', subscriptionId });
  const clusters = facts.get({ kind: 'clusters' });
  if (everything?.kind !== 'found' || clusters?.kind !== 'found' || facts.isNotCompared === true) return undefined;
  const { byPrincipal } = fleetIndexOf(clusters.value);
  const isFree = ({ principalId, principalType }: RoleAssignment): boolean =>
    principalKindOf(principalType) === 'serviceprincipal' && !byPrincipal.has(principalId.toLowerCase());
  const heldBy = (assignments: readonly RoleAssignment[]): readonly RoleStillHeld[] =>
    assignments.filter(isFree).map((assignment) => heldOf(assignment, subscriptionId, facts));
  const near = heldBy([...assignmentsReaching(cluster.id, facts), ...assignmentsReachingNodes(cluster, facts)]);
  const shared = sharedBy.get(everything.value) ?? heldBy(everything.value.filter(isOfClusters));
  sharedBy.set(everything.value, shared);
  return [near, shared];
}

/** The roles at resources, once for all clusters that know the same list. */
const sharedBy = new WeakMap<readonly RoleAssignment[], readonly RoleStillHeld[]>();
const held = new WeakMap<RoleAssignment, RoleStillHeld>();

/** Many clusters are reached by one assignment; the name of a custom role may not have been read yet. */
function heldOf(assignment: RoleAssignment, subscriptionId: string, facts: Facts): RoleStillHeld {
  const { scope, principalId, roleDefinitionId } = assignment;
  const roleName = keyOfWords(nameOfRole(assignment, subscriptionId, facts));
  const known = held.get(assignment) ?? { role: roleName, scope, principalId };
  if (roleById(roleDefinitionId) !== undefined) held.set(assignment, known);
  return known;
}

const roleGuids = new Set(Object.values(role).map(({ id }) => roleGuidOf(id)));

function isOfClusters({ scope, roleDefinitionId }: RoleAssignment): boolean {
  const type = parseResourceId(scope)?.type;
  return type !== undefined && type !== resourceType.group && roleGuids.has(roleGuidOf(roleDefinitionId));
}
