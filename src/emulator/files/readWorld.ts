import { isApiVersion } from '../request/apiVersions.ts';
import { parsePath } from '../arm/path.ts';
import { asText, valueAt, isObject, withoutMembers, withoutNulls } from '../arm/json.ts';
import { resourceType } from '../world/resourceStore.ts';
import { builtInRoles } from '../roles/builtInRoles.ts';
import {
  accessProperties,
  worldFile,
  type Json,
  type WorldFile,
  type WorldResource,
  type WorldSubscription,
} from '../arm/worldFile.ts';
import { readPart, WorldFileError } from './worldFileError.ts';
import { checkHistory } from './checkHistory.ts';
import { checkManagementGroups } from './checkManagementGroups.ts';

/** Reads a world file. Throws a WorldFileError that names the first error. */
export function readWorld(text: string): WorldFile {
  const {
    groups,
    resources = [],
    roleAssignments = [],
    ...more
  } = readPart(worldFile, withoutOwnNulls(parseJson(text)));
  const world: WorldFile = {
    ...more,
    resources,
    roleAssignments,
    ...(groups !== undefined ? { groups: groups.map((group) => ({ members: [], ...group })) } : {}),
  };
  checkSubscriptions(world.subscriptions);
  checkResources(world);
  checkManagementGroups(world);
  checkRoles(world);
  checkVersions(world.apiVersions ?? {});
  checkPropertyVersions(world.propertyVersions ?? {});
  checkFeatures(world);
  checkHistory(world);
  return world;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new WorldFileError(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The world without nulls, except in what is kept unchanged: resources, and the state of a running emulator. */
function withoutOwnNulls(world: Json): Json {
  if (!isObject(world)) return world;
  const membersAsGiven = Object.entries(world).filter(([name, value]) => asGiven.includes(name) && value !== null);
  const read = withoutNulls(withoutMembers(world, ...asGiven)) as Readonly<Record<string, Json>>;
  const history = world['history'];
  return {
    ...read,
    ...Object.fromEntries(membersAsGiven),
    ...(Array.isArray(history) ? { history: (history as readonly Json[]).map(withoutOwnNullsOfWrite) } : {}),
  };
}

const asGiven = ['resources', 'history', 'emulator'];

/** What a resource was before and after is kept unchanged. */
function withoutOwnNullsOfWrite(write: Json): Json {
  if (!isObject(write)) return write;
  const present = Object.entries(write).filter(([, value]) => value !== null);
  return Object.fromEntries(
    present.map(([name, value]) => [
      name,
      ['before', 'after', 'effects'].includes(name) ? value : withoutNulls(value as Json),
    ]),
  );
}

function checkSubscriptions(subscriptions: readonly WorldSubscription[]): void {
  const ids = new Set<string>();
  for (const [index, { subscriptionId }] of subscriptions.entries()) {
    if (ids.has(subscriptionId.toLowerCase()))
      throw new WorldFileError(`subscriptions[${index}].subscriptionId is there twice: ${subscriptionId}`);
    ids.add(subscriptionId.toLowerCase());
  }
}

function checkResources({ resources, subscriptions }: WorldFile): void {
  const subscriptionKeys = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const ids = new Set<string>();
  for (const [index, resource] of resources.entries()) {
    const place = `resources[${index}]`;
    checkPlace(place, resource, subscriptionKeys);
    if (ids.has(resource.id.toLowerCase())) throw new WorldFileError(`${place}.id is there twice: ${resource.id}`);
    ids.add(resource.id.toLowerCase());
    const properties = accessProperties[resource.type.toLowerCase()];
    const givenProperties = resource['properties'];
    if (properties)
      readPart(properties, isObject(givenProperties) ? withoutNulls(givenProperties) : {}, `${place}.properties`);
  }
}

function checkPlace(place: string, { id, type }: WorldResource, subscriptions: ReadonlySet<string>): void {
  const path = parsePath(id);
  if (path?.subscriptionId === undefined || id.includes('//')) {
    throw new WorldFileError(`${place}.id is not the id of a resource in a subscription: ${id}`);
  }
  if (!subscriptions.has(path.subscriptionId.toLowerCase())) {
    throw new WorldFileError(`${place}.id is in a subscription that is not in the world: ${path.subscriptionId}`);
  }
  if (resourceType(id) !== type.toLowerCase()) {
    throw new WorldFileError(`${place}.type is ${type}, but the id says ${resourceType(id)}`);
  }
}

/** Every role that is named has to be known. */
function checkRoles({
  resources,
  roleDefinitions = [],
  roleAssignments,
  caller,
  rolePolicies = [],
  eligible = [],
}: WorldFile): void {
  const names = [
    ...builtInRoles.map(({ name }) => name),
    ...resources.map((resource) => asText(valueAt(resource, 'properties', 'roleName')) ?? ''),
    ...roleDefinitions.map(({ roleName }) => roleName),
  ];
  const keys = new Set(names.map((name) => name.toLowerCase()));
  const assertKnown = (name: string, place: string): void => {
    if (!keys.has(name.toLowerCase()))
      throw new WorldFileError(`${place} is not a role that the emulator knows: ${name}`);
  };
  for (const [index, { roleName, roleDefinitionId }] of roleAssignments.entries()) {
    const place = `roleAssignments[${index}].roleName`;
    if (roleName !== undefined) assertKnown(roleName, place);
    else if (!roleDefinitionId) throw new WorldFileError(`${place} or .roleDefinitionId must be a text`);
  }
  for (const list of ['roles', 'eligibleRoles'] as const)
    for (const [index, { roleName }] of (caller?.[list] ?? []).entries())
      assertKnown(roleName, `caller.${list}[${index}].roleName`);
  for (const [index, { roleName, maximumDuration = 'PT8H' }] of rolePolicies.entries()) {
    assertKnown(roleName, `rolePolicies[${index}].roleName`);
    if (!/^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$/.test(maximumDuration))
      throw new WorldFileError(
        `rolePolicies[${index}].maximumDuration is no duration such as PT8H: ${maximumDuration}`,
      );
  }
  for (const [index, { roleName }] of eligible.entries()) assertKnown(roleName, `eligible[${index}].roleName`);
}

function checkFeatures({ features = [], subscriptions }: WorldFile): void {
  const subscriptionKeys = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const seenKeys = new Set<string>();
  for (const [index, { subscriptionId, name }] of features.entries()) {
    const place = `features[${index}]`;
    const entry = `${subscriptionId}/${name}`.toLowerCase();
    if (!subscriptionKeys.has(subscriptionId.toLowerCase()))
      throw new WorldFileError(`${place}.subscriptionId is not in the world: ${subscriptionId}`);
    if (!/^[^/]+\/[^/]+$/.test(name))
      throw new WorldFileError(`${place}.name must be namespace and feature, Microsoft.X/Y: ${name}`);
    if (seenKeys.has(entry)) throw new WorldFileError(`${place} is there twice: ${name} in ${subscriptionId}`);
    seenKeys.add(entry);
  }
}

function checkPropertyVersions(propertyVersions: NonNullable<WorldFile['propertyVersions']>): void {
  for (const [path, version] of Object.entries(propertyVersions)) {
    const place = `propertyVersions.${path}`;
    if (!/^properties(\.[^.]+)+$/.test(path))
      throw new WorldFileError(`${place} must be named by a path below properties: properties.fooProfile`);
    if (!isApiVersion(version)) throw new WorldFileError(`${place} is no API version such as 2026-05-01: ${version}`);
  }
}

function checkVersions(offers: NonNullable<WorldFile['apiVersions']>): void {
  const seenKeys = new Set<string>();
  for (const [namespace, versions] of Object.entries(offers)) {
    const place = `apiVersions.${namespace}`;
    if (namespace.includes('/'))
      throw new WorldFileError(
        `${place} must be named by a namespace, without a type: ${namespace.split('/')[0] ?? ''}`,
      );
    if (seenKeys.has(namespace.toLowerCase())) throw new WorldFileError(`${place} is there twice`);
    seenKeys.add(namespace.toLowerCase());
    if (versions.length === 0)
      throw new WorldFileError(`${place} must name a version; left out, all are offered that the emulator speaks`);
    const wrong = versions.findIndex((version) => !isApiVersion(version));
    if (wrong >= 0)
      throw new WorldFileError(
        `${place}[${wrong}] is no API version such as 2025-10-01 or 2025-09-02-preview: ${versions[wrong] ?? ''}`,
      );
  }
}
