/** How far a principal gets in a cluster, in one word. */
import { actsOn } from './abilities.ts';
import { accessSign } from './accessRows.ts';
import { standings, type ActsOnCluster, type Standing } from './model.ts';

/** Returns how far a principal gets in a cluster. */
export function standingOf({ posture, cells, ways, isAdminGroup }: Omit<ActsOnCluster, 'standing'>): Standing {
  const signed = cells.map((cell) => ({
    sign: accessSign(cell),
    isAdmin: cell.ability === 'clusterAdmin',
    acts: cell.ability === 'other' || actsOn(cell.ability, posture),
  }));
  if (isAdminGroup || signed.some(({ sign, isAdmin }) => isAdmin && sign === 'yes')) return 'admin';
  if (ways.some(({ verdict }) => verdict.kind === 'held')) return 'canBecomeAdmin';
  if (signed.some(({ sign, acts }) => acts && sign === 'yes')) return 'acts';
  if (signed.some(({ sign, acts }) => acts && sign === 'perhaps')) return 'perhaps';
  return signed.some(({ sign }) => sign === 'yes' || sign === 'perhaps') ? 'sees' : 'noEffect';
}

/** Returns the clusters in which a principal gets far first, otherwise by name. */
export function mostFirst(clusters: readonly ActsOnCluster[]): readonly ActsOnCluster[] {
  const rankOf = ({ standing }: ActsOnCluster): number => standings.indexOf(standing);
  return [...clusters].sort((a, b) => rankOf(a) - rankOf(b) || a.cluster.name.localeCompare(b.cluster.name));
}
