import type { Ability } from './abilities.ts';
import type { AccessCell, AccessPrincipal, ClusterAccess, WayToAdmin, WhoCanAct } from './model.ts';

/** Everything that one principal can do. */
export interface AccessRow {
  readonly principal: AccessPrincipal;
  readonly cells: readonly AccessCell[];
  readonly ways: readonly WayToAdmin[];
  /** What other role assignments give besides. */
  readonly further: readonly AccessCell[];
  /** Returns what is said about an ability in the whole cluster. */
  readonly inCluster: (ability: Ability) => AccessCell | undefined;
}

/** How a cell is shown; `noEffect`: the cluster does not ask Azure about it; `eligible`: only after a role is activated. */
export type AccessSign = 'yes' | 'perhaps' | 'denied' | 'noEffect' | 'eligible';

/** Returns a row for each principal; who can do most comes first. */
export function accessRows({
  cells,
  further = [],
  ways,
  eligible,
  inside,
}: Pick<WhoCanAct, 'cells' | 'further' | 'ways'> &
  Partial<Pick<ClusterAccess, 'eligible' | 'inside'>>): readonly AccessRow[] {
  const byPrincipal = Map.groupBy(
    [...cells, ...(inside?.cells ?? []), ...(eligible?.cells ?? [])],
    ({ principal }) => principal,
  );
  return [...byPrincipal]
    .map(([principal, own]) => rowOf(principal, own, ways, further))
    .sort((a, b) => weightOf(b) - weightOf(a));
}

/** Returns the row of the signed-in person; `undefined` if they may do nothing. */
export function ownRow({
  own: { principal, cells },
  ways = [],
}: Pick<ClusterAccess, 'own'> & Partial<Pick<ClusterAccess, 'ways'>>): AccessRow | undefined {
  return cells.length === 0 ? undefined : rowOf(principal, cells, ways);
}

function rowOf(
  principal: AccessPrincipal,
  own: readonly AccessCell[],
  ways: readonly WayToAdmin[],
  further: readonly AccessCell[] = [],
): AccessRow {
  // What is held, in whichever way, says more than what is denied in another.
  const mostLast = own.toSorted((a, b) => rankOf(a) - rankOf(b));
  const inCluster = new Map(mostLast.flatMap((cell) => (cell.namespace === undefined ? [[cell.ability, cell]] : [])));
  return {
    principal,
    cells: own,
    ways: ways.filter((way) => way.principal === principal),
    further: further.filter((cell) => cell.principal === principal),
    inCluster: (ability) => inCluster.get(ability),
  };
}

const signRanks: readonly AccessSign[] = ['denied', 'noEffect', 'eligible', 'perhaps', 'yes'];

function rankOf(cell: AccessCell): number {
  return signRanks.indexOf(accessSign(cell));
}

/** Returns how a cell is shown. */
export function accessSign({
  verdict,
  hasNoEffect,
  isEligible,
}: Pick<AccessCell, 'verdict' | 'hasNoEffect' | 'isEligible'>): AccessSign {
  // A right that does nothing here does nothing whatever else is known about it.
  if (hasNoEffect) return 'noEffect';
  if (isEligible) return 'eligible';
  if (verdict.kind === 'denied') return 'denied';
  return verdict.kind === 'unknown' ? 'perhaps' : 'yes';
}

function weightOf({ cells }: AccessRow): number {
  const held = cells.filter((cell) => accessSign(cell) === 'yes');
  const isAdmin = held.some(({ ability }) => ability === 'clusterAdmin' || ability === 'adminCredential');
  return held.length + (isAdmin ? 100 : 0);
}
