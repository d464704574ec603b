import { refuse } from '../../arm/error.ts';
import { asObject, asText } from '../../arm/json.ts';
import { key, lastSegment, parentScope } from '../../arm/path.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { getResource, listResources } from '../../request/readAnswers.ts';
import { asResource, idInLowerCase, isTextList, requireBody, requireName, writtenId } from '../../request/writeBody.ts';

const type = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

/** How many credentials one identity can have. */
const limit = 20;

const put: Handler = (request, { world }) => {
  const { id } = request.path;
  const identityId = parentScope(id) ?? '';
  const identity = world.resources.get(identityId);
  if (identity === undefined) {
    throw refuse(
      404,
      'ParentResourceNotFound',
      `Failed to perform 'write' on resource(s) of type 'userAssignedIdentities/federatedIdentityCredentials', because the parent resource '${identityId}' could not be found.`,
    );
  }
  const name = lastSegment(id);
  requireName(
    name,
    /^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/,
    'it has 3 to 120 letters, digits, - or _, and starts with a letter or digit',
  );
  const given = asObject(requireBody(request)['properties']);
  const { audiences } = given;
  const [issuer, subject] = [asText(given['issuer']), asText(given['subject'])];
  if (issuer === undefined || subject === undefined || !isTextList(audiences) || audiences.length === 0) {
    throw refuse(
      400,
      'BadRequest',
      'A federated identity credential needs properties.issuer, properties.subject and properties.audiences.',
    );
  }
  const others = world.resources.ofType(type, identityId).filter((other) => key(other.id) !== key(id));
  const existing = world.resources.get(id);
  if (existing === undefined && others.length >= limit) {
    throw refuse(
      400,
      'BadRequest',
      `The identity already has the maximum of ${String(limit)} federated identity credentials.`,
    );
  }
  const same = others.find((other) => {
    const properties = asObject(other['properties']);
    return properties['issuer'] === issuer && properties['subject'] === subject;
  });
  if (same !== undefined) {
    throw refuse(
      409,
      'Conflict',
      `Issuer and subject combination already exists for this Managed Identity, in '${same.name}'.`,
    );
  }
  const credential = asResource({
    id: idInLowerCase(writtenId(request.path, type)),
    name,
    type,
    properties: { issuer, subject, audiences },
  });
  world.resources.put(credential);
  if (existing !== undefined) return { status: 200, body: credential };
  return { status: 201, headers: { Location: credential.id }, body: credential };
};

const remove: Handler = (request, { world }) => {
  const removed = world.remove(request.path.id);
  return { status: removed.length === 0 ? 204 : 200 };
};

/** Federated credentials name the tokens that are accepted in place of the identity's own. */
export const federatedCredentials: ResourceKind = {
  type,
  versions: ['2022-01-31-preview', '2025-05-31-preview'],
  get: getResource,
  list: listResources,
  put,
  delete: remove,
};
