import { armTime } from '../../arm/clock.ts';
import { armRefusal } from '../../arm/error.ts';
import { asObject, asText, valueAt, withoutUndefined, type JsonObject } from '../../arm/json.ts';
import { beyondLimit } from '../../arm/limits.ts';
import { idKey, lastSegment, scopeOf } from '../../arm/path.ts';
import type { Json } from '../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { requireBody } from '../../request/writeBody.ts';
import { assignmentOfActivation, isActive, type ScheduleRequest } from '../../world/activations.ts';
import { guidOf, type World } from '../../world/world.ts';
import { millisecondsOf } from '../../arm/duration.ts';
import { eligibilityFor, requireActivatable, type WantedActivation } from './activationRules.ts';
import { roleId } from './roleDefinitions.ts';
import { defined } from '../../../shape/defined.ts';
import { rulesFor } from './rolePolicies.ts';

const type = 'Microsoft.Authorization/roleAssignmentScheduleRequests';
/** How long a role has to be active before that can be ended. */
const leastMilliseconds = 5 * 60_000;

const put: Handler = (request, emulation) => {
  const { world } = emulation;
  const scope = scopeOf(request.path);
  const name = lastSegment(request.path.id);
  if (world.activations.get(scope, name) !== undefined)
    throw armRefusal(409, 'RoleAssignmentRequestExists', `The Role assignment request '${name}' already exists.`);
  const properties = asObject(requireBody(request)['properties']);
  const requestType = asText(properties['requestType']) ?? '';
  if (requestType === 'SelfActivate') return activate(request, emulation, name, properties);
  if (requestType === 'SelfDeactivate') return deactivate(request, emulation, name, properties);
  const limit = `has no requests here but SelfActivate and SelfDeactivate, not '${requestType}'`;
  throw beyondLimit('action', [400, 'InvalidRoleAssignmentRequest'], limit);
};

function activate(
  request: ArmRequest,
  emulation: Emulation,
  name: string,
  properties: JsonObject,
): ReturnType<Handler> {
  const { world, settings } = emulation;
  const { now } = request;
  const wanted = readActivation(request, world, properties);
  requireActivatable(world, wanted, request.caller);
  const { role, milliseconds, ...texts } = wanted;
  const isPending = rulesFor(world, wanted.scope, role).approval;
  const { condition, conditionVersion } = eligibilityFor(world, wanted) ?? {};
  const made: ScheduleRequest = {
    ...texts,
    ...defined({ condition, conditionVersion }),
    name,
    role: role.guid,
    requestType: 'SelfActivate',
    status: isPending ? 'PendingApproval' : 'Provisioned',
    createdOn: armTime(now),
    startsAt: now,
    endsAt: now + milliseconds,
    schedule: guidOf('schedule', name),
  };
  world.activations.put(made);
  if (!isPending) world.roleAssignments.put(assignmentOfActivation(made, now + settings.propagationSeconds * 1000));
  world.changed();
  return { status: 201, body: requestBody(made) };
}

function deactivate(
  request: ArmRequest,
  { world, settings }: Emulation,
  name: string,
  properties: JsonObject,
): ReturnType<Handler> {
  const { now } = request;
  const { role, principalId, scope } = readTarget(request, world, properties);
  const active = world.activations.open(scope, principalId, role.guid);
  if (active === undefined || !isActive(active))
    throw armRefusal(400, 'RoleAssignmentDoesNotExist', 'The Role assignment does not exist.');
  if (now - active.startsAt < leastMilliseconds)
    throw armRefusal(
      400,
      'ActiveDurationTooShort',
      'The Active duration is too short. Miniumum Required is 5 minutes.',
    );
  end(world, active, 'Revoked', now + settings.propagationSeconds * 1000);
  const made: ScheduleRequest = {
    name,
    scope,
    principalId,
    role: role.guid,
    requestType: 'SelfDeactivate',
    status: 'Revoked',
    createdOn: armTime(now),
    startsAt: now,
    endsAt: now,
    duration: 'PT0S',
    schedule: active.schedule,
    ...withoutUndefined({ justification: asText(properties['justification']) }),
  };
  world.activations.put(made);
  world.changed();
  return { status: 201, body: requestBody(made) };
}

function readTarget(
  request: ArmRequest,
  world: World,
  properties: JsonObject,
): Pick<WantedActivation, 'role' | 'principalId' | 'scope'> {
  const principalId = asText(properties['principalId']) ?? '';
  const role = world.role(asText(properties['roleDefinitionId']) ?? '');
  if (role === undefined)
    throw armRefusal(400, 'RoleDefinitionDoesNotExist', 'The specified role definition does not exist.');
  // Whom a role is eligible for may be a group; it is activated for the person.
  if (idKey(principalId) !== idKey(request.caller.objectId))
    throw armRefusal(
      400,
      'InsufficientPermissions',
      'The requestor has no permission to make the request for this principal.',
    );
  return { role, principalId, scope: scopeOf(request.path) };
}

function readActivation(request: ArmRequest, world: World, properties: JsonObject): WantedActivation {
  const expiration = asObject(valueAt(properties, 'scheduleInfo', 'expiration'));
  const duration = asText(expiration['duration']) ?? '';
  const milliseconds = millisecondsOf(duration);
  if (asText(expiration['type']) !== 'AfterDuration' || !(milliseconds >= leastMilliseconds))
    throw armRefusal(400, 'InvalidRoleAssignmentRequestSchedule', 'The requested schedule is not valid.');
  const starts = Date.parse(asText(valueAt(properties, 'scheduleInfo', 'startDateTime')) ?? '');
  if (starts > request.now + leastMilliseconds)
    throw beyondLimit('action', [400, 'InvalidRoleAssignmentRequestSchedule'], 'activates no role later than now');
  return {
    ...readTarget(request, world, properties),
    duration,
    milliseconds,
    ...(withoutUndefined({
      justification: asText(properties['justification']),
      ticketNumber: asText(valueAt(properties, 'ticketInfo', 'ticketNumber')),
      ticketSystem: asText(valueAt(properties, 'ticketInfo', 'ticketSystem')),
      linkedEligibility: asText(properties['linkedRoleEligibilityScheduleId']),
    }) as Partial<WantedActivation>),
  };
}

