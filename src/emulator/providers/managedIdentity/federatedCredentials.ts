import { armRefusal } from '../../arm/error.ts';
import { asObject, type JsonObject } from '../../arm/json.ts';
import { idKey, lastSegment, parentScope } from '../../arm/path.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { visibleResources, requireResource, resourceNotFound } from '../../request/readAnswers.ts';
import { asResource, idInLowerCase, isTextList, requireBody, writtenId } from '../../request/writeBody.ts';
import {
  credentialsOf,
  credentialType as type,
  mostCredentials,
  offersCredentials,
  shownCredential,
} from '../../world/federatedCredentials.ts';

/** The maximum length of issuer, subject and audience. */
const longest = 600;

const get: Handler = (request, emulation) => {
  const body = shownCredential(requireResource(request, emulation), emulation.world, request.apiVersion);
  if (body === undefined) throw resourceNotFound(request.path);
  return { status: 200, body };
};

const list: Handler = (request, emulation) => {
  const visible = visibleResources(request, emulation).flatMap(
    (credential) => shownCredential(credential, emulation.world, request.apiVersion) ?? [],
  );
  return pageAnswer(request, emulation, visible);
};

const put: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  const identityId = parentScope(id) ?? '';
  const identity = world.resources.get(identityId);
  if (identity === undefined) {
    throw armRefusal(
      404,
      'ParentResourceNotFound',
      `Failed to perform 'write' on resource(s) of type 'userAssignedIdentities/federatedIdentityCredentials', because the parent resource '${identityId}' could not be found.`,
    );
  }
  if (!offersCredentials(identity))
    throw armRefusal(
      405,
      'MethodNotAllowed',
      'The request format was unexpected: Support for federated identity credentials not enabled.',
    );
  const name = lastSegment(id);
  requireCredentialName(name);
  const properties = readProperties(request);
  const otherCredentials = credentialsOf(world, identityId).filter((candidate) => idKey(candidate.id) !== idKey(id));
  const existing = world.resources.get(id);
  if (existing === undefined && otherCredentials.length >= mostCredentials)
    throw armRefusal(
      400,
      'BadRequest',
      `The identity already has the maximum of ${String(mostCredentials)} federated identity credentials.`,
    );
  const isTaken = otherCredentials.some((otherCredential) => {
    const { issuer, subject } = asObject(otherCredential['properties']);
    return issuer === properties['issuer'] && subject === properties['subject'];
  });
  if (isTaken)
    throw armRefusal(400, 'BadRequest', 'Issuer and subject combination already exists for this Managed Identity.');
  beginWrite(request, emulation, identityId);
  const credential = asResource({ id: idInLowerCase(writtenId(request.path, type)), name, type, properties });
  world.resources.put(credential);
  if (existing !== undefined) return { status: 200, body: credential };
  return { status: 201, headers: { Location: credential.id }, body: credential };
};

const remove: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  if (world.resources.get(id) === undefined) return { status: 204 };
  beginWrite(request, emulation, parentScope(id) ?? '');
  world.remove(id);
  return { status: 200 };
};

function requireCredentialName(name: string): void {
  if (/^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/.test(name)) return;
  throw armRefusal(
    400,
    'InvalidResourceName',
    `Federated Identity Credential name '${name}' is invalid. Alphanumeric, dash, underscore, no more than 3-120 symbols. First symbol is alphanumeric.`,
  );
}

/** The three texts of a credential. Throws for anything else, such as an expression instead of the subject. */
function readProperties(request: ArmRequest): JsonObject {
  const { issuer, subject, audiences } = asObject(requireBody(request)['properties']);
  if (!isText(issuer) || !isText(subject) || !isTextList(audiences))
    throw armRefusal(
      400,
      'BadRequest',
      "The request format was unexpected. Federated Identity Credential must specify 'issuer', 'subject' and 'audience'.",
    );
  const [audience = ''] = audiences;
  if (audiences.length !== 1 || !isText(audience))
    throw armRefusal(400, 'BadRequest', 'Federated identity credentials must have exactly 1 audience.');
  for (const [name, value] of Object.entries({ issuer, subject, audience })) {
    if (value.length > longest)
      throw armRefusal(400, 'BadRequest', `The ${name} of a credential has at most ${String(longest)} characters.`);
  }
  if (issuer !== issuer.trim())
    throw armRefusal(400, 'BadRequest', 'The issuer of a credential has no blanks at its beginning or end.');
  return { issuer, subject, audiences };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Throws 409 while another credential of the identity is being written. */
function beginWrite({ now }: ArmRequest, { world, settings }: Emulation, identityId: string): void {
  if (world.credentialWrites.isUnderWay(identityId, now))
    throw armRefusal(
      409,
      'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
      `Too many Federated Identity Credentials are written concurrently for the managed identity '${idKey(identityId)}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`,
    );
  world.credentialWrites.begin(identityId, now + settings.credentialSeconds * 1000);
}

/** Federated credentials name the tokens that are accepted instead of the identity's own. */
export const federatedCredentials: ResourceKind = {
  type,
  versions: ['2022-01-31-preview', '2026-05-31'],
  get,
  list,
  put,
  delete: remove,
};
