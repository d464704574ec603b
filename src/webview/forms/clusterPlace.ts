/** Where a new cluster will be, as far as it is chosen. */
export interface ClusterPlace {
  readonly subscriptionId: string;
  readonly location: string;
  readonly group: string;
  /** The group, where it is made in the same plan. */
  readonly pendingGroup: string | undefined;
  readonly name: string;
}
