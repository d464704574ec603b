/** What can be activated in Privileged Identity Management, as what it would give; nothing of it is held. */
import { isOwnerMissing, whyNotFound, type Answer } from '../arm/answer.ts';
import { idKey, sameGuid, sameText, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import { withTitle, type Unknown } from '../arm/unknown.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { say } from '../../sentences/words.ts';
import { AccessDecider } from './accessDecider.ts';
import { concerns, nodeGroupOf, type ListedAccess } from './listedAccess.ts';
import type { AccessCell, EligibleAccess, WhoCanAct } from './model.ts';
import { assignedPlaces } from './places.ts';
import { cellsOf, principalsOf } from './whoCanAct.ts';

/**
 * Returns what roles that can be activated at a cluster and above it would give. Where everybody's can't be read, the
 * person's own still count, and those of others are unknown.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/pim-integration
 */
export function eligibleAccess(who: WhoCanAct, fleetIds: readonly ArmId[], facts: Facts): EligibleAccess {
  const { cluster, posture } = who;
  const roots = [cluster.id, ...nodeGroupOf(cluster), ...fleetIds];
  const others = roots.map((scope) => [scope, facts.get({ kind: 'eligibleAt', scope })] as const);
  const own = facts.get({ kind: 'eligibleAt', scope: cluster.id, own: true });
  const all = listedBySubscription([...others, [cluster.id, own]], (scope) =>
    roots.some((root) => concerns(scope, root)),
  );
  const decider = deciderOver({ cluster, fleetIds, names: who.namespaces }, all, facts);
  const known = [...new Set(who.cells.map(({ principal }) => principal))];
  const cells = principalsOf([...all.values()].flat(), facts).flatMap((found) => {
    const principal = known.find(({ id }) => sameGuid(id, found.id)) ?? found;
    return wouldHave(cellsOf(principal, decider, posture), who.cells);
  });
  return { cells, unknown: unknownsIn(others, own) };
}

/** Role assignments, or what has their form, by the subscription for which they were listed. */
export type BySubscription = ReadonlyMap<string, readonly RoleAssignment[]>;

/** Returns what was listed at scopes, by the subscription of each; what is above all subscriptions counts only there. */
export function listedBySubscription(
  lists: readonly (readonly [string, Answer<readonly RoleAssignment[]> | undefined])[],
  isWanted: (scope: string) => boolean = () => true,
): BySubscription {
  const byPlace = Map.groupBy(lists, ([scope]) => subscriptionOf(scope)?.toLowerCase() ?? '');
  return new Map(
    [...byPlace].map(([place, answers]) => {
      const found = answers.flatMap(([, answer]) => (answer?.kind === 'found' ? answer.value : []));
      return [place, distinctBy(found, ({ id }) => idKey(id)).filter(({ scope }) => isWanted(scope))] as const;
    }),
  );
}

/** A cluster with what is known of its places. */
export interface KnownPlaces {
  readonly cluster: Cluster;
  readonly fleetIds: readonly ArmId[];
  /** The namespaces that are known. */
  readonly names: readonly string[];
}

/** Returns what decides by these assignments, and no others. */
export function deciderOver(
  { cluster, fleetIds, names }: KnownPlaces,
  bySubscription: BySubscription,
  facts: Facts,
): AccessDecider {
  const assignments = distinctBy([...bySubscription.values()].flat(), ({ id }) => idKey(id));
  const listed: ListedAccess = { fleets: { all: [], unknown: [] }, bySubscription, assignments, unknown: [] };
  return new AccessDecider(cluster, assignedPlaces(cluster.id, fleetIds, assignments, names), listed, facts);
}

/** Returns what would be new: what is held anyway needs no role to be activated, and what is denied stays denied. */
export function wouldHave(cells: readonly AccessCell[], held: readonly AccessCell[]): readonly AccessCell[] {
  const isHeld = ({ principal, ability, namespace }: AccessCell): boolean =>
    held.some(
      (cell) =>
        sameGuid(cell.principal.id, principal.id) &&
        cell.ability === ability &&
        (cell.namespace === undefined || sameText(cell.namespace, namespace)) &&
        ['held', 'permitted'].includes(cell.verdict.kind),
    );
  return cells
    .filter((cell) => cell.verdict.kind !== 'denied' && !isHeld(cell))
    .map((cell) => ({ ...cell, isEligible: true }));
}

function unknownsIn(
  others: readonly (readonly [string, Answer<unknown> | undefined])[],
  own: Answer<unknown> | undefined,
): readonly Unknown[] {
  const title = say`Which roles others can activate can't be read`;
  const ofOthers = others.flatMap(([scope, answer]) => {
    if (answer === undefined || answer.kind === 'found') return [];
    return isOwnerMissing(answer) ? [] : [whyNotFound(title, { what: 'eligibleAt', of: scope }, answer)];
  });
  const ofOwn = own?.kind === 'unreadable' ? [withTitle(say`Which roles you can activate can't be read`, own)] : [];
  return [...ofOthers, ...ofOwn];
}
