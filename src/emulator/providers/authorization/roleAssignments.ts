import type { ConditionSubject } from '../../access/roleCondition.ts';
import { armTime } from '../../arm/clock.ts';
import { armRefusal } from '../../arm/error.ts';
import { asText, memberOf, valueAt, withoutUndefined, type JsonObject } from '../../arm/json.ts';
import { idKey, isManagementGroup, lastSegment, scopeOf, scopesAbove } from '../../arm/path.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { requireBody } from '../../request/writeBody.ts';
import { principalNamed } from '../../world/principals.ts';
import type { RoleAssignment } from '../../world/roleAssignmentStore.ts';
import { guidOf, type World } from '../../world/world.ts';
import { assignmentFilter } from './roleAssignmentFilter.ts';
import { roleId } from './roleDefinitions.ts';

const limitOfSubscription = 4000;

/** Returns a role assignment in ARM's form. */
export function assignmentBody(assignment: RoleAssignment): JsonObject {
  const { name, scope, role } = assignment;
  const base = scope === '/' ? '' : scope;
  return {
    properties: withoutUndefined({
      roleDefinitionId: roleId(scope, role),
      principalId: assignment.principalId,
      principalType: assignment.principalType,
      scope,
      condition: assignment.condition,
      conditionVersion: assignment.conditionVersion,
      createdOn: assignment.createdOn,
      updatedOn: assignment.updatedOn,
      createdBy: assignment.createdBy,
      updatedBy: assignment.updatedBy,
      delegatedManagedIdentityResourceId: assignment.delegatedManagedIdentityResourceId,
      description: assignment.description,
    }),
    id: `${base}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: 'Microsoft.Authorization/roleAssignments',
    name,
  };
}

const list: Handler = (request, emulation) => {
  const { roleAssignments, managementGroups } = emulation.world;
  const filter = assignmentFilter(emulation.world, request.query.get('$filter'));
  const scope = scopeOf(request.path);
  const above = managementGroups.scopesAbove(scope).flatMap((entry) => roleAssignments.atScope(entry));
  const below = filter.atScope ? [] : belowScope(scope, emulation.world);
  const ownAssignments = filter.isOfPrincipal ? ownRoles(emulation, scope, filter.atScope) : [];
  const assignments = [...ownAssignments, ...above, ...below].filter(filter.matches);
  return pageAnswer(request, emulation, assignments.map(assignmentBody));
};

function belowScope(scope: string, { roleAssignments, managementGroups }: World): readonly RoleAssignment[] {
  if (!isManagementGroup(scope)) return roleAssignments.below(scope);
  return roleAssignments.all().filter((assignment) => managementGroups.isBelow(scope, assignment.scope));
}

/** The roles of the world's caller as role assignments, which they are in Azure; shown to whoever lists that principal's. */
function ownRoles({ world }: Emulation, scope: string, isAtScope: boolean): readonly RoleAssignment[] {
  const { caller, managementGroups } = world;
  if (caller === undefined) return [];
  const above = new Set(managementGroups.scopesAbove(scope));
  const isHere = (madeAt: string): boolean =>
    above.has(idKey(madeAt)) || (!isAtScope && managementGroups.isBelow(scope, madeAt));
  return caller.roles
    .filter((eligible) => isHere(eligible.scope))
    .flatMap(({ roleName, ...given }) => {
      const role = world.roleNamed(roleName);
      if (role === undefined) return [];
      const times = { createdOn: longAgo, updatedOn: longAgo, createdBy: '', updatedBy: '', effectiveFrom: 0 };
      const name = guidOf('caller', caller.objectId, role.guid, idKey(given.scope));
      return [{ ...given, ...times, name, principalId: caller.objectId, principalType: 'User', role: role.guid }];
    });
}

const longAgo = '2024-01-01T00:00:00.0000000Z';

const get: Handler = (request, { world }) => {
  const assignment = world.roleAssignments.get(scopeOf(request.path), lastSegment(request.path.id));
  if (assignment === undefined) {
    const name = lastSegment(request.path.id);
    throw armRefusal(404, 'RoleAssignmentNotFound', `The role assignment '${name}' is not found.`);
  }
  return { status: 200, body: assignmentBody(assignment) };
};

const put: Handler = (request, emulation) => {
  const { world, settings } = emulation;
  const scope = scopeOf(request.path);
  const name = lastSegment(request.path.id);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) {
    throw armRefusal(
      400,
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  const wantedAssignment = readAssignment(request, world);
  const same = world.roleAssignments.get(scope, name);
  if (same !== undefined && !sameTriple(same, wantedAssignment)) {
    throw armRefusal(
      400,
      'RoleAssignmentUpdateNotPermitted',
      'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
    );
  }
  const duplicate = world.roleAssignments
    .atScope(scope)
    .find((entry) => entry.name.toLowerCase() !== name.toLowerCase() && sameTriple(entry, wantedAssignment));
  if (duplicate !== undefined) {
    throw armRefusal(
      409,
      'RoleAssignmentExists',
      `The role assignment already exists. The ID of the existing role assignment is ${withoutHyphens(duplicate.name)}.`,
    );
  }
  if (same === undefined) requireRoom(world, scope);
  requireHolder(world, scope, wantedAssignment);
  const principalType = principalTypeOf(request, world, wantedAssignment);
  const createdOn = armTime(request.now);
  const assignment: RoleAssignment = {
    ...wantedAssignment,
    name,
    scope,
    principalType,
    createdOn: same?.createdOn ?? createdOn,
    updatedOn: createdOn,
    createdBy: same?.createdBy ?? request.caller.objectId,
    updatedBy: request.caller.objectId,
    effectiveFrom: same?.effectiveFrom ?? request.now + settings.propagationSeconds * 1000,
  };
  world.roleAssignments.put(assignment);
  world.changed();
  return { status: 201, body: assignmentBody(assignment) };
};

const remove: Handler = (request, { world, settings }) => {
  const assignment = world.roleAssignments.get(scopeOf(request.path), lastSegment(request.path.id));
  if (assignment === undefined) return { status: 204 };
  world.roleAssignments.delete(assignment, request.now + settings.propagationSeconds * 1000);
  world.changed();
  return { status: 200, body: assignmentBody(assignment) };
};

/** Role assignments give a principal a role at a scope. */
export const roleAssignments: ResourceKind = {
  type: 'Microsoft.Authorization/roleAssignments',
  versions: ['2015-07-01', '2022-04-01'],
  extension: true,
  get,
  list,
  put,
  delete: remove,
  attributes: conditionAttributes,
};

/**
 * The attributes that a condition may look at: of the request when an assignment is made, of the assignment when it is
 * removed.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes
 */
function conditionAttributes(request: ArmRequest, world: World): ConditionSubject['attributes'] {
  const { path, body, method, now } = request;
  const properties = memberOf(body, 'properties');
  const principalId = asText(memberOf(properties, 'principalId')) ?? '';
  const requested = {
    roleDefinitionId: lastSegment(`/${asText(memberOf(properties, 'roleDefinitionId')) ?? ''}`),
    principalId,
    principalType: asText(memberOf(properties, 'principalType')) ?? principalNamed(world, principalId, now)?.type ?? '',
  };
  const assignment = world.roleAssignments.get(scopeOf(path), lastSegment(path.id));
  const keptProperties = assignment && {
    roleDefinitionId: assignment.role,
    principalId: assignment.principalId,
    principalType: assignment.principalType,
  };
  return {
    request: method === 'PUT' ? asConditionAttributes(requested) : {},
    resource: method === 'DELETE' && keptProperties ? asConditionAttributes(keptProperties) : {},
  };
}

function asConditionAttributes(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const pairs = Object.entries(values).map(([name, value]) => [
    `microsoft.authorization/roleassignments:${name.toLowerCase()}`,
    value,
  ]);
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

type RequestedAssignment = Pick<
  RoleAssignment,
  'principalId' | 'role' | 'condition' | 'conditionVersion' | 'description' | 'delegatedManagedIdentityResourceId'
>;

/** Names in the body count no case; the portal writes them with a capital. */
function readAssignment(request: ArmRequest, world: World): RequestedAssignment {
  const properties = memberOf(requireBody(request), 'properties');
  const principalId = asText(memberOf(properties, 'principalId'));
  if (principalId === undefined || !/^[0-9a-f]{32}$/i.test(withoutHyphens(principalId))) {
    throw armRefusal(400, 'InvalidPrincipalId', 'A valid principal ID must be provided for role assignment.');
  }
  const roleDefinitionId = asText(memberOf(properties, 'roleDefinitionId'));
  if (roleDefinitionId === undefined) {
    throw armRefusal(
      400,
      'BadRequestFormat',
      'The request was incorrectly formatted: properties.roleDefinitionId is missing.',
    );
  }
  const role = world.role(roleDefinitionId);
  if (role === undefined) {
    throw armRefusal(
      400,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${withoutHyphens(lastSegment(`/${roleDefinitionId}`))}' does not exist.`,
    );
  }
  const texts = ['condition', 'conditionVersion', 'description', 'delegatedManagedIdentityResourceId'] as const;
  const optional = withoutUndefined(
    Object.fromEntries(texts.map((name) => [name, asText(memberOf(properties, name))])),
  );
  return { ...(optional as Partial<RequestedAssignment>), principalId, role: role.guid };
}

