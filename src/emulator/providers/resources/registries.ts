import { asList, asObject, isObject, withoutMembers } from '../../arm/json.ts';
import type { Json } from '../../arm/worldFile.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { storedKind } from './storedResource.ts';

const type = 'Microsoft.ContainerRegistry/registries';

/**
 * Returns true if a version knows `roleAssignmentMode`: previews since 2025-03-01-preview, and stable ones after
 * 2025-04-01, which lacks it. Source: specification/containerregistry/resource-manager of Azure/azure-rest-api-specs.
 */
function knowsMode(version: string): boolean {
  return version.includes('-preview') ? version >= '2025-03-01' : version >= '2025-11-01';
}

/**
 * Makes the handler answer with what the request's version knows: every registry has a permission mode, and if the
 * world has none, that of a new registry.
 * Source:
 * https://github.com/Azure/azure-rest-api-specs/blob/main/specification/containerregistry/resource-manager/Microsoft.ContainerRegistry/Registry/examples/2025-05-01-preview/RegistryCreate.json
 */
function inItsVersion(handler: Handler): Handler {
  return (request, emulation) => {
    const show = knowsMode(request.apiVersion) ? withMode : withoutMode;
    const body = knowsMode(request.apiVersion) || request.body === undefined ? request.body : withoutMode(request.body);
    const answer = handler({ ...request, body }, emulation);
    if (!isObject(answer.body)) return answer;
    const value = answer.body['value'];
    const shownBody = Array.isArray(value) ? { ...answer.body, value: asList(value).map(show) } : show(answer.body);
    return { ...answer, body: shownBody };
  };
}

function withMode(resource: Json): Json {
  if (!isObject(resource)) return resource;
  return { ...resource, properties: { ...newMode, ...asObject(resource['properties']) } };
}

function withoutMode(resource: Json): Json {
  if (!isObject(resource) || !isObject(resource['properties'])) return resource;
  return { ...resource, properties: withoutMembers(asObject(resource['properties']), 'roleAssignmentMode') };
}

const newMode = { roleAssignmentMode: 'LegacyRegistryPermissions' };

const stored = storedKind(type, ['2017-10-01', '2026-06-01'], {
  defaults: (name) => ({
    loginServer: `${name.toLowerCase()}.azurecr.io`,
    adminUserEnabled: false,
    publicNetworkAccess: 'Enabled',
    ...newMode,
  }),
});

/** Container registries, stored as they are written. */
export const registries: ResourceKind = {
  ...stored,
  get: inItsVersion(stored.get),
  list: inItsVersion(stored.list),
  put: inItsVersion(stored.put),
  patch: inItsVersion(stored.patch),
};
