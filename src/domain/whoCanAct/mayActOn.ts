/** What one principal can act on: the same as who can act on a cluster, from the other side. */
import { identityWords } from '../access/principalNames.ts';
import { roleGuidOf } from '../access/roles.ts';
import { unknownsOf } from '../arm/answer.ts';
import { idKey, sameGuid, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import type { Unknown } from '../arm/unknown.ts';
import { fleetIdsIn, membersOf } from '../around/things/fleets.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { principalOf } from '../cluster/principals.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { AccessDecider } from './accessDecider.ts';
import { accessPosture, usesManagedEntra } from './accessMode.ts';
import { concerns, nodeGroupOf } from './listedAccess.ts';
import {
  type AccessCell,
  type AccessPrincipal,
  type ActsOnCluster,
  type MayActOn,
  standings,
  type Standing,
} from './model.ts';
import { assignedPlaces } from './places.ts';
import { cellsOf, waysToAdmin } from './whoCanAct.ts';
import { actsOn } from './abilities.ts';
import { accessSign } from './accessRows.ts';

/** What a principal holds, as the lists of subscriptions have it. */
interface Held {
  /** By subscription in lower case; left out where it could not be read. */
  readonly bySubscription: ReadonlyMap<string, readonly RoleAssignment[]>;
  readonly unknown: readonly Unknown[];
}

/**
 * Returns what a principal can do to the clusters in view. Each subscription is asked once for all that the principal
 * holds there, through groups too; no cluster is asked by itself.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export function mayActOn(
  principalId: string,
  facts: Facts,
  isInView: (cluster: Cluster) => boolean = () => true,
): MayActOn {
  const answer = facts.get({ kind: 'clusters' });
  const clusters = answer?.kind === 'found' ? answer.value.filter(isInView) : [];
  const acts = actsAmong(principalId, clusters, facts);
  return { ...acts, unknown: [...unknownsOf(say`Clusters`, answer), ...acts.unknown] };
}

/** Returns what a principal can do to these clusters. */
export function actsAmong(principalId: string, clusters: readonly Cluster[], facts: Facts): MayActOn {
  const fleets = fleetIdsIn(facts);
  const held = heldIn([...clusters.map(({ subscriptionId }) => subscriptionId), ...fleets.ids.map(placeOf)], {
    principalId,
    facts,
  });
  const at = (id: string): readonly RoleAssignment[] => held.bySubscription.get(placeOf(id).toLowerCase()) ?? [];
  const members = membersOf(
    fleets.ids.filter((id) => at(id).some(({ scope }) => concerns(scope, id))),
    facts,
  );
  const principal = principalIn(principalId, held, facts);
  const shared = sharingRoles(held, facts);
  const isRead = ({ subscriptionId }: Cluster): boolean => held.bySubscription.has(subscriptionId.toLowerCase());
  const acts = clusters.flatMap((cluster) => {
    const fleetIds = members.fleetsOf.get(idKey(cluster.id)) ?? [];
    return actsOnOne({ principal, cluster, fleetIds, held: at }, shared) ?? [];
  });
  return {
    principal,
    clusters: mostFirst(acts),
    considered: clusters.length,
    unread: clusters.filter((cluster) => !isRead(cluster)),
    unknown: [...held.unknown, ...fleets.unknown, ...members.unknown],
  };
}

function placeOf(id: string): string {
  return subscriptionOf(id) ?? '';
}

function heldIn(
  subscriptionIds: readonly string[],
  { principalId, facts }: { readonly principalId: string; readonly facts: Facts },
): Held {
  const bySubscription = new Map<string, readonly RoleAssignment[]>();
  const unknown: Unknown[] = [];
  for (const subscriptionId of distinctBy(subscriptionIds, (id) => id.toLowerCase())) {
    const answer = facts.get({ kind: 'assignedIn', subscriptionId, principalId });
    if (answer?.kind === 'found') bySubscription.set(subscriptionId.toLowerCase(), answer.value);
    unknown.push(...unknownsOf(say`Role assignments in subscription ${subscriptionId}`, answer));
  }
  return { bySubscription, unknown };
}

function principalIn(id: string, { bySubscription }: Held, facts: Facts): AccessPrincipal {
  const own = [...bySubscription.values()].flat().filter(({ principalId }) => sameGuid(principalId, id));
  const type = own.find(({ principalType }) => principalType !== undefined)?.principalType;
  return { id, ...defined({ type, name: identityWords(id, facts)?.label }) };
}

/** The facts, with each role read in the first subscription that has it, and deny assignments only as lists of subscriptions. */
function sharingRoles({ bySubscription }: Held, facts: Facts): Facts {
  const places = new Map<string, string>();
  for (const [subscriptionId, assignments] of bySubscription)
    for (const { roleDefinitionId } of assignments) {
      const guid = roleGuidOf(roleDefinitionId);
      if (!places.has(guid)) places.set(guid, `/subscriptions/${subscriptionId}`);
    }
  const get = (read: Read): unknown => {
    if (read.kind === 'denyAssignments')
      return facts.get({ kind: 'denyAssignmentsIn', subscriptionId: placeOf(read.scope) });
    if (read.kind !== 'role') return facts.get(read);
    const shared = facts.get({ ...read, scope: places.get(read.guid) ?? read.scope });
    return shared === undefined || shared.kind === 'found' ? shared : facts.get(read);
  };
  return { ...facts, get: get as Facts['get'] };
}

interface Question {
  readonly principal: AccessPrincipal;
  readonly cluster: Cluster;
  readonly fleetIds: readonly ArmId[];
  readonly held: (id: string) => readonly RoleAssignment[];
}

function actsOnOne({ principal, cluster, fleetIds, held }: Question, facts: Facts): ActsOnCluster | undefined {
  const posture = accessPosture(cluster);
  const isNamed = posture.adminGroupIds.some((id) => sameGuid(id, principal.id));
  const isAdminGroup = isNamed && usesManagedEntra(posture);
  const roots: readonly ArmId[] = [cluster.id, ...nodeGroupOf(cluster), ...fleetIds];
  // The evaluator looks for one principal; what comes through a group counts as its own.
  const byId = new Map<string, Map<string, RoleAssignment>>();
  const originals = new Map<string, RoleAssignment>();
  for (const root of roots)
    for (const assignment of held(root)) {
      if (!concerns(assignment.scope, root)) continue;
      const place = placeOf(root).toLowerCase();
      const own = byId.get(place) ?? new Map<string, RoleAssignment>();
      own.set(idKey(assignment.id), { ...assignment, principalId: principal.id });
      byId.set(place, own);
      originals.set(idKey(assignment.id), assignment);
    }
  const bySubscription = new Map([...byId].map(([place, own]) => [place, [...own.values()]] as const));
  const assignments = [...bySubscription.values()].flat();
  if (assignments.length === 0 && !isAdminGroup) return undefined;
  const listed = { fleets: { all: [], unknown: [] }, bySubscription, assignments, unknown: [] };
  const decider = new AccessDecider(cluster, assignedPlaces(cluster.id, fleetIds, assignments), listed, facts);
  const cells = cellsOf(principal, decider, posture).map((cell) => asAssigned(cell, originals));
  if (!isAdminGroup && cells.every(({ verdict }) => verdict.kind === 'denied')) return undefined;
  const ways = waysToAdmin(cells, posture, principalOf(cluster, 'controlPlane'));
  const acts = { cluster, posture, cells, ways, ...(isAdminGroup ? { isAdminGroup } : {}) };
  return { ...acts, standing: standingOf(acts) };
}

/** Names the role assignment as it was made, to the principal or to one of its groups. */
export function asAssigned(cell: AccessCell, originals: ReadonlyMap<string, RoleAssignment>): AccessCell {
  const { verdict } = cell;
  if (verdict.kind !== 'held') return cell;
  return { ...cell, verdict: { ...verdict, by: originals.get(idKey(verdict.by.id)) ?? verdict.by } };
}

/** Returns how far a principal gets in a cluster. */
export function standingOf({ posture, cells, ways, isAdminGroup }: Omit<ActsOnCluster, 'standing'>): Standing {
  const signed = cells.map((cell) => ({
    sign: accessSign(cell),
    isAdmin: cell.ability === 'clusterAdmin',
    acts: cell.ability === 'other' || actsOn(cell.ability, posture),
  }));
  if (isAdminGroup || signed.some(({ sign, isAdmin }) => isAdmin && sign === 'yes')) return 'admin';
  if (ways.some(({ verdict }) => verdict.kind === 'held' || verdict.kind === 'permitted')) return 'canBecomeAdmin';
  if (signed.some(({ sign, acts }) => acts && sign === 'yes')) return 'acts';
  if (signed.some(({ sign, acts }) => acts && sign === 'perhaps')) return 'perhaps';
  return signed.some(({ sign }) => sign === 'yes' || sign === 'perhaps') ? 'sees' : 'noEffect';
}

/** Returns the clusters in which a principal gets far first, otherwise by name. */
function mostFirst(clusters: readonly ActsOnCluster[]): readonly ActsOnCluster[] {
  const rankOf = ({ standing }: ActsOnCluster): number => standings.indexOf(standing);
  return [...clusters].sort((a, b) => rankOf(a) - rankOf(b) || a.cluster.name.localeCompare(b.cluster.name, 'en'));
}
