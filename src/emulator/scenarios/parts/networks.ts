import type { Json, WorldResource } from '../../arm/worldFile.ts';
import { makeResource, type Place } from './resources.ts';

/** A subnet to make; `more` are further properties of it. */
export interface SubnetSpec {
  readonly name: string;
  readonly prefix: string;
  readonly routeTable?: WorldResource;
  readonly more?: Readonly<Record<string, Json>>;
}

/** Makes a virtual network with its subnets, which are also resources of their own. */
export function virtualNetwork(
  place: Place,
  name: string,
  prefix: string,
  subnets: readonly SubnetSpec[],
): readonly WorldResource[] {
  const network = makeResource(place, 'Microsoft.Network/virtualNetworks', name);
  const children = subnets.map((subnet) => subnetOf(network, subnet));
  const properties: Json = {
    provisioningState: 'Succeeded',
    addressSpace: { addressPrefixes: [prefix] },
    subnets: children.map((child) => ({ ...child })),
    virtualNetworkPeerings: [],
    enableDdosProtection: false,
  };
  return [{ ...network, properties }, ...children];
}

/** Returns the id of a subnet of the network. */
export function subnetId(network: readonly WorldResource[], name: string): string {
  const subnet = network.find((candidate) => candidate.type.endsWith('/subnets') && candidate.name === name);
  if (subnet === undefined) throw new Error(`The scenario has no subnet '${name}'.`);
  return subnet.id;
}

/** Makes a route table that sends everything to the firewall at `nextHop`. */
export function routeTable(place: Place, name: string, nextHop: string): WorldResource {
  const route = { name: 'to-firewall', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance' };
  return makeResource(place, 'Microsoft.Network/routeTables', name, {
    properties: {
      provisioningState: 'Succeeded',
      disableBgpRoutePropagation: false,
      routes: [{ name: route.name, properties: { ...route, nextHopIpAddress: nextHop } }],
    },
  });
}

/** Makes a static public address of the standard SKU. */
export function publicAddress(place: Place, name: string, address: string): WorldResource {
  return makeResource(place, 'Microsoft.Network/publicIPAddresses', name, {
    sku: { name: 'Standard', tier: 'Regional' },
    properties: { provisioningState: 'Succeeded', publicIPAllocationMethod: 'Static', ipAddress: address },
  });
}

/** Makes a private DNS zone. */
export function privateDnsZone(place: Place, name: string): WorldResource {
  return {
    ...makeResource(place, 'Microsoft.Network/privateDnsZones', name, {
      properties: { provisioningState: 'Succeeded' },
    }),
    location: 'global',
  };
}

/** Makes a public DNS zone, whose provider writes `dnszones`. */
export function dnsZone(place: Place, name: string): WorldResource {
  return {
    ...makeResource(place, 'Microsoft.Network/dnszones', name, { properties: { zoneType: 'Public' } }),
    location: 'global',
  };
}

function subnetOf(network: WorldResource, subnet: SubnetSpec): WorldResource {
  const table = subnet.routeTable === undefined ? {} : { routeTable: { id: subnet.routeTable.id } };
  return {
    id: `${network.id}/subnets/${subnet.name}`,
    name: subnet.name,
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: { provisioningState: 'Succeeded', addressPrefix: subnet.prefix, ...table, ...subnet.more },
  };
}
