import { sameGuid, sameText } from '../arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import { isInAzure, type Ability } from './abilities.ts';
import type { AccessCell, ClusterAccess, MayActOn } from './model.ts';

/** A part of who can act on a cluster; what is left out limits nothing. */
export interface AccessFilter {
  readonly namespace?: string;
  readonly principalId?: string;
  readonly ability?: Ability;
}

/** Returns only what is possible for one principal, in one namespace, or of one kind; what is unknown stays. */
export function limitedAccess(who: ClusterAccess, filter: AccessFilter): ClusterAccess {
  const { principalId, ability } = filter;
  const ways = who.ways.filter(
    (way) =>
      (principalId === undefined || sameGuid(way.principal.id, principalId)) &&
      (ability === undefined || way.ability === ability),
  );
  const passing = (cells: readonly AccessCell[]): readonly AccessCell[] => cells.filter((cell) => passes(cell, filter));
  const isWhole = Object.keys(filter).length === 0;
  return {
    ...who,
    ways,
    cells: passing(who.cells),
    further: passing(who.further),
    eligible: { ...who.eligible, cells: passing(who.eligible.cells) },
    ...(who.inside ? { inside: { ...who.inside, cells: passing(who.inside.cells) } } : {}),
    own: { ...who.own, cells: passing(who.own.cells) },
    // What they may do is written nowhere in these terms.
    trusted: isWhole ? who.trusted : { ...who.trusted, sources: [] },
  };
}

function passes(cell: AccessCell, { namespace, principalId, ability }: AccessFilter): boolean {
  if (principalId !== undefined && !sameGuid(cell.principal.id, principalId)) return false;
  if (ability !== undefined && cell.ability !== ability) return false;
  if (namespace === undefined) return true;
  const isInKubernetes = !isInAzure(cell.ability);
  return isInKubernetes && (cell.namespace === undefined || sameText(cell.namespace, namespace));
}

/** Returns only the clusters in which the principal can do something in one namespace, or of one kind; what is unknown stays. */
export function limitedClusters(acts: MayActOn, { namespace, ability }: AccessFilter): MayActOn {
  if (namespace === undefined && ability === undefined) return acts;
  const filter = defined({ namespace, ability });
  const clusters = acts.clusters.flatMap((each) => {
    const cells = each.cells.filter((cell) => passes(cell, filter));
    const ways = each.ways.filter((way) => ability === undefined || way.ability === ability);
    // Administrators may do everything in Kubernetes.
    const isKept = each.isAdminGroup === true && (ability === undefined || !isInAzure(ability));
    return cells.length === 0 && !isKept ? [] : [{ ...each, cells, ways }];
  });
  return { ...acts, clusters };
}
