import type { Unknown } from '../../domain/arm/unknown.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import { keptOf } from '../../domain/plan/carry/carryOver.ts';
import { holdingsOf } from '../../domain/plan/carry/held.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import type { HeldAccess, IdentitySlot } from '../../domain/plan/plan.ts';
import type { Phrase } from '../../sentences/words.ts';

/** The roles of the identity in a slot of a cluster, so that the user can choose which of them its successor gets. */
export interface HeldInPlace {
  /** Its name; left out if the slot is empty. */
  readonly holder?: Phrase;
  readonly held: readonly HeldAccess[];
  /** What could not be determined. */
  readonly unknown: readonly Unknown[];
}

/** Returns the roles of the identity that is now in this slot. */
export function accessInSlot(clusterId: ArmId, slot: IdentitySlot, facts: Facts): HeldInPlace {
  const cluster = clusterAt(clusterId, facts);
  if (cluster === undefined) return { held: [], unknown: [] };
  const { outgoing, all, unknown } = holdingsOf(cluster, slot, facts);
  return { ...(outgoing ? { holder: outgoing.name } : {}), held: keptOf({ all }), unknown };
}
