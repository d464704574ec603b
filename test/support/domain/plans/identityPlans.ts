/** What the tests of identity plans share: identities, choices, and how to plan one change in a world. */
import { Refusal } from '../../../../src/domain/arm/refusal.ts';
import type { Change, ControlPlaneChoice } from '../../../../src/domain/change/change.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { clusterId, guid, identity, identityId, registryId, subnetId, worldFacts, type World } from '../worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';

export const cp = identity('id-shop', guid(10));
export const other = identity('id-other', guid(11));
export const kubelet = identity('id-kubelet', guid(12));
export const registry: JsonObject = {
  id: registryId,
  name: 'acrshop',
  location: 'westeurope',
  properties: { roleAssignmentMode: 'LegacyRegistryPermissions' },
};
export const subnet: JsonObject = { id: subnetId, name: 'snet-aks', properties: { addressPrefix: '10.1.0.0/24' } };
export const onSubnet = {
  agentPoolProfiles: [
    { name: 'system', type: 'VirtualMachineScaleSets', vnetSubnetID: subnetId, nodeImageVersion: 'img-1' },
  ],
};
export const toUser = (name: string): ControlPlaneChoice => ({ kind: 'userAssigned', identityId: identityId(name) });
export const toSystem: ControlPlaneChoice = { kind: 'systemAssigned' };

export function planned(change: Change, world: World): Plan {
  return planChanges([change], worldFacts(world));
}

export function refusal(change: Change, world: World): Refusal {
  try {
    planned(change, world);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was planned.');
}

/** The change that removes a role assignment. */
export function remove({ id }: Pick<RoleAssignment, 'id'>): Change {
  return { kind: 'removeRole', roleAssignmentId: id };
}

export function setControlPlane(controlPlane: ControlPlaneChoice): Change {
  return { kind: 'setControlPlane', clusterId, controlPlane };
}

export const setKubelet = (controlPlane?: ControlPlaneChoice): Change => ({
  kind: 'setKubelet',
  clusterId,
  identityId: identityId('id-kubelet'),
  ...(controlPlane ? { controlPlane } : {}),
});

export const kinds = ({ steps }: Plan): string[] => steps.map(({ kind }) => kind);
