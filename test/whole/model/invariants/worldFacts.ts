/** What is so in a world of the model, seen from above: nobody has to ask for it, nothing lags. */
import { role } from '../../../../src/domain/access/roles.ts';
import { textAt, objectAt, type JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Change, ChangeOf } from '../../../../src/domain/change/change.ts';
import type { WorldResource } from '../../../../src/emulator/arm/worldFile.ts';
import type { Snapshot } from '../../../../src/emulator/files/snapshot.ts';
import type { RoleAssignment } from '../../../../src/emulator/world/roleAssignmentStore.ts';
import { key } from '../history.ts';

/** The resource, if it is there. */
export function resourceIn({ resources }: Snapshot, id: string): WorldResource | undefined {
  return resources.find((each) => key(each.id) === key(id));
}

/** The clusters that use the identity as control plane or kubelet, and as which. */
export function usersOf(identityId: string, world: Snapshot): readonly string[] {
  return clustersIn(world).flatMap((cluster) => [
    ...(key(controlPlaneOf(cluster) ?? '') === key(identityId) ? [`control plane of ${cluster.name}`] : []),
    ...(key(kubeletOf(cluster) ?? '') === key(identityId) ? [`kubelet of ${cluster.name}`] : []),
  ]);
}

/** The clusters that can't use their kubelet identity without this assignment. */
export function relyingOn({ scope, principalId, role: guid }: RoleAssignment, world: Snapshot): readonly string[] {
  if (guid !== role.managedIdentityOperator.id) return [];
  return clustersIn(world)
    .filter((cluster) => key(kubeletOf(cluster) ?? '') === key(scope))
    .filter((cluster) => principalOf(controlPlaneOf(cluster), world) === principalId)
    .map(({ name }) => name);
}

/** The role assignment of that id. */
export function assignmentIn({ emulator }: Snapshot, id: string): RoleAssignment | undefined {
  return emulator.assignments.find((each) => key(assignmentId(each)) === key(id));
}

/** What a role of the company's own allows. */
export function roleIn({ roleDefinitions = [] }: Snapshot, id: string): unknown {
  return roleDefinitions.find(({ name }) => key(id).endsWith(key(name)))?.permissions;
}

/** The id of a role assignment. */
export function assignmentId({ scope, name }: RoleAssignment): string {
  return `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
}

/** The principal of an identity. */
export function principalOf(identityId: string | undefined, world: Snapshot): string | undefined {
  const found = identityId === undefined ? undefined : resourceIn(world, identityId);
  return found && textAt(asJson(found), 'properties.principalId');
}

/** The identity of a cluster's control plane. */
function controlPlaneOf(cluster: WorldResource): string | undefined {
  return Object.keys(objectAt(asJson(cluster), 'identity.userAssignedIdentities') ?? {})[0];
}

function kubeletOf(cluster: WorldResource): string | undefined {
  return textAt(asJson(cluster), 'properties.identityProfile.kubeletidentity.resourceId');
}

function clustersIn({ resources }: Snapshot): readonly WorldResource[] {
  return resources.filter(({ type }) => key(type) === 'microsoft.containerservice/managedclusters');
}

function asJson(resource: WorldResource): JsonObject {
  return resource;
}

/** The changes that the model makes. */
const modelled = {
  setControlPlane: true,
  setKubelet: true,
  createIdentity: true,
  deleteIdentity: true,
  assignRole: true,
  removeRole: true,
  attachRegistry: true,
  detachRegistry: true,
} as const;
type Modelled = ChangeOf<keyof typeof modelled>;
const isModelled = (change: Change): change is Modelled => change.kind in modelled;

/** Whether what was asked for is so. */
export function holds(change: Change, world: Snapshot): boolean {
  if (!isModelled(change)) throw new Error(`${change.kind} is not in the model.`);
  switch (change.kind) {
    case 'setControlPlane': {
      const cluster = resourceIn(world, change.clusterId);
      if (cluster === undefined || stateOf(cluster) !== 'Succeeded') return false;
      if (change.controlPlane.kind === 'systemAssigned')
        return textAt(asJson(cluster), 'identity.type') === 'SystemAssigned';
      return key(controlPlaneOf(cluster) ?? '') === key(change.controlPlane.identityId);
    }
    case 'setKubelet': {
      const cluster = resourceIn(world, change.clusterId);
      return cluster !== undefined && key(kubeletOf(cluster) ?? '') === key(change.identityId);
    }
    case 'createIdentity':
      return world.resources.some(({ name }) => name === change.name);
    case 'deleteIdentity':
      return resourceIn(world, change.identityId) === undefined;
    case 'removeRole':
      return assignmentIn(world, change.roleAssignmentId) === undefined;
    case 'assignRole':
      return isGranted(change.role, change.principalId, change.scope, world);
    case 'attachRegistry':
    case 'detachRegistry': {
      const cluster = resourceIn(world, change.clusterId);
      const principalId = cluster && textAt(asJson(cluster), 'properties.identityProfile.kubeletidentity.objectId');
      const pulls = isGranted({ name: 'AcrPull' }, principalId ?? '', change.registryId, world);
      return pulls === (change.kind === 'attachRegistry');
    }
  }
}

/** The state of a cluster. */
function stateOf(cluster: WorldResource): string | undefined {
  return textAt(asJson(cluster), 'properties.provisioningState');
}

function isGranted(
  wanted: { readonly name: string } | { readonly id: string },
  principalId: string,
  scope: string,
  { emulator }: Snapshot,
): boolean {
  const guid = 'id' in wanted ? wanted.id : Object.values(role).find(({ name }) => name === wanted.name)?.id;
  return emulator.assignments.some(
    (each) =>
      key(each.scope) === key(scope) &&
      each.role === guid &&
      key(each.principalId) === key(principalId) &&
      each.condition === undefined,
  );
}
