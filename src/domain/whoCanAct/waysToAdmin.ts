/** How somebody who is not an administrator of a cluster can become one. */
import { azureAbilities, hasEffect, isInAzure } from './abilities.ts';
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
    if (!isInAzure(ability) || !hasEffect(ability, posture)) return [];
    const { way } = azureAbilities[ability];
    if (way === undefined || way.isOpen?.(posture) === false) return [];
    return [{ principal, ability, verdict, words: way.words }];
  });
}
