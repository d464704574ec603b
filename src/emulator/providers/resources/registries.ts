import { asList, asObject, isObject, without } from '../../arm/json.ts';
import type { JsonObject } from '../../arm/json.ts';
import type { Json } from '../../arm/worldFile.ts';
import type { ArmRequest, Handler, ResourceKind } from '../../request/armRequest.ts';
import { getResource, listResources } from '../../request/readAnswers.ts';
import { deleteGeneric, patchTags, putGeneric } from './genericResources.ts';

const type = 'Microsoft.ContainerRegistry/registries';

/**
 * Whether a version knows `roleAssignmentMode`: previews from 2025-03-01-preview on, and stable ones after 2025-04-01, which
 * is without it. Source: specification/containerregistry/resource-manager of Azure/azure-rest-api-specs.
 */
function tellsMode(version: string): boolean {
  return version.includes('-preview') ? version >= '2025-03-01' : version >= '2025-11-01';
}

/** The handler with answers that have no more than the version of the request knows. */
function inItsVersion(handler: Handler): Handler {
  return (request, emulation) => {
    const answer = handler(inVersion(request), emulation);
    if (tellsMode(request.apiVersion) || !isObject(answer.body)) return answer;
    const body = answer.body;
    const value = body['value'];
    const shown = Array.isArray(value) ? { ...body, value: asList(value).map(withoutMode) } : withoutMode(body);
    return { ...answer, body: shown };
  };
}

/** What a version does not know is passed over where it is sent. */
function inVersion(request: ArmRequest): ArmRequest {
  return tellsMode(request.apiVersion) || request.body === undefined
    ? request
    : { ...request, body: withoutMode(request.body) };
}

function withoutMode(resource: Json): Json {
  if (!isObject(resource) || !isObject(resource['properties'])) return resource;
  const shown: JsonObject = {
    ...resource,
    properties: without(asObject(resource['properties']), 'roleAssignmentMode'),
  };
  return shown;
}

/** Container registries, kept as they are written. */
export const registries: ResourceKind = {
  type,
  versions: ['2017-10-01', '2026-06-01'],
  get: inItsVersion(getResource),
  list: inItsVersion(listResources),
  put: inItsVersion(putGeneric(type)),
  patch: inItsVersion(patchTags),
  delete: deleteGeneric,
};
