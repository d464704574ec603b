import { refuse } from '../../../arm/error.ts';
import { asObject, asText, without, withoutUndefined } from '../../../arm/json.ts';
import { key, lastSegment, parentScope } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { requireLinkedActions } from '../../../request/authorization.ts';
import { nextEtag } from '../../../request/etags.ts';
import { requirePreconditions } from '../../../request/preconditions.ts';
import { getResource, listResources, resourceNotFound } from '../../../request/readAnswers.ts';
import { asResource, requireBody, requireName, writtenId } from '../../../request/writeBody.ts';
import { failureOf, operationHeaders } from '../../../world/operations.ts';
import type { Operation } from '../../../world/operations.ts';
import type { World } from '../../../world/world.ts';
import { operationOf } from '../cluster/clusterPut.ts';

const type = 'Microsoft.ContainerService/fleets/members';
const clusters = 'Microsoft.ContainerService/managedClusters';

/** What joining needs at the cluster. Source: https://learn.microsoft.com/azure/kubernetes-fleet/quickstart-create-fleet-and-members */
const clusterActions = ['read', 'write', 'listClusterUserCredential/action'];

/** Joins a cluster, or joins it again: at the end its agent is known to the Fleet. */
const put: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  const fleetId = parentScope(id) ?? '';
  if (world.resources.get(fleetId) === undefined)
    throw resourceNotFound({ ...request.path, types: ['fleets'], names: request.path.names.slice(0, 1) });
  const name = lastSegment(id);
  const rule = 'it has 1 to 50 lower-case letters, digits or -, and starts and ends with a letter or digit';
  requireName(name, /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/, rule);
  const existing = world.resources.get(id);
  const asked = asObject(requireBody(request)['properties']);
  const clusterId = asText(asked['clusterResourceId']) ?? '';
  requireLinkedActions(
    world,
    request,
    `${type}/write`,
    clusterActions.map((action) => ({ action: `${clusters}/${action}`, scope: clusterId === '' ? id : clusterId })),
  );
  requirePreconditions(request, existing);
  requireIdle(world, id);
  requireSameCluster(clusterId, existing);
  if (world.resources.get(clusterId) === undefined)
    throw refuse(400, 'InvalidParameter', `The cluster '${clusterId}' was not found.`);
  const state = existing === undefined ? 'Joining' : 'Updating';
  const member = asResource({
    id: writtenId(request.path, type),
    name,
    type,
    ...(existing?.['eTag'] !== undefined && { eTag: existing['eTag'] }),
    properties: withoutUndefined({
      ...asked,
      status: asObject(existing?.['properties'])['status'],
      provisioningState: state,
    }),
  });
  world.resources.put(member);
  const operation = start(request, emulation, member, 'putFleetMember', state);
  const headers = operationHeaders(operation, request.origin, false);
  return { status: existing === undefined ? 201 : 200, headers, body: member };
};

/** A cluster leaves. */
const remove: Handler = (request, emulation) => {
  const { world } = emulation;
  const member = world.resources.get(request.path.id);
  if (member === undefined) return { status: 204 };
  requirePreconditions(request, member);
  requireIdle(world, member.id);
  world.resources.put(inState(member, 'Leaving'));
  const operation = start(request, emulation, member, 'deleteFleetMember', 'Leaving');
  return { status: 202, headers: operationHeaders(operation, request.origin, true) };
};

function start(
  request: ArmRequest,
  emulation: Emulation,
  member: WorldResource,
  kind: 'putFleetMember' | 'deleteFleetMember',
  state: string,
): Operation {
  return emulation.world.operations.start({
    ...operationOf(request, emulation, member),
    kind,
    description: `${member.name} - ${state}`,
  });
}

function requireIdle(world: World, id: string): void {
  const running = world.operations.runningAt(id);
  if (running === undefined) return;
  throw refuse(409, 'OperationNotAllowed', `Another operation is in progress: ${running.description}.`);
}

/** The cluster of a member can't be changed; the text is the emulator's own. */
function requireSameCluster(clusterId: string, existing: WorldResource | undefined): void {
  const before = asText(asObject(existing?.['properties'])['clusterResourceId']);
  if (before === undefined || key(before) === key(clusterId)) return;
  throw refuse(400, 'PropertyChangeNotAllowed', "Changing property 'properties.clusterResourceId' is not allowed.");
}

/** Applies what has happened when an operation at a member ends: the Fleet knows the cluster's present identity. */
export function completeMember(world: World, operation: Operation): void {
  const member = world.resources.get(operation.target);
  if (member === undefined) return;
  if (operation.kind === 'deleteFleetMember') {
    world.remove(member.id);
    return;
  }
  const properties = { ...without(asObject(member['properties']), 'status'), provisioningState: 'Succeeded' };
  world.resources.put({ ...member, eTag: nextEtag(member['eTag']), properties });
}

/** What a failed operation leaves at a member: its state and the reason. */
export function failMember(world: World, operation: Operation): void {
  const member = world.resources.get(operation.target);
  if (member === undefined) return;
  const { provisioningState } = failureOf(operation);
  const error = operation.error === undefined ? {} : { status: { lastOperationError: { ...operation.error } } };
  const properties = { ...asObject(member['properties']), ...error, provisioningState: provisioningState ?? 'Failed' };
  world.resources.put({ ...member, eTag: nextEtag(member['eTag']), properties });
}

/**
 * Cuts the connection of a cluster that has another identity now with its Fleets, which last until the member is put again. That
 * it is cut is documented; how a member shows it is the emulator's choice.
 * Source: https://learn.microsoft.com/azure/kubernetes-fleet/faq
 */
export function cutMembersOf(world: World, { target, details }: Operation): void {
  const { controlPlaneChanged, reimage, isMigration, isCreate } = asObject(details);
  if (isCreate === true || ![controlPlaneChanged, reimage, isMigration].includes(true)) return;
  for (const member of world.resources.ofType(type)) {
    const properties = asObject(member['properties']);
    if (key(asText(properties['clusterResourceId']) ?? '') !== key(target)) continue;
    const lastOperationError = {
      code: 'MemberAgentUnauthorized',
      message: `The identity of the cluster '${lastSegment(target)}' has changed, and its agent is not known to the Fleet any more. Join the cluster again.`,
    };
    world.resources.put({ ...member, properties: { ...properties, status: { lastOperationError } } });
  }
}

function inState(member: WorldResource, provisioningState: string): WorldResource {
  return { ...member, properties: { ...asObject(member['properties']), provisioningState } };
}

/** Members of Fleets. Source: azure-rest-api-specs, fleet, fleetmember.tsp */
export const fleetMembers: ResourceKind = {
  type,
  versions: ['2023-03-15-preview', '2026-06-01'],
  get: getResource,
  list: listResources,
  put,
  delete: remove,
};
