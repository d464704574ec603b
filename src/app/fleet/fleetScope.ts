import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { Contradiction } from './emptyTables.ts';
import type { RolesNow } from './rolesNow.ts';

/** The subscriptions and identities that the tables are about, and where Resource Graph may be behind. */
export interface FleetScope {
  /** The subscriptions whose role assignments are read; resources are read in all subscriptions. */
  readonly subscriptionIds: readonly string[];
  /** The principals whose assignments are read in all subscriptions: kubelets, and application routing where Gateways are served. */
  readonly everywhere: readonly string[];
  /** Returns true if Resource Graph may not know the latest state of a subscription. */
  readonly notFromGraph: (subscriptionId: string) => boolean;
  /** Returns the identities whose latest credentials Resource Graph may not know. */
  readonly writtenTo: () => readonly ArmId[];
  /** Says whether an empty table lacks something; such a table counts as unanswered. */
  readonly contradiction: Contradiction;
  /** Lists what is granted in these subscriptions now; asked where Resource Graph may be behind. */
  readonly rolesNow: (subscriptionIds: readonly string[]) => Promise<RolesNow>;
  /** True if what is granted now is listed in each of `subscriptionIds`. */
  readonly asksEach?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}
