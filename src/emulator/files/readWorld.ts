import { isApiVersion } from '../request/apiVersions.ts';
import { parsePath } from '../arm/path.ts';
import { asList, asText, at, isObject, without, withoutNulls } from '../arm/json.ts';
import { resourceType } from '../world/resourceStore.ts';
import { builtInRoles } from '../roles/builtInRoles.ts';
import type { Json, WorldFile } from '../arm/worldFile.ts';
import { objects, optionalTexts, text, texts, WorldFileError } from './checkParts.ts';
import { checkMembers } from './worldFileMembers.ts';
import { checkManagementGroups } from './checkManagementGroups.ts';

/** Reads a world file. Throws a WorldFileError that names the first thing that is wrong. */
export function readWorld(text: string): WorldFile {
  const world = withoutOwnNulls(parsed(text));
  checkWorld(world);
  return {
    ...(world as unknown as WorldFile),
    resources: asList(world['resources']) as unknown as WorldFile['resources'],
    roleAssignments: asList(world['roleAssignments']) as unknown as WorldFile['roleAssignments'],
    ...(world['groups'] !== undefined && {
      groups: asList(world['groups']).map((group) => ({ members: [], ...(group as object) })) as unknown as WorldGroups,
    }),
  };
}

type WorldGroups = NonNullable<WorldFile['groups']>;

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new WorldFileError(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The world without nulls, but for what is kept as it is given: resources, and the state of a running emulator. */
function withoutOwnNulls(world: Json): Json {
  if (!isObject(world)) return world;
  const kept = Object.entries(world).filter(([name, value]) => asGiven.includes(name) && value !== null);
  const read = withoutNulls(without(world, ...asGiven)) as Readonly<Record<string, Json>>;
  return { ...read, ...Object.fromEntries(kept) };
}

const asGiven = ['resources', 'emulator'];

function checkWorld(world: Json): asserts world is Readonly<Record<string, Json>> {
  if (!isObject(world)) throw new WorldFileError('it must be an object');
  text(world['tenantId'], 'tenantId');
  checkMembers(world);
  const subscriptions = objects(world['subscriptions'], 'subscriptions', true);
  for (const [index, [place, subscription]] of subscriptions.entries()) {
    const id = text(subscription['subscriptionId'], `${place}.subscriptionId`);
    text(subscription['displayName'], `${place}.displayName`);
    optionalTexts(subscription, place, 'tenantId');
    const others = subscriptions.slice(0, index).map(([, other]) => asText(other['subscriptionId'])?.toLowerCase());
    if (others.includes(id.toLowerCase())) throw new WorldFileError(`${place}.subscriptionId is there twice: ${id}`);
  }
  const known = new Set(subscriptions.map(([, entry]) => asText(entry['subscriptionId'])?.toLowerCase()));
  const ids = new Set<string>();
  for (const [place, resource] of objects(world['resources'], 'resources')) {
    checkResource(place, resource, known, ids);
  }
  checkManagementGroups(world, known);
  checkRoles(world);
  checkPrincipals(world);
  checkVersions(world['apiVersions']);
  const knows = world['graphHasCredentials'];
  if (knows !== undefined && typeof knows !== 'boolean')
    throw new WorldFileError('graphHasCredentials must be true or false');
}

function checkResource(
  place: string,
  resource: Readonly<Record<string, Json | undefined>>,
  subscriptions: ReadonlySet<string | undefined>,
  ids: Set<string>,
): void {
  const id = text(resource['id'], `${place}.id`);
  const type = text(resource['type'], `${place}.type`);
  text(resource['name'], `${place}.name`);
  optionalTexts(resource, place, 'location', 'createdTime', 'changedTime');
  const tags = resource['tags'] ?? undefined;
  if (tags !== undefined && !isObject(tags)) throw new WorldFileError(`${place}.tags must be an object`);
  for (const name of ['createdTime', 'changedTime']) {
    if (Number.isNaN(Date.parse(asText(resource[name]) ?? '1970-01-01')))
      throw new WorldFileError(`${place}.${name} must be a time`);
  }
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
  if (ids.has(id.toLowerCase())) throw new WorldFileError(`${place}.id is there twice: ${id}`);
  ids.add(id.toLowerCase());
  checkAccess(place, type, resource['properties']);
}

/** What a role, an assignment or a deny assignment among the resources has to say. */
function checkAccess(place: string, type: string, value: Json | undefined): void {
  const properties = isObject(value) ? value : {};
  const at = `${place}.properties`;
  switch (type.toLowerCase()) {
    case 'microsoft.authorization/roleassignments':
      text(properties['principalId'], `${at}.principalId`);
      text(properties['roleDefinitionId'], `${at}.roleDefinitionId`);
      break;
    case 'microsoft.authorization/roledefinitions':
      text(properties['roleName'], `${at}.roleName`);
      texts(properties['assignableScopes'], `${at}.assignableScopes`);
      permissions(properties['permissions'], `${at}.permissions`);
      break;
    case 'microsoft.authorization/denyassignments':
      text(properties['denyAssignmentName'], `${at}.denyAssignmentName`);
      checkEffect(properties['denyAssignmentEffect'], `${at}.denyAssignmentEffect`);
      permissions(properties['permissions'], `${at}.permissions`);
      for (const list of ['principals', 'excludePrincipals'])
        for (const [entry, principal] of objects(properties[list], `${at}.${list}`))
          text(principal['id'], `${entry}.id`);
  }
}

function checkRoles(world: Readonly<Record<string, Json | undefined>>): void {
  const ofResources = asList(world['resources']).map(
    (resource) => asText(at(resource, 'properties', 'roleName')) ?? '',
  );
  const names = new Set([...builtInRoles.map(({ name }) => name), ...ofResources].map((name) => name.toLowerCase()));
  for (const [place, role] of objects(world['roleDefinitions'], 'roleDefinitions')) {
    text(role['name'], `${place}.name`);
    names.add(text(role['roleName'], `${place}.roleName`).toLowerCase());
    permissions(role['permissions'], `${place}.permissions`);
    texts(role['assignableScopes'], `${place}.assignableScopes`);
  }
  const knownRole = (value: Json | undefined, place: string): void => {
    const name = text(value, place);
    if (!names.has(name.toLowerCase()))
      throw new WorldFileError(`${place} is not a role that the emulator knows: ${name}`);
  };
  for (const [place, assignment] of objects(world['roleAssignments'], 'roleAssignments')) {
    text(assignment['scope'], `${place}.scope`);
    text(assignment['principalId'], `${place}.principalId`);
    optionalTexts(
      assignment,
      place,
      'name',
      'principalType',
      'condition',
      'conditionVersion',
      'description',
      'createdOn',
    );
    if (Number.isNaN(Date.parse(asText(assignment['createdOn']) ?? '1970-01-01')))
      throw new WorldFileError(`${place}.createdOn must be a time`);
    if ((assignment['roleName'] ?? undefined) !== undefined) knownRole(assignment['roleName'], `${place}.roleName`);
    else text(assignment['roleDefinitionId'], `${place}.roleName or .roleDefinitionId`);
  }
  for (const [place, deny] of objects(world['denyAssignments'], 'denyAssignments')) {
    text(deny['scope'], `${place}.scope`);
    text(deny['denyAssignmentName'], `${place}.denyAssignmentName`);
    optionalTexts(deny, place, 'name', 'condition');
    checkEffect(deny['denyAssignmentEffect'], `${place}.denyAssignmentEffect`);
    permissions(deny['permissions'], `${place}.permissions`);
    for (const list of ['principals', 'excludePrincipals']) {
      for (const [at, principal] of objects(deny[list], `${place}.${list}`)) text(principal['id'], `${at}.id`);
    }
  }
  const caller = world['caller'];
  if (caller === undefined || caller === null) return;
  if (!isObject(caller)) throw new WorldFileError('caller must be an object');
  text(caller['objectId'], 'caller.objectId');
  const roles = objects(caller['roles'], 'caller.roles', true);
  for (const [place, role] of [...roles, ...objects(caller['eligibleRoles'], 'caller.eligibleRoles')]) {
    text(role['scope'], `${place}.scope`);
    knownRole(role['roleName'], `${place}.roleName`);
    optionalTexts(role, place, 'condition', 'conditionVersion');
  }
}

function checkPrincipals(world: Readonly<Record<string, Json | undefined>>): void {
  for (const [place, principal] of objects(world['servicePrincipals'], 'servicePrincipals')) {
    text(principal['appId'], `${place}.appId`);
    text(principal['objectId'], `${place}.objectId`);
    text(principal['displayName'], `${place}.displayName`);
  }
  for (const [place, group] of objects(world['groups'], 'groups')) {
    text(group['objectId'], `${place}.objectId`);
    text(group['displayName'], `${place}.displayName`);
    if (group['members'] !== undefined) texts(group['members'], `${place}.members`);
  }
}

function checkVersions(value: Json | undefined): void {
  if (value === undefined) return;
  if (!isObject(value)) throw new WorldFileError('apiVersions must be an object');
  const seen = new Set<string>();
  for (const [namespace, offered] of Object.entries(value)) {
    const place = `apiVersions.${namespace}`;
    if (namespace.includes('/'))
      throw new WorldFileError(
        `${place} must be named by a namespace, without a type: ${namespace.split('/')[0] ?? ''}`,
      );
    if (seen.has(namespace.toLowerCase())) throw new WorldFileError(`${place} is there twice`);
    seen.add(namespace.toLowerCase());
    texts(offered, place);
    const versions = asList(offered).map((version) => asText(version) ?? '');
    if (versions.length === 0)
      throw new WorldFileError(`${place} must name a version; left out, all are offered that the emulator speaks`);
    const wrong = versions.findIndex((version) => !isApiVersion(version));
    if (wrong >= 0)
      throw new WorldFileError(
        `${place}[${String(wrong)}] is no API version such as 2025-10-01 or 2025-09-02-preview: ${versions[wrong] ?? ''}`,
      );
  }
}

function checkEffect(value: Json | undefined, place: string): void {
  if ((value ?? undefined) === undefined) return;
  if (!['enforced', 'audit'].includes(text(value, place).toLowerCase()))
    throw new WorldFileError(`${place} must be enforced or audit: ${asText(value) ?? ''}`);
}

function permissions(value: Json | undefined, place: string): void {
  for (const [at, permission] of objects(value, place, true)) {
    for (const list of ['actions', 'notActions', 'dataActions', 'notDataActions']) {
      if ((permission[list] ?? undefined) !== undefined) texts(permission[list], `${at}.${list}`);
    }
    optionalTexts(permission, at, 'condition', 'conditionVersion');
  }
}
