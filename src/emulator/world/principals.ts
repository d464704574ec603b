import { asObject, asText, valueAt } from '../arm/json.ts';
import type { World } from './world.ts';

/** A principal of the directory. */
export interface Principal {
  readonly objectId: string;
  readonly appId?: string;
  readonly displayName: string;
  readonly type: 'ServicePrincipal' | 'User' | 'Group';
}

/** Returns everyone in the directory: service principals, the identities of resources, groups, users and the caller. */
export function listPrincipals(world: World): readonly Principal[] {
  const foundPrincipals: Principal[] = world.servicePrincipals.map((entry) => ({ ...entry, type: 'ServicePrincipal' }));
  for (const resource of world.resources.all()) {
    if (resource.type.toLowerCase() === 'microsoft.managedidentity/userassignedidentities') {
      const properties = asObject(resource['properties']);
      const objectId = asText(properties['principalId']);
      const appId = asText(properties['clientId']);
      if (objectId === undefined) continue;
      foundPrincipals.push({
        objectId,
        displayName: resource.name,
        type: 'ServicePrincipal',
        ...(appId !== undefined && { appId }),
      });
      continue;
    }
    const objectId = asText(valueAt(resource['identity'], 'principalId'));
    if (objectId !== undefined)
      foundPrincipals.push({ objectId, displayName: resource.name, type: 'ServicePrincipal' });
  }
  for (const { objectId, displayName } of world.groups) foundPrincipals.push({ objectId, displayName, type: 'Group' });
  for (const { objectId, displayName } of world.users) foundPrincipals.push({ objectId, displayName, type: 'User' });
  if (world.caller !== undefined) {
    const { objectId, displayName } = world.caller;
    foundPrincipals.push({ objectId, displayName: displayName ?? objectId, type: 'User' });
  }
  return foundPrincipals;
}

/** Returns the principal with that object id, if it has replicated by `now`. */
export function principalNamed(world: World, objectId: string, now: number): Principal | undefined {
  const id = objectId.toLowerCase();
  if (id === '' || (world.principalsVisibleFrom.get(id) ?? 0) > now) return undefined;
  return listPrincipals(world).find((principal) => principal.objectId.toLowerCase() === id);
}

/** Adds a principal to the directory; role assignments know it once it has replicated. */
export function announcePrincipal(world: World, objectId: string, visibleFrom: number): void {
  world.principalsVisibleFrom.set(objectId.toLowerCase(), visibleFrom);
  world.changed();
}
