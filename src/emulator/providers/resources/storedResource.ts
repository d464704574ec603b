import { randomUUID } from 'node:crypto';
import { armRefusal } from '../../arm/error.ts';
import { beyondLimit } from '../../arm/limits.ts';
import { asObject, asText, valueAt, withoutUndefined, type JsonObject } from '../../arm/json.ts';
import { idKey, lastSegment, parentScope } from '../../arm/path.ts';
import type { Json } from '../../arm/worldFile.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { getResource, listResources, requireResource } from '../../request/readAnswers.ts';
import { asResource, requireBody, writtenId, writtenLocation, writtenTags } from '../../request/writeBody.ts';
import { updateParentOf, writeListedChildren } from '../../world/childrenOfParents.ts';
import { announcePrincipal } from '../../world/principals.ts';
import type { World } from '../../world/world.ts';
import { defined } from '../../../shape/defined.ts';

/** Returns what a provider adds to a new resource, if clients look at it. */
export type Defaults = (name: string, world: World) => JsonObject;

const noDefaults: Defaults = () => ({});

/** A type that can be read, listed, written and deleted. */
type StoredKind = ResourceKind & Required<Pick<ResourceKind, 'get' | 'list' | 'put' | 'patch' | 'delete'>>;

/** Makes a type whose resources are stored as they are written, at once. */
export function storedKind(
  type: string,
  versions: ResourceKind['versions'],
  {
    defaults = noDefaults,
    settled = 'Succeeded',
    extension = false,
  }: { readonly defaults?: Defaults; readonly settled?: string; readonly extension?: boolean } = {},
): StoredKind {
  return {
    type,
    versions,
    get: getResource,
    list: listResources,
    put: putStored(type, defaults, settled),
    patch: patchStored,
    delete: deleteStored,
    extension,
  };
}

/** Makes a type that can be read and listed as in the world, but not written. */
export function readOnlyKind(
  type: string,
  versions: ResourceKind['versions'],
  list: Handler = listResources,
): ResourceKind {
  const write = refuseWrite(type);
  return { type, versions, get: getResource, list, put: write, patch: write, delete: write };
}

/** Stores a resource as given, in the state of one that is ready: 201 if it is new, 200 otherwise. */
function putStored(type: string, defaultsOf: Defaults, settled: string): Handler {
  return (request, { world, settings }) => {
    const { id } = request.path;
    const existing = world.resources.get(id);
    const body = requireBody(request);
    const isChild = request.path.types.length > 1;
    if (isChild) requireParent(world, id);
    const isGlobal = asText(body['location'])?.toLowerCase() === 'global';
    const isPlaceless = isChild || type === 'Microsoft.Authorization/locks';
    const ownLocation = (): string | undefined => (isPlaceless ? undefined : writtenLocation(request, type, existing));
    const location = isGlobal ? 'global' : ownLocation();
    const defaults =
      existing === undefined ? defaultsOf(lastSegment(id), world) : keptOf(asObject(existing['properties']));
    const identity = systemIdentity(body['identity'], existing?.['identity'], world.tenantId);
    if (identity?.isNew === true) {
      announcePrincipal(world, identity.principalId, request.now + settings.propagationSeconds * 1000);
    }
    const resource = asResource({
      ...withoutUndefined({ ...body, location, tags: writtenTags(body) ?? (isPlaceless ? undefined : {}) }),
      id: writtenId(request.path, type),
      name: lastSegment(id),
      type,
      etag: `W/"${randomUUID()}"`,
      ...(identity !== undefined ? { identity: identity.identity } : {}),
      properties: { ...defaults, ...asObject(body['properties']), provisioningState: settled },
    });
    world.resources.put(resource);
    writeListedChildren(world, resource);
    updateParentOf(world, id);
    return { status: existing === undefined ? 201 : 200, body: requireResource(request, { world }) };
  };
}

/** Changes tags, the properties in the body, and which identities are attached. */
const patchStored: Handler = (request, { world }) => {
  const existing = requireResource(request, { world });
  const body = requireBody(request);
  const tags = writtenTags(body);
  const changed = asResource({
    ...existing,
    ...defined({ tags }),
    ...patchedIdentity(body['identity'], existing['identity']),
    properties: { ...asObject(existing['properties']), ...asObject(body['properties']) },
  });
  world.resources.put(changed);
  return { status: 200, body: changed };
};

/** An identity in the body is attached in addition to existing ones; `null` detaches it. */
function patchedIdentity(
  askedIdentity: Json | undefined,
  existing: Json | undefined,
): { readonly identity?: JsonObject } {
  if (askedIdentity === undefined || askedIdentity === null) return {};
  const before = asObject(valueAt(existing, 'userAssignedIdentities'));
  const namedIdentities = asObject(valueAt(askedIdentity, 'userAssignedIdentities'));
  const keptProperties = Object.entries(before).filter(
    ([id]) => !Object.keys(namedIdentities).some((key) => idKey(key) === idKey(id)),
  );
  const attached = Object.entries(namedIdentities).filter(([, value]) => value !== null);
  return {
    identity: {
      ...asObject(existing),
      ...asObject(askedIdentity),
      userAssignedIdentities: Object.fromEntries([...keptProperties, ...attached]),
    },
  };
}

/** 200 if it existed, 204 if it didn't. */
const deleteStored: Handler = (request, { world }) => {
  const removed = world.remove(request.path.id);
  updateParentOf(world, request.path.id);
  return { status: removed.length === 0 ? 204 : 200 };
};

/** Refuses a write to a type that can only be read. */
function refuseWrite(type: string): Handler {
  return () => {
    const limit = `keeps resources of type '${type}' as the world file has them and does not write them`;
    throw beyondLimit('method', [400, 'NotSupportedByEmulator'], limit);
  };
}

function requireParent(world: World, id: string): void {
  const parentId = parentScope(id) ?? '';
  if (world.resources.get(parentId) !== undefined) return;
  const name = lastSegment(parentId);
  throw armRefusal(
    404,
    'ParentResourceNotFound',
    `Failed to perform 'write' on resource(s) of type '${id.split('/').slice(-4, -1).join('/')}', because the parent resource '${name}' could not be found.`,
  );
}

/** The properties that a provider sets by itself and keeps if a body leaves them out. */
function keptOf(properties: JsonObject): JsonObject {
  const names = [
    'loginServer',
    'vaultUri',
    'tenantId',
    'customerId',
    'ipAddress',
    'resourceGuid',
    'subnets',
    'roleAssignmentMode',
    'protectionStatus',
  ];
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

function systemIdentity(
  askedIdentity: Json | undefined,
  existing: Json | undefined,
  tenantId: string,
): { readonly identity: JsonObject; readonly principalId: string; readonly isNew: boolean } | undefined {
  const type = asText(asObject(askedIdentity)['type']) ?? '';
  if (!/systemassigned/i.test(type)) return undefined;
  const old = asText(asObject(existing)['principalId']);
  const principalId = old ?? randomUUID();
  return { identity: { ...asObject(askedIdentity), principalId, tenantId }, principalId, isNew: old === undefined };
}
