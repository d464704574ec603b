import { armRefusal } from '../arm/error.ts';
import { asObject, asText, isObject, type JsonObject } from '../arm/json.ts';
import type { ArmPath } from '../arm/path.ts';
import type { Json, WorldResource } from '../arm/worldFile.ts';
import type { ArmRequest } from './armRequest.ts';
import { regionName, requireLocation } from './locations.ts';

/** Returns the body as an object, or throws ARM's 400. */
export function requireBody(request: ArmRequest): JsonObject {
  if (isObject(request.body)) return request.body;
  const problem = request.body === undefined ? 'The request content is empty' : 'The request content is not an object';
  throw armRefusal(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${problem}.'.`,
  );
}

/** Returns the location in a write; throws if it is missing, unknown, or differs from that of the existing resource. */
export function writtenLocation(request: ArmRequest, type: string, existing: WorldResource | undefined): string {
  const body = requireBody(request);
  const location = asText(body['location']);
  const present = asText(existing?.location);
  if (existing !== undefined && present !== undefined) {
    if (location !== undefined && regionName(location) !== regionName(present)) {
      throw armRefusal(
        409,
        'InvalidResourceLocation',
        `The resource '${existing.name}' already exists in location '${present}' in resource group '${request.path.resourceGroup ?? ''}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
      );
    }
    return present;
  }
  return requireLocation(location, type);
}

/** Returns the tags in a body; throws unless they are an object of texts. */
export function writtenTags(body: JsonObject): Readonly<Record<string, string>> | undefined {
  const tags = body['tags'];
  if (tags === undefined || tags === null) return undefined;
  const wrong = Object.entries(asObject(tags)).find(([, value]) => typeof value !== 'string');
  if (!isObject(tags) || wrong !== undefined) {
    throw armRefusal(
      400,
      'InvalidRequestContent',
      "The request content was invalid and could not be deserialized: 'tags must be an object of texts.'.",
    );
  }
  return tags as Readonly<Record<string, string>>;
}

/** Throws ARM's refusal of a name that does not match the pattern. */
export function requireName(name: string, pattern: RegExp, rule: string): void {
  if (pattern.test(name)) return;
  throw armRefusal(400, 'InvalidResourceName', `The resource name '${name}' is invalid: ${rule}.`);
}

/**
 * Returns the id of what a request writes: subscription, group and names in the case of its URL, because the last one
 * is kept, and everything else as Azure writes it.
 */
export function writtenId({ scope, names }: ArmPath, type: string): string {
  const [namespace = '', ...types] = type.split('/');
  const fixed = scope
    .replace(/^\/subscriptions\//i, '/subscriptions/')
    .replace(/\/resourcegroups\//i, '/resourceGroups/');
  const ownSegments = types.map((name, index) => `/${name}/${names[index] ?? ''}`);
  return `${fixed}/providers/${namespace}${ownSegments.join('')}`;
}

/** Returns the id with the group segment in lower case, as AKS and the managed identity provider answer. */
export function idInLowerCase(id: string): string {
  return id.replace(/\/resourcegroups\//i, '/resourcegroups/');
}

/** Returns a copy of any JSON as a resource. */
export function asResource(
  value: JsonObject & { readonly id: string; readonly name: string; readonly type: string },
): WorldResource {
  return value;
}

/** Says whether the value is a list of texts. */
export function isTextList(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** Returns the resource in another provisioning state. */
export function inProvisioningState(resource: WorldResource, provisioningState: string): WorldResource {
  return { ...resource, properties: { ...asObject(resource['properties']), provisioningState } };
}
