import { callerMay } from '../access/rbac.ts';
import { armRefusal, type ArmAnswer } from '../arm/error.ts';
import type { ArmPath } from '../arm/path.ts';
import type { WorldResource } from '../arm/worldFile.ts';
import type { ArmRequest, Emulation } from './armRequest.ts';
import { pageAnswer } from './paging.ts';

/** Returns the resource of the request's path, or throws ARM's 404. */
export function requireResource(request: ArmRequest, { world }: Pick<Emulation, 'world'>): WorldResource {
  const resource = world.resources.get(request.path.id);
  if (resource === undefined) throw resourceNotFound(request.path);
  return resource;
}

/** Makes ARM's 404 for a resource. */
export function resourceNotFound(path: ArmPath): Error {
  const name = [path.namespace ?? '', ...path.types].join('/') + `/${path.names.join('/')}`;
  return armRefusal(
    404,
    'ResourceNotFound',
    `The Resource '${name}' under resource group '${path.resourceGroup ?? ''}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** Makes ARM's 404 for the resource below which something is requested: a list, or an item of it. */
export function parentNotFound(path: ArmPath): Error {
  const types = path.types.slice(0, -1);
  return resourceNotFound({ ...path, types, names: path.names.slice(0, types.length) });
}

/** Answers a GET of a resource in the world. */
export function getResource(request: ArmRequest, emulation: Emulation): ArmAnswer {
  return { status: 200, body: requireResource(request, emulation) };
}

/** Answers a list of what is below the scope, as `listed` finds it. */
export function listResources(request: ArmRequest, emulation: Emulation): ArmAnswer {
  return pageAnswer(request, emulation, visibleResources(request, emulation));
}

/**
 * Returns what is below the scope of a list. A caller without the right at the scope itself gets what they may read
 * below it, as in ARM's collections.
 */
export function visibleResources(request: ArmRequest, emulation: Emulation): readonly WorldResource[] {
  const type = [request.path.namespace ?? '', ...request.path.types].join('/').toLowerCase();
  const resources = emulation.world.resources.ofType(type, listScope(request.path));
  if (resources.length === 0) requireParent(request, emulation);
  return readableOf(request, emulation, resources);
}

/** Throws ARM's 404 if the parent of the requested children does not exist. */
function requireParent({ path }: ArmRequest, { world }: Emulation): void {
  if (path.names.length === 0 || world.resources.get(listScope(path)) !== undefined) return;
  throw parentNotFound(path);
}

/** Returns the resources of the list that the caller may read. */
export function readableOf(
  request: ArmRequest,
  { world }: Emulation,
  resources: readonly WorldResource[],
): readonly WorldResource[] {
  if (request.caller.ownsEverything) return resources;
  return resources.filter((resource) => {
    const action = `${resource.type}/read`;
    return callerMay(world, request.caller, action, resource.id, request.now) === 'allowed';
  });
}

/** The id below which a collection's members are. */
function listScope(path: ArmPath): string {
  if (path.names.length === 0) return path.scope;
  return path.id.slice(0, path.id.lastIndexOf('/'));
}
