import type { Ability } from './abilities.ts';
import type { AccessCell, AccessPrincipal, WayToAdmin, WhoCanAct } from './model.ts';

/** Everything that one principal can do. */
export interface AccessRow {
  readonly principal: AccessPrincipal;
  readonly cells: readonly AccessCell[];
  readonly ways: readonly WayToAdmin[];
  /** Returns what is said about an ability in the whole cluster. */
  readonly inCluster: (ability: Ability) => AccessCell | undefined;
}

/** How a cell is shown; `noEffect`: the cluster does not ask Azure about it. */
export type AccessSign = 'yes' | 'perhaps' | 'denied' | 'noEffect';

/** Returns a row for each principal; who can do most comes first. */
export function accessRows({ cells, ways }: Pick<WhoCanAct, 'cells' | 'ways'>): readonly AccessRow[] {
  const byPrincipal = Map.groupBy(cells, ({ principal }) => principal);
  return [...byPrincipal]
    .map(([principal, own]): AccessRow => {
      const inCluster = new Map(own.flatMap((cell) => (cell.namespace === undefined ? [[cell.ability, cell]] : [])));
      return {
        principal,
        cells: own,
        ways: ways.filter((way) => way.principal === principal),
        inCluster: (ability) => inCluster.get(ability),
      };
    })
    .sort((a, b) => weightOf(b) - weightOf(a));
}

/** Returns how a cell is shown. */
export function accessSign({ verdict, hasNoEffect }: Pick<AccessCell, 'verdict' | 'hasNoEffect'>): AccessSign {
  // A right that does nothing here does nothing whatever else is known about it.
  if (hasNoEffect) return 'noEffect';
  if (verdict.kind === 'denied') return 'denied';
  return verdict.kind === 'unknown' ? 'perhaps' : 'yes';
}

function weightOf({ cells }: AccessRow): number {
  const held = cells.filter((cell) => accessSign(cell) === 'yes');
  const isAdmin = held.some(({ ability }) => ability === 'clusterAdmin' || ability === 'adminCredential');
  return held.length + (isAdmin ? 100 : 0);
}