function principalTypeOf(request: ArmRequest, world: World, { principalId }: RequestedAssignment): string {
  const givenType = asText(valueAt(requireBody(request), 'properties', 'principalType'));
  const principal = principalNamed(world, principalId, request.now);
  if (givenType === undefined && principal === undefined) {
    throw armRefusal(
      400,
      'PrincipalNotFound',
      `Principal ${withoutHyphens(principalId)} does not exist in the directory ${world.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    );
  }
  if (givenType !== undefined && principal !== undefined && givenType.toLowerCase() !== principal.type.toLowerCase()) {
    throw armRefusal(
      400,
      'UnmatchedPrincipalType',
      `The PrincipalId '${withoutHyphens(principalId)}' has type '${principal.type}' , which is different from specified PrinciaplType '${givenType}'.`,
    );
  }
  return givenType ?? principal?.type ?? 'ServicePrincipal';
}

/**
 * In a subscription of another directory that lets this one manage it, a role can be assigned only to an identity whose
 * resource the request names.
 * Source: https://github.com/Azure/azure-cli/issues/11013
 */
function requireHolder(
  world: World,
  scope: string,
  { principalId, delegatedManagedIdentityResourceId: id }: RequestedAssignment,
): void {
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
  const entry = subscription === undefined ? undefined : world.subscription(subscription);
  if (entry === undefined || world.tenantOf(entry) === world.tenantId) return;
  if (!(entry.managedByTenants ?? []).some(({ tenantId }) => idKey(tenantId) === idKey(world.tenantId))) return;
  const holder = id === undefined ? undefined : world.resources.get(id);
  const principals = [valueAt(holder?.['properties'], 'principalId'), valueAt(holder?.['identity'], 'principalId')];
  if (principals.some((principal) => idKey(asText(principal) ?? '') === idKey(principalId))) return;
  throw armRefusal(
    400,
    'PrincipalNotFound',
    `Principal ${withoutHyphens(principalId)} does not exist in the directory ${world.tenantOf(entry)}.`,
  );
}

function requireRoom(world: World, scope: string): void {
  const subscription = scopesAbove(scope).at(-2);
  if (subscription === undefined) return;
  const count = world.roleAssignments.below(subscription).length + world.roleAssignments.atScope(subscription).length;
  if (count >= limitOfSubscription) {
    throw armRefusal(
      400,
      'RoleAssignmentLimitExceeded',
      `The role assignment limit for the subscription has been exceeded: ${String(limitOfSubscription)}.`,
    );
  }
}

/** These identify an assignment at a scope; ARM keeps no second one that differs only in its condition. */
function sameTriple(a: RoleAssignment, b: RequestedAssignment): boolean {
  return idKey(a.principalId) === idKey(b.principalId) && a.role.toLowerCase() === b.role.toLowerCase();
}

function withoutHyphens(guid: string): string {
  return guid.replaceAll('-', '');
}
