import { beyondText, headerOfLimit } from '../arm/limits.ts';
import { unquoteText } from '../arm/odata.ts';
import { readFilter } from './microsoftGraphFilter.ts';
import { decodeSegment } from './signIn.ts';
import type { DirectoryRequest, DirectoryResponse } from './directoryRequest.ts';
import { isRecord } from '../../shape/shape.ts';
import { parseJson } from '../../shape/json.ts';

/** The principals that Microsoft Graph can find. */
export interface Directory {
  /** Applications' principals and managed identities; a system-assigned one has no application id that ARM shows. */
  readonly servicePrincipals: readonly {
    readonly appId?: string;
    readonly objectId: string;
    readonly displayName: string;
  }[];
  readonly users?: readonly {
    readonly objectId: string;
    readonly displayName: string;
    readonly userPrincipalName?: string;
  }[];
  readonly groups?: readonly { readonly objectId: string; readonly displayName: string }[];
}

type GraphObject = Readonly<Record<string, string | readonly string[]>>;

const collections = ['servicePrincipals', 'users', 'groups', 'applications'] as const;
type Collection = (typeof collections)[number];

const graphTypes: Readonly<Record<string, Collection>> = {
  serviceprincipal: 'servicePrincipals',
  user: 'users',
  group: 'groups',
};

/**
 * Answers the read-only part of Microsoft Graph that clients use to identify principals; returns `undefined` if the
 * path is not below `/v1.0` or `/beta`. `/me` is the first of the users.
 */
export function graphApi(request: DirectoryRequest, directory: Directory): DirectoryResponse | undefined {
  const route = /^\/(?:v1\.0|beta)(\/.*)$/.exec(request.path)?.[1];
  if (route === undefined) return undefined;
  if (!/^Bearer\s+\S/i.test(request.headers['authorization'] ?? '')) {
    return failure(401, 'InvalidAuthenticationToken', 'Access token is empty.');
  }
  if (route === '/directoryObjects/getByIds') return byIds(request, directory);
  if (request.method !== 'GET')
    return beyondDirectory(403, 'Authorization_RequestDenied', `does not write to Microsoft Graph`);
  if (route === '/me') return answerSingle(request, objectsOf('users', directory)[0], 'me', 'users/$entity');
  const [, name = '', key = '', segment = ''] = /^\/([A-Za-z]+)(?:\((.*)\)|\/([^/]+))?$/.exec(route) ?? [];
  const id = decodeSegment(segment);
  if (name === 'directoryObjects' && id !== '') {
    return answerSingle(request, allObjects(directory).find(hasId(id)), id, 'directoryObjects/$entity');
  }
  const collection = collections.find((candidate) => candidate === name);
  if (collection === undefined) {
    return beyondDirectory(404, 'ResourceNotFound', `does not have '${route}' of Microsoft Graph`);
  }
  const objects = objectsOf(collection, directory);
  if (key !== '') return answerSingle(request, objects.find(hasKey(key)), key, `${collection}/$entity`);
  if (id !== '') return answerSingle(request, objects.find(hasId(id)), id, `${collection}/$entity`);
  return listObjects(request, collection, objects);
}

function listObjects(
  request: DirectoryRequest,
  collection: string,
  objects: readonly GraphObject[],
): DirectoryResponse {
  const filter = request.query.get('$filter');
  const matches = readFilter(filter);
  if (matches === undefined)
    return beyondDirectory(400, 'Request_UnsupportedQuery', `cannot read the filter '${filter ?? ''}'`);
  const context = `${request.origin}/v1.0/$metadata#${collection}`;
  return { status: 200, body: { '@odata.context': context, value: objects.filter(matches) } };
}

function graphTypeOf(type: string): (typeof graphTypes)[string] | undefined {
  const name = type.toLowerCase();
  return Object.hasOwn(graphTypes, name) ? graphTypes[name] : undefined;
}

/** Source: https://learn.microsoft.com/graph/api/directoryobject-getbyids */
const mostIds = 1000;

