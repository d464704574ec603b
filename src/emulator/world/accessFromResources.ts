import { asList, asObject, asText, withoutNulls, withoutUndefined } from '../arm/json.ts';
import { lastSegment, parsePath } from '../arm/path.ts';
import type {
  WorldDenyAssignment,
  WorldFile,
  WorldResource,
  WorldRoleAssignment,
  WorldRoleDefinition,
} from '../arm/worldFile.ts';
import { builtInRoles } from '../roles/builtInRoles.ts';

const types = {
  assignments: 'microsoft.authorization/roleassignments',
  definitions: 'microsoft.authorization/roledefinitions',
  denials: 'microsoft.authorization/denyassignments',
};

/**
 * Moves roles and assignments that a world lists as resources to its other roles and assignments; built-in roles stay
 * the emulator's own.
 */
export function withAccessFromResources(file: WorldFile): WorldFile {
  const knownTypes = new Set<string>(Object.values(types));
  const givenTypes = new Set(file.resources.map(({ type }) => type));
  const moved = new Set([...givenTypes].filter((type) => knownTypes.has(type.toLowerCase())));
  if (moved.size === 0) return file;
  const entries = file.resources
    .filter(({ type }) => moved.has(type))
    .map((resource) => withoutNulls(resource) as unknown as WorldResource);
  const ofType = (name: string): readonly WorldResource[] => entries.filter(({ type }) => type.toLowerCase() === name);
  const builtIn = new Set(builtInRoles.map(({ guid }) => guid.toLowerCase()));
  const definitions = ofType(types.definitions).filter(({ id }) => !builtIn.has(lastSegment(id).toLowerCase()));
  return {
    ...file,
    resources: file.resources.filter(({ type }) => !moved.has(type)),
    roleAssignments: [...file.roleAssignments, ...ofType(types.assignments).map(assignmentOf)],
    roleDefinitions: [...(file.roleDefinitions ?? []), ...definitions.map(definitionOf)],
    denyAssignments: [...(file.denyAssignments ?? []), ...ofType(types.denials).map(worldDenial)],
  };
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

function worldDenial({ id, ...resource }: WorldResource): WorldDenyAssignment {
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
