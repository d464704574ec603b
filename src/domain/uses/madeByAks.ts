/** Which identities AKS has made for itself: those in the node resource group of a cluster. */
import { groupId, groupOf, sameId, groupAbove } from '../arm/resourceId.ts';

/** A cluster as far as its node resource group is concerned. */
export interface NodeGroupOwner {
  readonly name: string;
  readonly subscriptionId: string;
  readonly nodeResourceGroup?: string;
}

/** Returns the cluster whose node resource group holds the identity, whatever the group is called; `undefined` if none in the list. */
export function nodeGroupOwner<T extends NodeGroupOwner>(identityId: string, clusters: Iterable<T>): T | undefined {
  const place = groupAbove(identityId);
  for (const cluster of clusters) {
    const { subscriptionId, nodeResourceGroup } = cluster;
    if (nodeResourceGroup !== undefined && sameId(groupId(subscriptionId, nodeResourceGroup), place)) return cluster;
  }
  return undefined;
}

/** Returns true where the name of a group is of the kind that AKS gives node resource groups: a hint, and no more. */
export function isNamedLikeNodes(group: string): boolean {
  return group.toLowerCase().startsWith('mc_');
}

/** Returns true where the identity is in a group named so. */
export function isInGroupNamedLikeNodes(identityId: string): boolean {
  return isNamedLikeNodes(groupOf(identityId) ?? '');
}
