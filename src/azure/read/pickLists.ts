import { say } from '../../sentences/words.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { valueAt, isOn, objectsAt, textAt, textsAt, type JsonObject } from '../../domain/arm/json.ts';
import { groupOf, normalLocation, type ArmId } from '../../domain/arm/resourceId.ts';
import type { Arm } from '../arm/arm.ts';
import { matchesShape } from '../../shape/shape.ts';
import { oddAnswerError } from '../http/pageCheck.ts';
import { armShapes } from '../http/armShapes.ts';
import { listType } from '../arm/apiVersions.ts';
import { defined } from '../../shape/defined.ts';

/** A resource that the user can choose. */
export interface NamedResource {
  readonly id: ArmId;
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** For a registry: whether roles apply to all of it or to single repositories, if Azure says so. */
  readonly roleAssignmentMode?: string;
}

/** A subnet that the user can choose, with its virtual network. */
export interface Subnet extends NamedResource {
  readonly network: string;
  readonly addressPrefixes: readonly string[];
  /** The address ranges of the whole virtual network. */
  readonly networkPrefixes: readonly string[];
  /** A route table is associated with it. */
  readonly hasRouteTable: boolean;
  /** The service that it is delegated to. */
  readonly delegatedTo?: string;
}

/** Lists the resource groups of a subscription by name. */
export async function listResourceGroups(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly NamedResource[]> {
  const groups = await arm.list(`/subscriptions/${subscriptionId}/resourcegroups`, apiVersions.group, signal);
  return sortByName(groups.map(namedResource));
}

/**
 * Lists the physical regions of a subscription by display name; logical ones, such as "Europe" and stages, only group
 * others.
 * Source: https://learn.microsoft.com/rest/api/resources/subscriptions/list-locations#regiontype
 */
export async function listLocations(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly { name: string; displayName: string }[]> {
  const locations = await arm.list(`/subscriptions/${subscriptionId}/locations`, apiVersions.subscription, signal);
  return locations
    .filter((location) => (textAt(location, 'metadata.regionType') ?? 'Physical') === 'Physical')
    .map((location) => ({ name: textAt(location, 'name') ?? '', displayName: textAt(location, 'displayName') ?? '' }))
    .sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
}

/** Lists the regions that offer a type of resource, such as `westeurope`; empty if its provider doesn't say. */
export async function listRegionsOf(
  arm: Arm,
  type: string,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const [namespace = '', ...names] = type.split('/');
  const path = `/subscriptions/${subscriptionId}/providers/${namespace}`;
  const provider = await arm.get(path, apiVersions.resources, signal, armShapes.provider);
  const name = names.join('/').toLowerCase();
  const resourceType = objectsAt(provider, 'resourceTypes').find(
    (candidate) => textAt(candidate, 'resourceType')?.toLowerCase() === name,
  );
  return textsAt(resourceType, 'locations').map(normalLocation);
}

/** Lists the resources of one type in a subscription by name. */
export async function listResources(
  arm: Arm,
  type: string,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly NamedResource[]> {
  return sortByName((await listType(arm, type, subscriptionId, signal)).map(namedResource));
}

/** Lists the subnets of all virtual networks of a subscription, by network and name. */
export async function listSubnets(arm: Arm, subscriptionId: string, signal?: AbortSignal): Promise<readonly Subnet[]> {
  const networks = await listType(arm, 'Microsoft.Network/virtualNetworks', subscriptionId, signal);
  return networks
    .flatMap(subnetsOf)
    .sort((a, b) => a.network.localeCompare(b.network, 'en') || a.name.localeCompare(b.name, 'en'));
}

function subnetsOf(network: JsonObject): Subnet[] {
  return objectsAt(network, 'properties.subnets').map((subnet) => {
    const prefix = textAt(subnet, 'properties.addressPrefix');
    const [delegatedTo] = objectsAt(subnet, 'properties.delegations').flatMap(
      (delegation) => textAt(delegation, 'properties.serviceName') ?? [],
    );
    return {
      ...namedResource(subnet),
      location: textAt(network, 'location') ?? '',
      network: textAt(network, 'name') ?? '',
      addressPrefixes: [...(prefix === undefined ? [] : [prefix]), ...textsAt(subnet, 'properties.addressPrefixes')],
      networkPrefixes: textsAt(network, 'properties.addressSpace.addressPrefixes'),
      hasRouteTable: textAt(subnet, 'properties.routeTable.id') !== undefined,
      ...defined({ delegatedTo }),
    };
  });
}

/** A version of Kubernetes that a region offers, and whether it is the default. */
export interface KubernetesVersion {
  readonly version: string;
  readonly isDefault: boolean;
}

/**
 * Lists the minor versions of Kubernetes that a region offers, without previews, newest first. Source:
 * https://learn.microsoft.com/rest/api/aks/managed-clusters/list-kubernetes-versions
 */
export async function listKubernetesVersions(
  arm: Arm,
  subscriptionId: string,
  location: string,
): Promise<readonly KubernetesVersion[]> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${normalLocation(location)}/kubernetesVersions`;
  const { body } = await arm.send({ method: 'GET', path, apiVersion: apiVersions.aks });
  if (!matchesShape(armShapes.kubernetesVersions, body))
    throw oddAnswerError(say`Azure answered without versions when asked for ${path}.`);
  return objectsAt(body, 'values')
    .filter((version) => !isOn(version, 'isPreview') && isOfficial(version))
    .map((version) => ({ version: textAt(version, 'version') ?? '', isDefault: isOn(version, 'isDefault') }))
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
}

/** Versions with long-term support only are refused without a paid tier. */
function isOfficial(version: JsonObject): boolean {
  const plans = textsAt(version, 'capabilities.supportPlan');
  return plans.length === 0 || plans.includes('KubernetesOfficial');
}

/** A size of virtual machines. */
export interface VmSize {
  readonly name: string;
  readonly cores: number;
  readonly memoryInMB: number;
}

/**
 * Lists the sizes of virtual machines in a region, by name.
 * Source: https://learn.microsoft.com/rest/api/compute/virtual-machine-sizes/list
 */
export async function listVmSizes(arm: Arm, subscriptionId: string, location: string): Promise<readonly VmSize[]> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${normalLocation(location)}/vmSizes`;
  const sizes = await arm.list(path, apiVersions.vmSize);
  return sizes
    .map((size) => ({
      name: textAt(size, 'name') ?? '',
      cores: Number(valueAt(size, 'numberOfCores')),
      memoryInMB: Number(valueAt(size, 'memoryInMB')),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function namedResource(resource: JsonObject): NamedResource {
  const id = textAt(resource, 'id') ?? '';
  const roleAssignmentMode = textAt(resource, 'properties.roleAssignmentMode');
  return {
    id: id as ArmId,
    name: textAt(resource, 'name') ?? '',
    location: textAt(resource, 'location') ?? '',
    resourceGroup: groupOf(id) ?? '',
    ...defined({ roleAssignmentMode }),
  };
}

function sortByName(resources: NamedResource[]): readonly NamedResource[] {
  return resources.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
