import type { WorldResource } from '../../arm/worldFile.ts';
import { resource } from './resources.ts';
import type { Place } from './resources.ts';

/** Makes an Application Gateway for Containers that joins a subnet. */
export function gatewayForContainers(place: Place, name: string, subnet: string): readonly WorldResource[] {
  const type = 'Microsoft.ServiceNetworking/trafficControllers';
  const made = resource(place, type, name);
  const id = `${made.id}/associations/${name}-as`;
  return [
    { ...made, properties: { provisioningState: 'Succeeded', associations: [{ id }], frontends: [] } },
    {
      ...{ id, name: `${name}-as`, type: `${type}/associations`, location: place.location },
      properties: { associationType: 'subnets', subnet: { id: subnet }, provisioningState: 'Succeeded' },
    },
  ];
}
