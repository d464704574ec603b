import { asObject, asText, valueAt } from '../../arm/json.ts';
import { idKey } from '../../arm/path.ts';
import type { WorldResource } from '../../arm/worldFile.ts';
import type { World } from '../../world/world.ts';

/** Returns the resources that use a user-assigned identity, as control plane, kubelet or anywhere else in their JSON. */
export function identityUsers(world: World, identityId: string): readonly WorldResource[] {
  const id = idKey(identityId);
  return world.resources.all().filter((resource) => {
    const assigned = Object.keys(asObject(valueAt(resource['identity'], 'userAssignedIdentities')));
    if (assigned.some((candidate) => idKey(candidate) === id)) return true;
    const kubelet = asText(valueAt(resource['properties'], 'identityProfile', 'kubeletidentity', 'resourceId'));
    return kubelet !== undefined && idKey(kubelet) === id;
  });
}
