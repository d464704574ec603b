import { callerMay, type Caller } from '../../access/rbac.ts';
import { armRefusal, type ArmAnswer } from '../../arm/error.ts';
import type { JsonObject } from '../../arm/json.ts';
import { isManagementGroup } from '../../arm/path.ts';
import type { ArmRequest, Emulation } from '../../request/armRequest.ts';
import { requireAction } from '../../request/authorization.ts';
import { pageAnswer } from '../../request/paging.ts';
import { chainOf, groupScope, tenantOf, type ManagementGroup } from '../../world/managementGroups.ts';
import type { World } from '../../world/world.ts';

const type = 'Microsoft.Management/managementGroups';
const readAction = `${type}/read`;

/** Answers the management groups that the caller may read. */
export function listManagementGroups(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { world } = emulation;
  const value = world.managementGroups
    .all()
    .filter((group) => mayRead(world, request.caller, group, request.now))
    .map((group) => ({
      id: groupScope(group),
      type,
      name: group.name,
      properties: { tenantId: tenantOf(group), displayName: group.displayName },
    }));
  return pageAnswer(request, emulation, value);
}

/** Answers one management group; `$expand=children` adds what is directly in it. */
export function getManagementGroup(request: ArmRequest, { world }: Emulation): ArmAnswer {
  const group = requireManagementGroup(world, request, request.path.id);
  requireAction(world, request.caller, readAction, groupScope(group), request.now);
  const { parent } = group;
  const isExpanded = (request.query.get('$expand') ?? '').toLowerCase() === 'children';
  const properties = {
    tenantId: tenantOf(group),
    displayName: group.displayName,
    details: {
      version: 1,
      ...(parent ? { parent: { id: groupScope(parent), name: parent.name, displayName: parent.displayName } } : {}),
    },
    ...(isExpanded ? { children: childrenOf(group, world) } : {}),
  };
  return { status: 200, body: { id: groupScope(group), type, name: group.name, properties } };
}

/**
 * Returns the management group of a scope. If it does not exist, throws 404 for callers who may read at the root, and
 * 403 for others, as ARM does.
 * Source: https://github.com/Azure/azure-rest-api-specs/issues/9549
 */
export function requireManagementGroup(world: World, { caller, now }: ArmRequest, scope: string): ManagementGroup {
  const group = world.managementGroups.at(scope);
  if (group !== undefined) return group;
  requireAction(world, caller, readAction, isManagementGroup(scope) ? scope : '/', now);
  throw armRefusal(404, 'NotFound', `'${scope}' not found`);
}

/** Returns the management groups that the caller may read, as Resource Graph shows them. */
export function managementGroupRows(world: World, caller: Caller, now: number): readonly JsonObject[] {
  const { managementGroups } = world;
  return managementGroups
    .all()
    .filter((group) => mayRead(world, caller, group, now))
    .map((group) => {
      const { name, displayName, parent } = group;
      const details = {
        ...(parent ? { parent: { displayName: parent.displayName, id: groupScope(parent), name: parent.name } } : {}),
        managementGroupAncestorsChain: chainOf(managementGroups.above(groupScope(group))),
      };
      return { id: groupScope(group), name, type, properties: { displayName, details, tenantId: tenantOf(group) } };
    });
}

function mayRead(world: World, caller: Caller, group: ManagementGroup, now: number): boolean {
  return callerMay(world, caller, readAction, groupScope(group), now) === 'allowed';
}

function childrenOf(group: ManagementGroup, world: World): readonly JsonObject[] {
  const groups = world.managementGroups
    .all()
    .filter(({ parent }) => parent === group)
    .map((child) => ({ id: groupScope(child), type, name: child.name, displayName: child.displayName }));
  const subscriptions = world.subscriptions
    .filter(({ subscriptionId }) => world.managementGroups.above(`/subscriptions/${subscriptionId}`)[0] === group)
    .map(({ subscriptionId, displayName }) => ({
      id: `/subscriptions/${subscriptionId}`,
      type: '/subscriptions',
      name: subscriptionId,
      displayName,
    }));
  return [...groups, ...subscriptions];
}
