import { sameGuid, sameText } from '../arm/resourceId.ts';
import { isInAzure, type Ability } from './abilities.ts';
import type { AccessCell, WhoCanAct } from './model.ts';

/** A part of who can act on a cluster; what is left out limits nothing. */
export interface AccessFilter {
  readonly namespace?: string;
  readonly principalId?: string;
  readonly ability?: Ability;
}

/** Returns only what is possible for one principal, in one namespace, or of one kind; what is unknown stays. */
export function limitedAccess(who: WhoCanAct, filter: AccessFilter): WhoCanAct {
  const { principalId, ability } = filter;
  const ways = who.ways.filter(
    (way) =>
      (principalId === undefined || sameGuid(way.principal.id, principalId)) &&
      (ability === undefined || way.ability === ability),
  );
  return { ...who, ways, cells: who.cells.filter((cell) => passes(cell, filter)) };
}

function passes(cell: AccessCell, { namespace, principalId, ability }: AccessFilter): boolean {
  if (principalId !== undefined && !sameGuid(cell.principal.id, principalId)) return false;
  if (ability !== undefined && cell.ability !== ability) return false;
  if (namespace === undefined) return true;
  const isInKubernetes = !isInAzure(cell.ability);
  return isInKubernetes && (cell.namespace === undefined || sameText(cell.namespace, namespace));
}
