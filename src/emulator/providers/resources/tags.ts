import { armRefusal } from '../../arm/error.ts';
import { asObject, asText, valueAt, type JsonObject } from '../../arm/json.ts';
import type { WorldResource } from '../../arm/worldFile.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { asResource, requireBody, writtenTags } from '../../request/writeBody.ts';
import type { World } from '../../world/world.ts';

const get: Handler = (request, { world }) => ({
  status: 200,
  body: tagsBody(requireTagged(world, request.path.scope)),
});

const put: Handler = (request, { world }) => {
  const givenTags = writtenTags(asObject(requireBody(request)['properties'])) ?? {};
  return { status: 200, body: writeTags(world, request.path.scope, () => givenTags) };
};

const patch: Handler = (request, { world }) => {
  const body = requireBody(request);
  const givenTags = writtenTags(asObject(body['properties'])) ?? {};
  const operation = asText(body['operation'])?.toLowerCase();
  return {
    status: 200,
    body: writeTags(world, request.path.scope, (before) => {
      if (operation === 'replace') return givenTags;
      if (operation === 'delete')
        return Object.fromEntries(Object.entries(before).filter(([name]) => !(name in givenTags)));
      return { ...before, ...givenTags };
    }),
  };
};

const remove: Handler = (request, { world }) => {
  writeTags(world, request.path.scope, () => ({}));
  return { status: 200 };
};

/** Tags of any resource can be read and changed on their own. */
export const tags: ResourceKind = {
  type: 'Microsoft.Resources/tags',
  versions: ['2019-10-01', '2026-06-01'],
  extension: true,
  get,
  put,
  patch,
  delete: remove,
};

type Tags = Readonly<Record<string, string>>;

function writeTags(world: World, scope: string, change: (before: Tags) => Tags): JsonObject {
  const resource = requireTagged(world, scope);
  const changed = asResource({ ...resource, tags: change(resource.tags ?? {}) });
  world.resources.put(changed);
  return tagsBody(changed);
}

function requireTagged(world: World, scope: string): WorldResource {
  const resource = world.resources.get(scope);
  if (resource !== undefined) return resource;
  throw armRefusal(404, 'ResourceNotFound', `The resource '${scope}' was not found.`);
}

function tagsBody(resource: WorldResource): JsonObject {
  const id = `${resource.id}/providers/Microsoft.Resources/tags/default`;
  return {
    id,
    name: 'default',
    type: 'Microsoft.Resources/tags',
    properties: { tags: valueAt(resource, 'tags') ?? {} },
  };
}
