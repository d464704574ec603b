/** How what a replaced identity holds is sorted: by which slot it is for. */
import { say } from '../../../sentences/words.ts';
import type { HeldAccess, IdentitySlot } from '../plan.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Outgoing } from './outgoing.ts';
import type { Purpose } from './usual.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { Need } from '../../needs/need.ts';
import type { Unknown } from '../../arm/unknown.ts';
/** Something that an identity holds, and its usual purpose. */
export interface SortedAccess extends HeldAccess {
  readonly purpose?: Purpose;
}

/** Where something that the identity holds belongs, once that is known. */
export type Sorted =
  | { readonly kind: 'held'; readonly access: SortedAccess }
  /** It is the other slot's, of a service principal that fills both. */
  | { readonly kind: 'elsewhere' }
  /** Something that decides it has not been read yet. */
  | { readonly kind: 'notRead' };

/** What everything that an identity holds is sorted with. */
export interface Sorter {
  readonly cluster: Cluster;
  readonly of: IdentitySlot;
  readonly outgoing: Outgoing & { readonly principalId: string };
  readonly needs: readonly Need[];
  /** Returns other clusters with the same identity. */
  readonly others: () => OtherClusters | undefined;
  readonly facts: Facts;
}

/** Other clusters with the same identity, and why there may be more or why their needs are unknown. */
export interface OtherClusters {
  readonly all: readonly Cluster[];
  readonly unknown: readonly Unknown[];
}

/**
 * Returns true for what is the other slot's. A service principal is both control plane and kubelet: what only nodes are known to use goes to the kubelet identity,
 * what both may use to both, and everything else to the control plane's.
 */
export function isUsedElsewhere(
  { cluster, of }: Sorter,
  purposeFor: (slot: IdentitySlot) => Purpose | undefined,
): boolean {
  if (cluster.controlPlane.kind !== 'servicePrincipal') return false;
  const isOfNodes = ![undefined, 'cluster'].includes(purposeFor('kubelet'));
  return of === 'kubelet' ? !isOfNodes : isOfNodes && purposeFor('controlPlane') === undefined;
}

/** The reason for what no rule names. */
export const notKnown = say`AKS is not known to need it.`;
