/** How somebody who is not an administrator of a cluster can become one. */
import { sameGuid } from '../arm/resourceId.ts';
import { isInAzure, openWayOf } from './abilities.ts';
import type { AccessPosture } from './accessMode.ts';
import type { AccessCell, WayToAdmin } from './model.ts';

/** Returns the open ways of each principal, without those of principals that are administrators already; `nodeManager` is as whom AKS manages the nodes. */
export function waysToAdmin(
  cells: readonly AccessCell[],
  posture: AccessPosture,
  nodeManager?: string,
): readonly WayToAdmin[] {
  const named = posture.adminGroupIds.map((id) => id.toLowerCase());
  const holders = cells
    .filter(
      ({ ability, verdict, hasNoEffect }) => ability === 'clusterAdmin' && verdict.kind === 'held' && !hasNoEffect,
    )
    .map(({ principal }) => principal.id.toLowerCase());
  const admins = new Set([...named, ...holders]);
  return cells.flatMap(({ ability, principal, verdict }) => {
    if (verdict.kind === 'denied' || admins.has(principal.id.toLowerCase())) return [];
    const way = openWayOf(ability, posture, sameGuid(principal.id, nodeManager));
    return way === undefined || !isInAzure(ability) ? [] : [{ principal, verdict, ability, ...way }];
  });
}
