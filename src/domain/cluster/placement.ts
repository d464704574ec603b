import { groupOf, idKey, parseResourceId, subscriptionOf, sameGuid, sameText } from '../arm/resourceId.ts';
import type { Cluster } from './model.ts';

/** Returns true if the resource is outside the node resource group, where AKS grants nothing by itself. */
export function isOutside(cluster: Cluster, resourceId: string): boolean {
  const sameGroup = sameText(groupOf(resourceId), nodeGroupOf(cluster));
  return !sameGroup || !sameGuid(subscriptionOf(resourceId), cluster.subscriptionId);
}

/** The node resource group's name, or the one that AKS will choose if the JSON has none yet. */
function nodeGroupOf(cluster: Cluster): string {
  return cluster.nodeResourceGroup ?? `MC_${cluster.resourceGroup}_${cluster.name}_${cluster.location}`;
}

/** Returns the well-formed IDs that are outside the node resource group, each once, in the given order. */
export function outsideIds(cluster: Cluster, ids: readonly (string | undefined)[]): readonly string[] {
  const wellFormed = ids.filter((id) => id !== undefined && parseResourceId(id) !== undefined) as string[];
  if (wellFormed.length < 2) return wellFormed.filter((id) => isOutside(cluster, id));
  const distinct = new Map(wellFormed.reverse().map((id) => [idKey(id), id]));
  return [...distinct.values()].reverse().filter((id) => isOutside(cluster, id));
}

/** Returns the ID of the virtual network to which a subnet belongs. */
export function networkOf(subnetId: string): string | undefined {
  return parseResourceId(subnetId)?.parent;
}
