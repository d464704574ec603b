import type { Json, WorldResource } from '../../arm/worldFile.ts';
import type { Identity } from './identities.ts';
import { resource } from './resources.ts';
import type { Place } from './resources.ts';

/** Makes the scale set of a node pool in a node resource group, whose machines carry these identities. */
export function scaleSet(nodes: Place, pool: string, identities: readonly Identity[]): WorldResource {
  return resource(nodes, 'Microsoft.Compute/virtualMachineScaleSets', `aks-${pool}-12345678-vmss`, {
    tags: { 'aks-managed-poolName': pool },
    sku: { name: 'Standard_D4s_v5', tier: 'Standard', capacity: 3 },
    ...carrying(identities),
    properties: { provisioningState: 'Succeeded' },
  });
}

/** Makes a machine that node auto-provisioning has made for one node. */
export function provisionedMachine(nodes: Place, name: string, identities: readonly Identity[]): WorldResource {
  return resource(nodes, 'Microsoft.Compute/virtualMachines', name, {
    tags: { 'karpenter.sh_nodepool': 'default' },
    ...carrying(identities),
    properties: { provisioningState: 'Succeeded' },
  });
}

function carrying(identities: readonly Identity[]): { readonly identity?: Json } {
  if (identities.length === 0) return {};
  const told = identities.map(({ id, clientId, principalId }) => [id, { clientId, principalId }] as const);
  return { identity: { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(told) } };
}
