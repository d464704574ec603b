/** Which identities AKS made for itself: those in the node resource group of a cluster. */
import { groupId, groupOf, sameId, groupAbove } from '../arm/resourceId.ts';

/** The part of a cluster that determines its node resource group. */
export interface NodeGroupOwner {
  readonly name: string;
  readonly subscriptionId: string;
  readonly nodeResourceGroup?: string;
}

/** Returns the cluster whose node resource group contains the identity, whatever the group's name; `undefined` if none in the list does. */
export function nodeGroupOwner<T extends NodeGroupOwner>(identityId: string, clusters: Iterable<T>): T | undefined {
  const place = groupAbove(identityId);
  for (const cluster of clusters) {
    const { subscriptionId, nodeResourceGroup } = cluster;
    if (nodeResourceGroup !== undefined && sameId(groupId(subscriptionId, nodeResourceGroup), place)) return cluster;
  }
  return undefined;
}

/** Returns true if the name of a group looks like those that AKS gives node resource groups; this is only a hint. */
export function isNamedLikeNodes(group: string): boolean {
  return group.toLowerCase().startsWith('mc_');
}

/** Returns true if the identity is in a group with such a name. */
export function isInGroupNamedLikeNodes(identityId: string): boolean {
  return isNamedLikeNodes(groupOf(identityId) ?? '');
}
