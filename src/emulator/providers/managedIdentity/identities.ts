import { randomUUID } from 'node:crypto';
import { armRefusal } from '../../arm/error.ts';
import { asObject, asText, valueAt, withoutUndefined, type JsonObject } from '../../arm/json.ts';
import type { WorldResource } from '../../arm/worldFile.ts';
import { idKey, lastSegment } from '../../arm/path.ts';
import type { ArmRequest, Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { visibleResources, requireResource } from '../../request/readAnswers.ts';
import {
  asResource,
  idInLowerCase,
  requireBody,
  requireName,
  writtenId,
  writtenLocation,
  writtenTags,
} from '../../request/writeBody.ts';
import { announcePrincipal } from '../../world/principals.ts';
import { identityUsers } from './identityUsers.ts';
import { defined } from '../../../shape/defined.ts';

const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';

const put: Handler = (request, { world, settings }) => {
  const { id } = request.path;
  const name = lastSegment(id);
  const rule = 'it has 3 to 128 letters, digits, - or _, and starts with a letter or digit';
  requireName(name, /^[a-z0-9][a-z0-9_-]{2,127}$/i, rule);
  const existing = world.resources.get(id);
  const body = requireBody(request);
  const location = writtenLocation(request, type, existing);
  const scope = asText(asObject(body['properties'])['isolationScope']);
  if (scope !== undefined && !['None', 'Regional'].includes(scope)) {
    throw armRefusal(400, 'BadRequest', `The value '${scope}' of isolationScope is not valid.`);
  }
  const restricted = writtenRestrictions(request, body);
  const principalId = randomUUID();
  const fresh = { tenantId: world.tenantId, principalId, clientId: randomUUID() };
  const properties = existing === undefined ? fresh : asObject(existing['properties']);
  const identity = asResource({
    ...withoutUndefined({ location, systemData: existing?.['systemData'] }),
    id: idInLowerCase(writtenId(request.path, type)),
    name,
    type,
    tags: writtenTags(body) ?? {},
    properties: { ...properties, ...defined({ isolationScope: scope }), ...restricted },
  });
  world.resources.put(identity);
  if (existing !== undefined) return { status: 200, body: asShown(identity, request) };
  announcePrincipal(world, principalId, request.now + settings.propagationSeconds * 1000);
  return { status: 201, headers: { Location: identity.id }, body: asShown(identity, request) };
};

/**
 * The providers that an identity may be assigned to are written and shown in versions that have them.
 * Source:
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-assignment-restriction
 */
const firstWithRestrictions = '2025-05-31';

function knowsRestrictions({ apiVersion }: ArmRequest): boolean {
  return apiVersion.slice(0, 10) >= firstWithRestrictions;
}

function writtenRestrictions(request: ArmRequest, body: JsonObject): JsonObject {
  const restrictions = asObject(body['properties'])['assignmentRestrictions'];
  if (restrictions === undefined || !knowsRestrictions(request)) return {};
  const providers = valueAt(restrictions, 'providers');
  if (Array.isArray(providers) && providers.every((provider) => typeof provider === 'string'))
    return { assignmentRestrictions: { providers } };
  throw armRefusal(
    400,
    'BadRequest',
    'The value of assignmentRestrictions.providers is not a list of resource providers.',
  );
}

function asShown(identity: WorldResource, request: ArmRequest): WorldResource {
  if (knowsRestrictions(request)) return identity;
  const { assignmentRestrictions: _, ...properties } = asObject(identity['properties']);
  return { ...identity, properties };
}

const get: Handler = (request, emulation) => ({
  status: 200,
  body: asShown(requireResource(request, emulation), request),
});

const list: Handler = (request, emulation) =>
  pageAnswer(
    request,
    emulation,
    visibleResources(request, emulation).map((resource) => asShown(resource, request)),
  );

const patch: Handler = (request, emulation) => {
  const existing = requireResource(request, emulation);
  const tags = writtenTags(requireBody(request));
  const changed = asResource({
    ...existing,
    ...defined({ tags }),
  });
  emulation.world.resources.put(changed);
  return { status: 200, body: asShown(changed, request) };
};

/** Its principal disappears at once; role assignments that name it stay. */
const remove: Handler = (request, { world }) => {
  const removed = world.remove(request.path.id);
  return { status: removed.length === 0 ? 204 : 200 };
};

const listAssociatedResources: Handler = (request, { world }) => {
  const identityId = request.path.id.slice(0, request.path.id.lastIndexOf('/'));
  if (world.resources.get(identityId) === undefined) {
    throw armRefusal(404, 'ResourceNotFound', `The identity '${identityId}' was not found.`);
  }
  const value = identityUsers(world, idKey(identityId)).map((resource) => {
    const [, , subscriptionId = '', , resourceGroup = ''] = resource.id.split('/');
    const { id, name } = resource;
    return {
      id,
      name,
      type: resource.type.toLowerCase(),
      resourceGroup,
      subscriptionId,
      subscriptionDisplayName: world.subscription(subscriptionId)?.displayName,
    };
  });
  return { status: 200, body: { totalCount: value.length, value } };
};

/** The resource type of user-assigned identities, with what it answers. */
export const userAssignedIdentities: ResourceKind = {
  type,
  versions: ['2015-08-31-preview', '2026-05-31'],
  get,
  list,
  put,
  patch,
  delete: remove,
  actions: { listassociatedresources: listAssociatedResources },
};
