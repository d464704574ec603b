import type { Unknown } from '../../domain/arm/unknown.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import { keptOf } from '../../domain/plan/carry/carryOver.ts';
import { holdingsOf } from '../../domain/plan/carry/held.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import type { HeldAccess, IdentitySlot } from '../../domain/plan/plan.ts';

/** What the identity has that has a place in a cluster, so that it can be chosen what goes over to another one. */
export interface HeldInPlace {
  /** Its name; left out where the place is free. */
  readonly holder?: string;
  readonly held: readonly HeldAccess[];
  /** What could not be found out. */
  readonly unknown: readonly Unknown[];
}

/** Returns what the identity that is in this slot now holds. */
export function heldInPlace(clusterId: ArmId, of: IdentitySlot, facts: Facts): HeldInPlace {
  const cluster = clusterAt(clusterId, facts);
  if (cluster === undefined) return { held: [], unknown: [] };
  const { outgoing, all, unknown } = holdingsOf(cluster, of, facts);
  return { ...(outgoing ? { holder: outgoing.name } : {}), held: keptOf({ all }), unknown };
}
