/** How somebody who is not an administrator of a cluster can become one. */
import { isInAzure, openWayOf } from './abilities.ts';
import type { AccessPosture } from './accessMode.ts';
import type { AccessCell, WayToAdmin } from './model.ts';

/** Returns the open ways of each principal, without those of principals that are administrators already. */
export function waysToAdmin(cells: readonly AccessCell[], posture: AccessPosture): readonly WayToAdmin[] {
  const named = posture.adminGroupIds.map((id) => id.toLowerCase());
  const holders = cells
    .filter(
      ({ ability, verdict, hasNoEffect }) => ability === 'clusterAdmin' && verdict.kind === 'held' && !hasNoEffect,
    )
    .map(({ principal }) => principal.id.toLowerCase());
  const admins = new Set([...named, ...holders]);
  return cells.flatMap(({ ability, principal, verdict }) => {
    if (verdict.kind === 'denied' || admins.has(principal.id.toLowerCase())) return [];
    const words = openWayOf(ability, posture);
    return words === undefined || !isInAzure(ability) ? [] : [{ principal, verdict, ability, words }];
  });
}
