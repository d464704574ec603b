/** How somebody who is not an administrator of a cluster can become one. */
import { azureAbilities, hasEffect, isInAzure } from './abilities.ts';
import type { AccessPosture } from './accessMode.ts';
import type { AccessCell, WayToAdmin } from './model.ts';

/** Returns true if whoever has an ability can become administrator of a cluster that is set up like this. */
export function opensWayToAdmin(ability: AccessCell['ability'], posture: AccessPosture): boolean {
  return openWay(ability, posture) !== undefined;
}

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
    const way = openWay(ability, posture);
    return way === undefined ? [] : [{ principal, verdict, ...way }];
  });
}

function openWay(
  ability: AccessCell['ability'],
  posture: AccessPosture,
): Pick<WayToAdmin, 'ability' | 'words'> | undefined {
  if (!isInAzure(ability) || !hasEffect(ability, posture)) return undefined;
  const { way } = azureAbilities[ability];
  return way === undefined || way.isOpen?.(posture) === false ? undefined : { ability, words: way.words };
}
