import { hash } from 'node:crypto';
import type { Json, WorldFile, WorldResource, WorldRoleAssignment } from '../../arm/worldFile.ts';

/** The subscription, group and region of a resource. */
export interface Place {
  readonly subscriptionId: string;
  readonly group: string;
  readonly location: string;
}

/** Some resources and the roles that belong to them; a world is made of such parts. */
export interface WorldPart {
  readonly resources: readonly WorldResource[];
  readonly roleAssignments: readonly WorldRoleAssignment[];
}

/** The tenant of every scenario. */
export const tenantId = guidOf('contoso.com');

/** Returns a GUID that depends on nothing but the given text, ignoring case. */
export function guidOf(...text: readonly string[]): string {
  const hex = hash('md5', text.join('|').toLowerCase(), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Makes a resource of the place, whose id has `resourceGroups`, as most providers answer. */
export function makeResource(
  place: Place,
  type: string,
  name: string,
  body: Readonly<Record<string, Json>> = {},
): WorldResource {
  return { id: `${groupId(place)}/providers/${type}/${name}`, name, type, location: place.location, ...body };
}

/** Returns the id of the place's resource group. */
export function groupId(place: Place): string {
  return `/subscriptions/${place.subscriptionId}/resourceGroups/${place.group}`;
}

/** Makes the place's resource group itself. */
export function makeResourceGroup(place: Place, members: Readonly<Record<string, Json>> = {}): WorldResource {
  return {
    id: groupId(place),
    name: place.group,
    type: 'Microsoft.Resources/resourceGroups',
    location: place.location,
    properties: { provisioningState: 'Succeeded' },
    ...members,
  };
}

/** Makes one role assignment to a service principal or managed identity. */
export function assignRole(roleName: string, principalId: string, scope: string): WorldRoleAssignment {
  return {
    scope,
    principalId,
    principalType: 'ServicePrincipal',
    roleName,
    name: guidOf('role assignment', roleName, principalId, scope),
    createdOn: '2026-03-02T09:14:00.0000000Z',
  };
}

/** Returns everything in the parts, in their order. */
export function combineParts(parts: readonly WorldPart[]): Pick<WorldFile, 'resources' | 'roleAssignments'> {
  return {
    resources: parts.flatMap((part) => part.resources),
    roleAssignments: parts.flatMap((part) => part.roleAssignments),
  };
}
