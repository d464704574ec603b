import { armRefusal } from '../../../arm/error.ts';
import { asObject, withoutMembers } from '../../../arm/json.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { nextEtag } from '../../../request/etags.ts';
import { requirePreconditions } from '../../../request/preconditions.ts';
import { requireResource } from '../../../request/readAnswers.ts';
import { failureOf, operationHeaders, type Operation } from '../../../world/operations.ts';
import type { World } from '../../../world/world.ts';
import { storedKind } from '../../resources/storedResource.ts';
import { operationOf } from './clusterPut.ts';
import { inProvisioningState } from '../../../request/writeBody.ts';
import { defined } from '../../../../shape/defined.ts';

/** Starts the operation that writes or removes a part of a cluster or Fleet. */
export function startAtPart(
  request: ArmRequest,
  emulation: Emulation,
  part: WorldResource,
  { kind, state }: { readonly kind: 'putPart' | 'deletePart'; readonly state: string },
): Operation {
  const start = operationOf(request, emulation, part);
  return emulation.world.operations.start({ ...start, kind, description: `${part.name} - ${state}` });
}

/** Throws 409 while an operation runs on a part of a cluster or Fleet. */
export function requireIdlePart(world: World, id: string): void {
  const running = world.operations.runningAt(id);
  if (running === undefined) return;
  throw armRefusal(409, 'OperationNotAllowed', `Another operation is in progress: ${running.description}.`);
}

/** Removes a part of a cluster or Fleet by an operation; meanwhile it has this state. */
export function removeByOperation(state: string): Handler {
  return (request, emulation) => {
    const { world } = emulation;
    const part = world.resources.get(request.path.id);
    if (part === undefined) return { status: 204 };
    requirePreconditions(request, part);
    requireIdlePart(world, part.id);
    world.resources.put(inProvisioningState(part, state));
    const operation = startAtPart(request, emulation, part, { kind: 'deletePart', state });
    return { status: 202, headers: operationHeaders(operation, request.origin, true) };
  };
}

/**
 * Makes a type whose resources are stored as they are written, with what Azure adds, by an operation and with an eTag.
 * Source: azure-rest-api-specs, fleet: ArmResourceCreateOrUpdateAsync, EntityTagProperty
 */
export function kindByOperation(
  type: string,
  kind: Pick<ResourceKind, 'versions'> & Partial<ResourceKind>,
  added: (written: WorldResource, world: World) => WorldResource,
): ResourceKind & Required<Pick<ResourceKind, 'put'>> {
  const stored = storedKind(type, kind.versions);
  const put: Handler = (request, emulation) => {
    const { world } = emulation;
    const { id } = request.path;
    const existing = world.resources.get(id);
    requirePreconditions(request, existing);
    requireIdlePart(world, id);
    const { status } = stored.put(request, emulation);
    const state = existing === undefined ? 'Creating' : 'Updating';
    const written = inProvisioningState(withEtag(added(requireResource(request, { world }), world), existing), state);
    world.resources.put(written);
    const operation = startAtPart(request, emulation, written, { kind: 'putPart', state });
    return { status, headers: operationHeaders(operation, request.origin, true), body: written };
  };
  const patch: Handler = (request, emulation) => {
    const existing = requireResource(request, emulation);
    requirePreconditions(request, existing);
    stored.patch(request, emulation);
    const patched = { ...requireResource(request, emulation), eTag: nextEtag(existing['eTag']) };
    emulation.world.resources.put(patched);
    return { status: 200, body: patched };
  };
  return { ...stored, put, patch, delete: removeByOperation('Deleting'), ...kind };
}

/** A new part has an eTag at once; that of an existing one changes when the operation ends. */
function withEtag(written: WorldResource, existing: WorldResource | undefined): WorldResource {
  const eTag = existing === undefined ? nextEtag(undefined) : existing['eTag'];
  return { ...withoutMembers(written, 'etag'), ...defined({ eTag }) } as WorldResource;
}

/** Applies the result of an operation on a part of a cluster or Fleet. */
export function completePart(world: World, operation: Operation): void {
  const part = world.resources.get(operation.target);
  if (part === undefined) return;
  if (operation.kind === 'deletePart') {
    world.remove(part.id);
    return;
  }
  const properties = { ...withoutMembers(asObject(part['properties']), 'status'), provisioningState: 'Succeeded' };
  world.resources.put({ ...part, eTag: nextEtag(part['eTag']), properties });
}

/** Sets the state and the reason that a failed operation leaves on a part of a cluster or Fleet. */
export function failPart(world: World, operation: Operation): void {
  const part = world.resources.get(operation.target);
  if (part === undefined) return;
  const { provisioningState } = failureOf(operation);
  const error = operation.error === undefined ? {} : { status: { lastOperationError: { ...operation.error } } };
  const properties = {
    ...asObject(part['properties']),
    ...error,
    provisioningState: provisioningState ?? 'Failed',
  };
  world.resources.put({ ...part, eTag: nextEtag(part['eTag']), properties });
}
