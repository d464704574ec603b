/** Deny assignments with a condition, in audit mode, or from the lock of a node resource group. */
import { textAt } from '../arm/json.ts';
import { groupId, groupOf, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, DenyAssignment } from '../cluster/model.ts';
import { conditionHolds } from './roleCondition.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Returns whether a deny assignment's condition holds for the action; `undefined` if that depends on the request. */
export function denialHoldsFor({ condition }: DenyAssignment, action: string): boolean | undefined {
  return condition === undefined || conditionHolds(condition, action);
}

/**
 * Returns a sentence about what a deny assignment with a condition may prevent, or `undefined` if it has no condition.
 */
export function possibleDenialWords({ name, condition }: DenyAssignment): Words | undefined {
  return condition === undefined
    ? undefined
    : say`The deny assignment '${name}' blocks it where this condition holds: ${condition}`;
}

/** Returns a sentence about a deny assignment that only records what it names. */
export function recordOnlyWords({ name }: DenyAssignment): Words {
  return say`The deny assignment '${name}' only records what it names and blocks nothing.`;
}

/** The page about locked node resource groups. */
export const lockdownPage = 'https://learn.microsoft.com/azure/aks/node-resource-group-lockdown';

/** Returns whether only AKS may change the cluster's node resource group, which is always the case with AKS Automatic. */
export function isLocked({ raw }: Pick<Cluster, 'raw'>): boolean {
  const level = textAt(raw, 'properties.nodeResourceGroupProfile.restrictionLevel')?.toLowerCase();
  return level === 'readonly' || textAt(raw, 'sku.name')?.toLowerCase() === 'automatic';
}

/**
 * Returns why only AKS may change what is at the scope: it is in the locked node resource group of a cluster, which the
 * group's `managedBy` names; `undefined` if it is not, or if that is unknown.
 */
export function lockReasonAt(scope: string, facts: Facts): Words | undefined {
  const subscriptionId = subscriptionOf(scope);
  const group = groupOf(scope);
  if (subscriptionId === undefined || group === undefined) return undefined;
  const answer = facts.get({ kind: 'resource', id: groupId(subscriptionId, group) });
  const owner = answer?.kind === 'found' ? textAt(answer.value, 'managedBy') : undefined;
  if (owner === undefined || !/\/managedClusters\/[^/]+$/i.test(owner)) return undefined;
  const cluster = facts.get({ kind: 'cluster', id: owner as ArmId });
  if (cluster?.kind !== 'found' || !isLocked(cluster.value)) return undefined;
  return say`${group} is the node resource group of ${cluster.value.name}, which is locked: AKS denies changes there to everyone but itself.`;
}
