import { armRefusal } from '../arm/error.ts';
import type { ArmRequest } from './armRequest.ts';
import { subscriptionOf } from '../arm/path.ts';
import { callerMay, onlyDenialOf, type Caller } from '../access/rbac.ts';
import type { World } from '../world/world.ts';

/** Throws AuthorizationFailed unless the caller may do it. */
export function requireAction(world: World, caller: Caller, action: string, scope: string, now: number): void {
  if (callerMay(world, caller, action, scope, now) === 'allowed') return;
  throw authorizationFailed(world, caller, action, scope, now);
}

/** Actions that ARM refuses in the same words with and without a condition. */
const limitable = /^Microsoft\.Authorization\/roleAssignments\/(write|delete)$/i;

/** Makes ARM's 403, which names the deny assignment if nothing else prevents the action. */
export function authorizationFailed(
  world: World,
  caller: Caller,
  action: string,
  scope: string,
  now: number,
  shownScope = scope,
): Error {
  const client = `The client '${caller.name}' with object id '${caller.objectId}'`;
  const deny = onlyDenialOf(world, caller, action, scope, now);
  if (deny !== undefined) {
    return armRefusal(
      403,
      'DenyAssignmentAuthorizationFailed',
      `${client} has permission to perform action '${action}' on scope '${shownScope}'; however, the access is denied because of the deny assignment with name '${deny.denyAssignmentName}' and Id '${deny.name}' at scope '${deny.scope}'.`,
    );
  }
  const isConditional = callerMay(world, caller, action, scope, now) === 'condition';
  const reason = isConditional || limitable.test(action) ? ' or an ABAC condition not fulfilled' : '';
  return armRefusal(
    403,
    'AuthorizationFailed',
    `${client} does not have authorization${reason} to perform action '${action}' over scope '${shownScope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** An action that the caller needs on a resource in a request body. */
export interface LinkedAction {
  readonly action: string;
  readonly scope: string;
}

/** Throws LinkedAuthorizationFailed for the first linked resource on which the caller lacks a right. */
export function requireLinkedActions(
  world: World,
  request: ArmRequest,
  action: string,
  linked: readonly LinkedAction[],
): void {
  const { caller, path, now } = request;
  for (const link of linked) {
    requireSameTenant(world, request, action, link);
    if (callerMay(world, caller, link.action, link.scope, now) === 'allowed') continue;
    throw armRefusal(
      403,
      'LinkedAuthorizationFailed',
      `The client '${caller.name}' with object id '${caller.objectId}' has permission to perform action '${action}' on scope '${path.id}'; however, it does not have permission to perform action '${link.action}' on the linked scope(s) '${link.scope}' or the linked scope(s) are invalid.`,
    );
  }
}

function requireSameTenant(world: World, { caller, path }: ArmRequest, action: string, link: LinkedAction): void {
  const subscription = world.subscription(path.subscriptionId ?? '');
  const linkedId = subscriptionOf(link.scope) ?? '';
  const linked = world.subscription(linkedId);
  const tenant = subscription === undefined ? world.tenantId : world.tenantOf(subscription);
  if (linked !== undefined && world.tenantOf(linked) === tenant) return;
  throw armRefusal(
    403,
    'LinkedAuthorizationFailed',
    `The client '${caller.name}' with object id '${caller.objectId}' has permission to perform action '${action}' on scope '${path.id}'; however the current tenant '${tenant}' is not authorized to access linked subscription '${linkedId}'.`,
  );
}
