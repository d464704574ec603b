/** Which roles the identities of a cluster and of its workloads have, as far as its findings needed to know that. */
import { directAssignmentsOf } from '../access/heldRoles.ts';
import { unknownsOf } from '../arm/answer.ts';
import { sameGuid, sameId } from '../arm/resourceId.ts';
import { unknownBrief, type Unknown } from '../arm/unknown.ts';
import { isOfAccess } from '../cluster/accessReads.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { principalsOf } from '../cluster/principals.ts';
import type { Requirement } from '../needs/need.ts';
import { workloadsOf } from '../workloads/workloads.ts';
import { compact } from '../../shape/compact.ts';
import { say, type Words } from '../../sentences/words.ts';

/** A need that a role assignment meets. */
export type MetNeed = Pick<Requirement, 'id' | 'scope' | 'grantedBy'>;

/** The roles of the identities of a cluster and of its workloads. */
export interface OwnRoles {
  readonly held: readonly RoleAssignment[];
  readonly met: readonly MetNeed[];
  /** Why there may be others; `undefined` if all of them were read. */
  readonly unread: Words | undefined;
}

/** Returns what the identities hold; asks for nothing that the rules for findings do not ask for. */
export function ownRolesOf(cluster: Cluster, requirements: readonly Requirement[], unwatched: Facts): OwnRoles {
  // A role that is not known makes no finding unknown.
  const facts = unwatched.forTopics?.([]) ?? unwatched;
  const { subscriptionId } = cluster;
  const held: RoleAssignment[] = [];
  // Where not all are listed, a list of one principal's roles may lack some, too.
  const every = facts.get({ kind: 'everyAssignmentIn', subscriptionId });
  const why: Unknown[] = [...unknownsOf(say`Role assignments can't be read`, every)];
  for (const [principalId, identity] of principalsOf(cluster, facts)) {
    const answer =
      identity === 'kubelet'
        ? directAssignmentsOf(principalId, subscriptionId, facts)
        : facts.get({ kind: 'assignmentsOf', subscriptionId, principalId });
    why.push(...unknownsOf(say`Role assignments can't be read`, answer));
    if (answer?.kind === 'found') held.push(...answer.value);
  }
  const { workloads, unknown } = workloadsOf(cluster, facts);
  why.push(...unknown.filter(({ subject }) => isOfAccess(subject)));
  held.push(...workloads.flatMap(({ assignments }) => assignments));
  const met = requirements.flatMap(({ id, scope, principalId, grantedBy }): readonly MetNeed[] => {
    if (grantedBy === undefined || principalId === undefined) return [];
    // It may be in another subscription, or that of a group: it counts as one of whoever needs it.
    const answer = facts.get({ kind: 'assignments', scope, principalId });
    const grant = answer?.kind === 'found' ? answer.value.find((role) => sameId(role.id, grantedBy)) : undefined;
    if (grant === undefined) return [];
    if (!sameGuid(grant.principalId, principalId)) held.push({ ...grant, principalId });
    else if (!held.includes(grant)) held.push(grant);
    // Equal texts are in memory once, for all clusters of a fleet.
    return [{ id, scope: sameId(scope, grant.scope) ? grant.scope : scope, grantedBy: grant.id }];
  });
  const [first] = why;
  return { held: compact(held), met: compact(met), unread: first && unknownBrief(first) };
}
