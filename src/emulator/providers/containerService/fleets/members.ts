import { armRefusal } from '../../../arm/error.ts';
import { asObject, asText, withoutMembers, withoutUndefined, type JsonObject } from '../../../arm/json.ts';
import { idKey, lastSegment, parentScope } from '../../../arm/path.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import type { Handler, ResourceKind } from '../../../request/armRequest.ts';
import { requireLinkedActions } from '../../../request/authorization.ts';
import { nextEtag } from '../../../request/etags.ts';
import { pageAnswer } from '../../../request/paging.ts';
import { requirePreconditions } from '../../../request/preconditions.ts';
import { visibleResources, requireResource, resourceNotFound } from '../../../request/readAnswers.ts';
import { isShownIn } from '../../../request/shownProperties.ts';
import { asResource, requireBody, requireName, writtenId } from '../../../request/writeBody.ts';
import { operationHeaders, type Operation } from '../../../world/operations.ts';
import type { World } from '../../../world/world.ts';
import { removeByOperation, requireIdlePart, startAtPart } from '../cluster/partByOperation.ts';
import { fleetVersions, newestFleetPreview } from './fleets.ts';

const type = 'Microsoft.ContainerService/fleets/members';
const clusters = 'Microsoft.ContainerService/managedClusters';

/**
 * The rights that joining requires on the cluster.
 * Source: https://learn.microsoft.com/azure/kubernetes-fleet/quickstart-create-fleet-and-members
 */
const clusterActions = ['read', 'write', 'listClusterUserCredential/action'];

/** Joins a cluster, or joins it again: at the end the Fleet knows its agent. */
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
  const askedProperties = asObject(requireBody(request)['properties']);
  const clusterId = asText(askedProperties['clusterResourceId']) ?? '';
  requireLinkedActions(
    world,
    request,
    `${type}/write`,
    clusterActions.map((action) => ({ action: `${clusters}/${action}`, scope: clusterId === '' ? id : clusterId })),
  );
  requirePreconditions(request, existing);
  requireIdlePart(world, id);
  requireSameCluster(clusterId, existing);
  if (world.resources.get(clusterId) === undefined)
    throw armRefusal(400, 'InvalidParameter', `The cluster '${clusterId}' was not found.`);
  const state = existing === undefined ? 'Joining' : 'Updating';
  const member = asResource({
    id: writtenId(request.path, type),
    name,
    type,
    ...etagOf(existing),
    properties: withoutUndefined({ ...askedProperties, ...ofAzure(existing), provisioningState: state }),
  });
  world.resources.put(member);
  const operation = startAtPart(request, emulation, member, { kind: 'putPart', state });
  const headers = operationHeaders(operation, request.origin, true);
  return { status: existing === undefined ? 201 : 200, headers, body: shownIn(request.apiVersion, member) };
};

/** A new member has an eTag at once; that of an existing one changes when the operation ends. */
function etagOf(existing: WorldResource | undefined): JsonObject {
  const eTag = existing === undefined ? nextEtag(undefined) : existing['eTag'];
  return eTag === undefined ? {} : { eTag };
}

/** What only Azure writes in a member stays, whatever a body contains instead. */
function ofAzure(existing: WorldResource | undefined): Record<string, Json | undefined> {
  const { status, meshProperties } = asObject(existing?.['properties']);
  return { status, meshProperties };
}

/**
 * Returns a member as a version shows it: only previews show that it takes part in cross-cluster networking. Source:
 * azure-rest-api-specs, fleetmember.tsp
 */
function shownIn(version: string, member: WorldResource): WorldResource {
  if (isShownIn(version, '2026-03-02-preview')) return member;
  return { ...member, properties: withoutMembers(asObject(member['properties']), 'meshProperties') };
}

const get: Handler = (request, emulation) => ({
  status: 200,
  body: shownIn(request.apiVersion, requireResource(request, emulation)),
});

const list: Handler = (request, emulation) =>
  pageAnswer(
    request,
    emulation,
    visibleResources(request, emulation).map((member) => shownIn(request.apiVersion, member)),
  );

/** The cluster of a member can't be changed; the text is the emulator's own. */
function requireSameCluster(clusterId: string, existing: WorldResource | undefined): void {
  const before = asText(asObject(existing?.['properties'])['clusterResourceId']);
  if (before === undefined || idKey(before) === idKey(clusterId)) return;
  throw armRefusal(400, 'PropertyChangeNotAllowed', "Changing property 'properties.clusterResourceId' is not allowed.");
}

/**
 * Disconnects a cluster with a new identity from its Fleets, until the member is written again. The disconnection is
 * documented; how a member shows it is the emulator's choice.
 * Source: https://learn.microsoft.com/azure/kubernetes-fleet/faq
 */
export function cutMembersOf(world: World, { target, details }: Operation): void {
  const { controlPlaneChanged, reimage, isMigration, isCreate } = asObject(details);
  if (isCreate === true || ![controlPlaneChanged, reimage, isMigration].includes(true)) return;
  for (const member of world.resources.ofType(type)) {
    const properties = asObject(member['properties']);
    if (idKey(asText(properties['clusterResourceId']) ?? '') !== idKey(target)) continue;
    const lastOperationError = {
      code: 'MemberAgentUnauthorized',
      message: `The identity of the cluster '${lastSegment(target)}' has changed, and its agent is not known to the Fleet any more. Join the cluster again.`,
    };
    world.resources.put({ ...member, properties: { ...properties, status: { lastOperationError } } });
  }
}

/** Members of Fleets. Source: azure-rest-api-specs, fleet, fleetmember.tsp */
export const fleetMembers: ResourceKind = {
  type,
  versions: fleetVersions,
  newestPreview: newestFleetPreview,
  get,
  list,
  put,
  delete: removeByOperation('Leaving'),
};
