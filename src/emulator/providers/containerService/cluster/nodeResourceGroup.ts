import { randomUUID } from 'node:crypto';
import { armTime } from '../../../arm/clock.ts';
import { asObject, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import { idKey } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import { idInLowerCase } from '../../../request/writeBody.ts';
import { announcePrincipal } from '../../../world/principals.ts';
import { guidOf, type World } from '../../../world/world.ts';

const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';

/** Returns the id of a cluster's node resource group. */
export function nodeResourceGroupId(clusterId: string, name: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(clusterId)?.[0] ?? '';
  return `${subscription}/resourceGroups/${name}`;
}

/** Returns the id of the node resource group that the cluster names. */
export function nodeGroupOf(cluster: WorldResource): string {
  return nodeResourceGroupId(cluster.id, asText(valueAt(cluster['properties'], 'nodeResourceGroup')) ?? '');
}

/** Creates the node resource group unless it exists. */
export function ensureNodeResourceGroup(world: World, cluster: WorldResource): void {
  const id = nodeGroupOf(cluster);
  if (world.resources.get(id) !== undefined) return;
  world.resources.put({
    id,
    name: id.split('/').at(-1) ?? '',
    type: 'Microsoft.Resources/resourceGroups',
    location: cluster.location ?? '',
    managedBy: cluster.id,
    tags: {},
    properties: { provisioningState: 'Succeeded' },
  });
}

/** Creates an identity in the node resource group unless it exists, and returns how clusters refer to it. */
export function ensureNodeIdentity(world: World, cluster: WorldResource, name: string, now: number): JsonObject {
  const id = idInLowerCase(`${nodeGroupOf(cluster)}/providers/${identityType}/${name}`);
  const existing = world.resources.get(id);
  if (existing !== undefined) {
    const { clientId, principalId } = asObject(existing['properties']);
    return { resourceId: existing.id, clientId: clientId ?? '', objectId: principalId ?? '' };
  }
  const clientId = randomUUID();
  const principalId = randomUUID();
  const properties = { tenantId: world.tenantId, principalId, clientId };
  const location = cluster.location ?? '';
  world.resources.put({ id, name, type: identityType, location, tags: {}, properties });
  announcePrincipal(world, principalId, now);
  return { resourceId: id, clientId, objectId: principalId };
}

/** Assigns a role to a principal of the cluster as AKS does: with immediate effect, and only once. */
export function giveRole(world: World, roleName: string, principalId: string, scope: string, now: number): void {
  const role = world.roleNamed(roleName);
  if (role === undefined) return;
  const existing = world.roleAssignments.atScope(scope);
  if (existing.some((entry) => idKey(entry.principalId) === idKey(principalId) && entry.role === role.guid)) return;
  const time = armTime(now);
  world.roleAssignments.put({
    name: guidOf('given by AKS', scope, principalId, role.guid),
    scope,
    principalId,
    principalType: 'ServicePrincipal',
    role: role.guid,
    createdOn: time,
    updatedOn: time,
    createdBy: '',
    updatedBy: '',
    effectiveFrom: 0,
  });
  world.changed();
}
