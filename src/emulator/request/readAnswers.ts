import { callerMay } from '../access/rbac.ts';
import { refuse } from '../arm/error.ts';
import type { ArmAnswer } from '../arm/error.ts';
import { asObject } from '../arm/json.ts';
import type { ArmPath } from '../arm/path.ts';
import type { WorldResource } from '../arm/worldFile.ts';
import type { ArmRequest, Emulation } from './armRequest.ts';
import { page } from './paging.ts';

/** The resource of the request's path, or ARM's 404. */
export function requireResource(request: ArmRequest, { world }: Pick<Emulation, 'world'>): WorldResource {
  const found = world.resources.get(request.path.id);
  if (found === undefined) throw resourceNotFound(request.path);
  return found;
}

/** ARM's 404 for a resource. */
export function resourceNotFound(path: ArmPath): Error {
  const name = [path.namespace ?? '', ...path.types].join('/') + `/${path.names.join('/')}`;
  return refuse(
    404,
    'ResourceNotFound',
    `The Resource '${name}' under resource group '${path.resourceGroup ?? ''}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** What a GET of a resource in the world answers. */
export function getResource(request: ArmRequest, emulation: Emulation): ArmAnswer {
  return { status: 200, body: withMode(requireResource(request, emulation)) };
}

/**
 * A registry tells its permission mode whoever made it: where the world has none, the one that a new registry gets.
 * Source: https://github.com/Azure/azure-rest-api-specs/blob/main/specification/containerregistry/resource-manager/Microsoft.ContainerRegistry/Registry/examples/2025-05-01-preview/RegistryCreate.json
 */
function withMode(resource: WorldResource): WorldResource {
  if (resource.type.toLowerCase() !== 'microsoft.containerregistry/registries') return resource;
  const properties = { roleAssignmentMode: 'LegacyRegistryPermissions', ...asObject(resource['properties']) };
  return { ...resource, properties };
}

/**
 * What a list answers: what is below the scope. A caller without the right at the scope itself gets what he may read in
 * there, as ARM does for collections.
 */
export function listResources(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const type = [request.path.namespace ?? '', ...request.path.types].join('/').toLowerCase();
  const found = emulation.world.resources.ofType(type, listScope(request.path));
  if (found.length === 0) requireParent(request, emulation);
  return page(request, emulation, readable(request, emulation, found).map(withMode));
}

/** Throws ARM's 404 for the resource whose children are asked for. */
function requireParent({ path }: ArmRequest, { world }: Emulation): void {
  if (path.names.length === 0 || world.resources.get(listScope(path)) !== undefined) return;
  throw resourceNotFound({ ...path, types: path.types.slice(0, -1) });
}

/** The resources of the list that the caller may read. */
export function readable(
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
