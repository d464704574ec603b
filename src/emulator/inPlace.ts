import { key, lastSegment, parentScope, parsePath } from './armPath.ts';
import { listsOf } from './embeddedChildren.ts';
import { asList, asObject, asText, withoutUndefined } from './json.ts';
import { builtInRoles } from './roles.ts';
import type { WorldDenyAssignment, WorldFile, WorldResource } from './worldFile.ts';
import type { WorldRoleAssignment, WorldRoleDefinition } from './worldFile.ts';

const poolType = 'microsoft.containerservice/managedclusters/agentpools';
const access = {
  assignments: 'microsoft.authorization/roleassignments',
  definitions: 'microsoft.authorization/roledefinitions',
  denials: 'microsoft.authorization/denyassignments',
};

/**
 * The world with what it gives as resources of their own put where ARM shows it: node pools in their cluster, subnets and
 * the like also in the list of their parent, roles and assignments among their kind.
 */
export function inPlace(file: WorldFile): WorldFile {
  const moved = new Set<string>(Object.values(access));
  const children = file.resources.filter(({ type }) => type.toLowerCase() === poolType || isListed(type));
  const isMoved = ({ type }: WorldResource): boolean => moved.has(type.toLowerCase());
  if (children.length === 0 && !file.resources.some(isMoved)) return file;
  const below = Map.groupBy(children, ({ id }) => key(parentScope(id) ?? ''));
  const parents = new Set(file.resources.map(({ id }) => key(id)).filter((id) => below.has(id)));
  const isFolded = ({ id, type }: WorldResource): boolean =>
    type.toLowerCase() === poolType && parents.has(key(parentScope(id) ?? ''));
  const ofType = (type: string): readonly WorldResource[] =>
    file.resources.filter((resource) => resource.type.toLowerCase() === type);
  const builtIn = new Set(builtInRoles.map(({ guid }) => guid.toLowerCase()));
  return {
    ...file,
    resources: file.resources
      .filter((resource) => !isMoved(resource) && !isFolded(resource))
      .map((resource) => (below.get(key(resource.id)) ?? []).reduce(withChild, resource)),
    roleAssignments: [...file.roleAssignments, ...ofType(access.assignments).map(assignmentOf)],
    roleDefinitions: [
      ...(file.roleDefinitions ?? []),
      ...ofType(access.definitions)
        .filter(({ id }) => !builtIn.has(lastSegment(id).toLowerCase()))
        .map(definitionOf),
    ],
    denyAssignments: [...(file.denyAssignments ?? []), ...ofType(access.denials).map(denialOf)],
  };
}

function isListed(type: string): boolean {
  const [, parent = '', list = ''] = /^(.*)\/([^/]+)$/.exec(type.toLowerCase()) ?? [];
  return listsOf(parent).some((name) => name.toLowerCase() === list);
}

/** A pool is merged into the one of its name; other children are added where the list does not have them. */
function withChild(parent: WorldResource, child: WorldResource): WorldResource {
  const type = child.type.toLowerCase();
  const isPool = type === poolType;
  const list = isPool
    ? 'agentPoolProfiles'
    : (listsOf(parent.type).find((name) => type.endsWith(`/${name.toLowerCase()}`)) ?? '');
  const properties = asObject(parent['properties']);
  const entries = asList(properties[list]);
  const name = lastSegment(child.id);
  const index = entries.findIndex((entry) => asText(asObject(entry)['name'])?.toLowerCase() === name.toLowerCase());
  if (!isPool && index >= 0) return parent;
  const pool = { ...asObject(entries[index]), ...asObject(child['properties']), name };
  const next = index < 0 ? [...entries, isPool ? pool : child] : entries.with(index, pool);
  return { ...parent, properties: { ...properties, [list]: next } };
}

function assignmentOf({ id, ...resource }: WorldResource): WorldRoleAssignment {
  const properties = asObject(resource['properties']);
  const texts = ['principalType', 'condition', 'conditionVersion', 'description', 'createdOn'];
  return {
    ...withoutUndefined(Object.fromEntries(texts.map((name) => [name, asText(properties[name])]))),
    scope: asText(properties['scope']) ?? scopeOfId(id),
    name: lastSegment(id),
    principalId: asText(properties['principalId']) ?? '',
    roleDefinitionId: asText(properties['roleDefinitionId']) ?? '',
  };
}

function definitionOf({ id, ...resource }: WorldResource): WorldRoleDefinition {
  const { roleName, description, assignableScopes, permissions } = asObject(resource['properties']);
  return {
    name: lastSegment(id),
    roleName: asText(roleName) ?? lastSegment(id),
    description: asText(description) ?? '',
    assignableScopes: asList(assignableScopes).flatMap((scope) => asText(scope) ?? []),
    permissions: asList(permissions) as WorldRoleDefinition['permissions'],
  };
}

function denialOf({ id, ...resource }: WorldResource): WorldDenyAssignment {
  const properties = asObject(resource['properties']);
  return {
    ...(properties as Omit<WorldDenyAssignment, 'denyAssignmentName' | 'scope' | 'permissions'>),
    name: lastSegment(id),
    denyAssignmentName: asText(properties['denyAssignmentName']) ?? lastSegment(id),
    scope: asText(properties['scope']) ?? scopeOfId(id),
    permissions: asList(properties['permissions']) as WorldDenyAssignment['permissions'],
  };
}

function scopeOfId(id: string): string {
  return parsePath(id)?.scope ?? '/';
}
