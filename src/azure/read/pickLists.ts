import { objectsAt, textAt, textsAt } from '../../domain/arm/json.ts';
import { groupOf, normalLocation } from '../../domain/arm/resourceId.ts';
import type { Arm } from '../arm/arm.ts';
import { versionOf } from '../arm/apiVersions.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';

/** A resource that the user can choose. */
export interface NamedResource {
  readonly id: ArmId;
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
}

/** A subnet that the user can choose, with its virtual network. */
export interface Subnet extends NamedResource {
  readonly network: string;
  readonly addressPrefixes: readonly string[];
}

/** Lists the resource groups of a subscription by name. */
export async function listResourceGroups(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly NamedResource[]> {
  const groups = await arm.list(`/subscriptions/${subscriptionId}/resourcegroups`, '2022-09-01', signal);
  return sorted(groups.map(named));
}

/**
 * Lists the regions of a subscription that resources can be in, by display name; logical ones, such as "Europe" and
 * stages, only group others.
 * Source: https://learn.microsoft.com/rest/api/resources/subscriptions/list-locations#regiontype
 */
export async function listLocations(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly { name: string; displayName: string }[]> {
  const locations = await arm.list(`/subscriptions/${subscriptionId}/locations`, '2022-12-01', signal);
  return locations
    .filter((location) => (textAt(location, 'metadata.regionType') ?? 'Physical') === 'Physical')
    .map((location) => ({ name: textAt(location, 'name') ?? '', displayName: textAt(location, 'displayName') ?? '' }))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/**
 * Lists the regions that offer a type of resource, as `westeurope`; the list is empty if its provider does not say.
 */
export async function listRegionsOf(
  arm: Arm,
  type: string,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const [namespace = '', ...names] = type.split('/');
  const provider = await arm.get(`/subscriptions/${subscriptionId}/providers/${namespace}`, '2021-04-01', signal);
  const name = names.join('/').toLowerCase();
  const found = objectsAt(provider, 'resourceTypes').find(
    (candidate) => textAt(candidate, 'resourceType')?.toLowerCase() === name,
  );
  return textsAt(found, 'locations').map(normalLocation);
}

/** Lists the resources of one type in a subscription by name. */
export async function listResources(
  arm: Arm,
  type: string,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly NamedResource[]> {
  const path = `/subscriptions/${subscriptionId}/providers/${type}`;
  const version = await versionOf(arm, `${path}/any`, signal);
  return sorted((await arm.list(path, version, signal)).map(named));
}

/** Lists the subnets of all virtual networks of a subscription, by network and name. */
export async function listSubnets(arm: Arm, subscriptionId: string, signal?: AbortSignal): Promise<readonly Subnet[]> {
  const type = 'Microsoft.Network/virtualNetworks';
  const path = `/subscriptions/${subscriptionId}/providers/${type}`;
  const networks = await arm.list(path, await versionOf(arm, `${path}/any`, signal), signal);
  return networks.flatMap(subnetsOf).sort((a, b) => a.network.localeCompare(b.network) || a.name.localeCompare(b.name));
}

function subnetsOf(network: JsonObject): Subnet[] {
  return objectsAt(network, 'properties.subnets').map((subnet) => {
    const prefix = textAt(subnet, 'properties.addressPrefix');
    return {
      ...named(subnet),
      location: textAt(network, 'location') ?? '',
      network: textAt(network, 'name') ?? '',
      addressPrefixes: [...(prefix === undefined ? [] : [prefix]), ...textsAt(subnet, 'properties.addressPrefixes')],
    };
  });
}

function named(resource: JsonObject): NamedResource {
  const id = textAt(resource, 'id') ?? '';
  return {
    id: id as ArmId,
    name: textAt(resource, 'name') ?? '',
    location: textAt(resource, 'location') ?? '',
    resourceGroup: groupOf(id) ?? '',
  };
}

function sorted(resources: NamedResource[]): readonly NamedResource[] {
  return resources.sort((a, b) => a.name.localeCompare(b.name));
}