function byIds(request: DirectoryRequest, directory: Directory): DirectoryResponse {
  if (request.method !== 'POST') return failure(405, 'Request_BadRequest', 'Specified HTTP method is not allowed.');
  const body = parseJson(request.body ?? '');
  const ids = textsIn(body, 'ids');
  if (ids === undefined) return failure(400, 'Request_BadRequest', "A value is required for parameter 'ids'.");
  if (ids.length > mostIds)
    return failure(400, 'Request_BadRequest', `The number of ids is ${ids.length}; at most ${mostIds} are allowed.`);
  const askedIds = new Set(ids.map((id) => id.toLowerCase()));
  const types = textsIn(body, 'types')?.flatMap((type) => graphTypeOf(type) ?? []);
  const candidates = types === undefined ? allObjects(directory) : types.flatMap((type) => objectsOf(type, directory));
  const value = candidates.filter(({ id }) => typeof id === 'string' && askedIds.has(id.toLowerCase()));
  return { status: 200, body: { '@odata.context': `${request.origin}/v1.0/$metadata#directoryObjects`, value } };
}

function answerSingle(
  request: DirectoryRequest,
  graphObject: GraphObject | undefined,
  askedId: string,
  context: string,
): DirectoryResponse {
  if (graphObject !== undefined)
    return { status: 200, body: { '@odata.context': `${request.origin}/v1.0/$metadata#${context}`, ...graphObject } };
  return failure(
    404,
    'Request_ResourceNotFound',
    `Resource '${askedId}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function objectsOf(collection: Collection, directory: Directory): readonly GraphObject[] {
  if (collection === 'servicePrincipals') {
    return directory.servicePrincipals.map(({ appId, objectId, displayName }) => ({
      '@odata.type': '#microsoft.graph.servicePrincipal',
      id: objectId,
      appId: appId ?? objectId,
      displayName,
      servicePrincipalType: 'Application',
      servicePrincipalNames: [appId ?? objectId],
    }));
  }
  if (collection === 'applications') {
    return directory.servicePrincipals.flatMap(({ appId, displayName }) =>
      appId === undefined ? [] : [{ '@odata.type': '#microsoft.graph.application', id: appId, appId, displayName }],
    );
  }
  if (collection === 'groups') {
    return (directory.groups ?? []).map(({ objectId, displayName }) => ({
      '@odata.type': '#microsoft.graph.group',
      id: objectId,
      displayName,
    }));
  }
  return (directory.users ?? []).map(({ objectId, displayName, userPrincipalName }) => ({
    '@odata.type': '#microsoft.graph.user',
    id: objectId,
    displayName,
    userPrincipalName: userPrincipalName ?? displayName,
  }));
}

function allObjects(directory: Directory): readonly GraphObject[] {
  return (['servicePrincipals', 'users', 'groups'] as const).flatMap((name) => objectsOf(name, directory));
}

function hasId(id: string): (object: GraphObject) => boolean {
  const lowerId = id.toLowerCase();
  return ({ id: ownId, userPrincipalName: login }) =>
    [ownId, login].some((value) => typeof value === 'string' && value.toLowerCase() === lowerId);
}

/** `appId='...'`, or a quoted id as in `users('...')`. */
function hasKey(key: string): (object: GraphObject) => boolean {
  const keyPair = /^(\w+)='(.*)'$/.exec(decodeSegment(key));
  if (keyPair === null) return hasId(unquoteText(decodeSegment(key).replace(/^'|'$/g, '')));
  const [, property = '', value = ''] = keyPair;
  return (object) => {
    const ownValue = Object.hasOwn(object, property) ? object[property] : undefined;
    return typeof ownValue === 'string' && ownValue.toLowerCase() === unquoteText(value).toLowerCase();
  };
}

function textsIn(body: unknown, name: string): readonly string[] | undefined {
  const value = isRecord(body) ? body[name] : undefined;
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

function beyondDirectory(status: number, code: string, feature: string): DirectoryResponse {
  return { ...failure(status, code, beyondText(feature)), headers: headerOfLimit('directory') };
}

function failure(status: number, code: string, message: string): DirectoryResponse {
  return { status, body: { error: { code, message } } };
}
