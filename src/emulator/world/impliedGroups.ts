import { parsePath } from '../arm/path.ts';
import type { World } from './world.ts';

/** Creates the resource groups that a world uses without listing them, because every resource is in a group. */
export function addImpliedGroups(world: World): void {
  for (const { id, location } of world.resources.all()) {
    const { subscriptionId, resourceGroup: name } = parsePath(id) ?? {};
    if (subscriptionId === undefined || name === undefined) continue;
    const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
    if (world.resources.get(groupId) !== undefined) continue;
    world.resources.put({
      id: groupId,
      name,
      type: 'Microsoft.Resources/resourceGroups',
      location: location === undefined || location === null || location === 'global' ? 'westeurope' : location,
      properties: { provisioningState: 'Succeeded' },
    });
  }
}