/** Ends an activation; checks see its role until then. */
function end(world: World, request: ScheduleRequest, status: 'Revoked' | 'Expired', effectiveUntil: number): void {
  world.activations.put({ ...request, status });
  const assignment = world.roleAssignments.get(request.scope, request.schedule);
  if (assignment !== undefined) world.roleAssignments.delete(assignment, effectiveUntil);
}

/** Ends the activations whose time is over; `record` is to do the work of each and to know when it was over. */
export function endDueActivations(
  { world, clock }: Emulation,
  record: (endedAt: number, work: () => void) => void,
): void {
  for (const request of world.activations.due(clock.now())) {
    record(request.endsAt, () => {
      end(world, request, 'Expired', 0);
    });
    world.changed();
  }
}

const cancel: Handler = (request, { world }) => {
  const name = request.path.id.split('/').at(-2) ?? '';
  const pending = requireRequest(world, scopeOf(request.path), name);
  if (pending.status !== 'PendingApproval')
    throw armRefusal(400, 'RoleAssignmentRequestNotPending', 'Only a pending Role assignment request can be canceled.');
  world.activations.put({ ...pending, status: 'Canceled' });
  world.changed();
  return { status: 200 };
};

/** Answers for an approver: `{ name, approve }`. The role is active from then on. */
export function decideActivation({ world, clock, settings }: Emulation, body: Json | undefined): Json {
  const name = asText(valueAt(body, 'name')) ?? '';
  const pending = world.activations.named(name);
  if (pending?.status !== 'PendingApproval')
    throw armRefusal(404, 'RequestNotFound', `No request '${name}' waits for approval.`);
  const now = clock.now();
  const decided: ScheduleRequest =
    valueAt(body, 'approve') === true
      ? { ...pending, status: 'Provisioned', startsAt: now, endsAt: now + millisecondsOf(pending.duration) }
      : { ...pending, status: 'Denied' };
  world.activations.put(decided);
  if (isActive(decided))
    world.roleAssignments.put(assignmentOfActivation(decided, now + settings.propagationSeconds * 1000));
  world.changed();
  return requestBody(decided);
}

const get: Handler = (request, { world }) => ({
  status: 200,
  body: requestBody(requireRequest(world, scopeOf(request.path), lastSegment(request.path.id))),
});

function requireRequest(world: World, scope: string, name: string): ScheduleRequest {
  const found = world.activations.get(scope, name);
  if (found === undefined)
    throw armRefusal(404, 'RoleAssignmentScheduleRequestNotFound', `The request '${name}' is not found.`);
  return found;
}

const list: Handler = (request, emulation) => {
  const { world } = emulation;
  const filter = request.query.get('$filter') ?? '';
  if (!/^(asTarget|asRequestor)\(\)$/i.test(filter))
    throw beyondLimit('filter', [400, 'InvalidFilter'], `knows no filter here but asTarget(), not '${filter}'`);
  const scope = scopeOf(request.path);
  const above = new Set(world.managementGroups.scopesAbove(scope));
  const found = world.activations
    .all()
    .filter(
      (candidate) =>
        idKey(candidate.principalId) === idKey(request.caller.objectId) &&
        (above.has(idKey(candidate.scope)) || world.managementGroups.isBelow(scope, candidate.scope)),
    );
  return pageAnswer(request, emulation, found.map(requestBody));
};

function requestBody(request: ScheduleRequest): JsonObject {
  const { scope, name, role, principalId, ticketNumber, ticketSystem } = request;
  const base = `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization`;
  return {
    properties: withoutUndefined({
      targetRoleAssignmentScheduleId: request.schedule,
      targetRoleAssignmentScheduleInstanceId: null,
      scope,
      roleDefinitionId: roleId(scope, role),
      principalId,
      principalType: 'User',
      requestType: request.requestType,
      // Azure has no status for an end by time; the request stays as it was.
      status: request.status === 'Expired' ? 'Provisioned' : request.status,
      approvalId: request.status === 'PendingApproval' ? `${base}/roleAssignmentApprovals/${name}` : null,
      scheduleInfo: {
        startDateTime: armTime(request.startsAt),
        expiration: { type: 'AfterDuration', endDateTime: null, duration: request.duration },
      },
      ticketInfo: { ticketNumber: ticketNumber ?? null, ticketSystem: ticketSystem ?? null },
      justification: request.justification ?? null,
      requestorId: principalId,
      createdOn: request.createdOn,
      linkedRoleEligibilityScheduleId: request.linkedEligibility,
      condition: request.condition ?? null,
      conditionVersion: request.conditionVersion ?? null,
    }),
    name,
    id: `${base}/roleAssignmentScheduleRequests/${name}`,
    type,
  };
}

/**
 * Requests to activate an eligible role, and to end that. Everybody may make their own; nothing but being eligible is
 * needed.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-assignment-schedule-requests
 */
export const scheduleRequests: ResourceKind = {
  type,
  versions: ['2020-10-01', '2024-09-01-preview'],
  extension: true,
  get,
  list,
  put,
  actions: { cancel },
};
