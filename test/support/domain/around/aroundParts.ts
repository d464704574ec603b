import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { nodeGroup } from '../clusterFixture.ts';
import { found, type Entry } from '../factsOf.ts';

export const scaleSetId = `${nodeGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-nodepool1-vmss`;

/** What is below a resource. */
export const below = (id: string, list: string, ...items: readonly JsonObject[]): Entry => [
  { kind: 'listBelow', id: id as ArmId, list },
  found(items),
];

/** Every visible resource of a type. */
export const every = (type: string, ...items: readonly JsonObject[]): Entry => [
  { kind: 'everyResource', type },
  found(items),
];

/** A machine as Azure shows it, with these identities. */
export const machine = (id: string, identities: readonly string[], more: JsonObject = {}): JsonObject => ({
  id,
  name: id.split('/').at(-1) ?? '',
  type: id.split('/').slice(-3, -1).join('/'),
  tags: { 'aks-managed-poolName': 'nodepool1' },
  identity: { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(identities.map((one) => [one, {}])) },
  ...more,
});

/** The only scale set of a cluster; its machines carry these identities. */
export const nodeMachine = (...identities: readonly string[]): Entry =>
  below(nodeGroup, 'providers/Microsoft.Compute/virtualMachineScaleSets', machine(scaleSetId, identities));
