import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { beyondText, headerOfLimit } from '../arm/limits.ts';
import type { DirectoryRequest, DirectoryResponse } from './directoryRequest.ts';
import { defined } from '../../shape/defined.ts';

const lifetimeSeconds = 3600;

interface Grant {
  readonly clientId: string;
  /** Left out for a user, who is the world's caller. */
  readonly objectId?: string;
  readonly name: string;
  readonly refreshable: boolean;
}

/**
 * Answers Entra's token endpoint for client credentials, passwords and refresh tokens. A client's token has the
 * requested `client_id` as its `oid`; a user's token has no `oid`, which means the world's caller. Tokens are not
 * signed.
 */
export function issueTokens(request: DirectoryRequest, tenant: string, now: Date): DirectoryResponse {
  const form = new URLSearchParams(request.body ?? '');
  const grant = readGrant(form, basicClient(request.headers['authorization']));
  if ('status' in grant) return grant;
  const isFirstVersion = !request.path.toLowerCase().includes('/v2.0/');
  const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const audience = form.get('resource') ?? audienceOf(scopes) ?? `${request.origin}/`;
  const issued = Math.floor(now.getTime() / 1000);
  const accessToken = jwt({
    aud: audience,
    iss: `${request.origin}/${tenant}/`,
    iat: issued,
    nbf: issued,
    exp: issued + lifetimeSeconds,
    ...defined({ oid: grant.objectId }),
    sub: grant.objectId ?? grant.name,
    appid: grant.clientId,
    appidacr: '1',
    idtyp: grant.objectId === undefined ? 'user' : 'app',
    name: grant.name,
    tid: tenant,
    ver: '1.0',
    uti: randomUUID(),
  });
  const userTokens = grant.refreshable ? tokensOfUser(request, tenant, grant, issued) : {};
  const times = isFirstVersion
    ? {
        expires_in: String(lifetimeSeconds - 1),
        ext_expires_in: String(lifetimeSeconds - 1),
        expires_on: String(issued + lifetimeSeconds),
        not_before: String(issued),
        resource: audience,
      }
    : { expires_in: lifetimeSeconds - 1, ext_expires_in: lifetimeSeconds - 1 };
  const scope = grant.refreshable && scopes.length > 0 ? { scope: scopes.join(' ') } : {};
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-store, no-cache', Pragma: 'no-cache' },
    body: { token_type: 'Bearer', ...scope, ...times, access_token: accessToken, ...userTokens },
  };
}

function readGrant(form: URLSearchParams, basic: URLSearchParams): Grant | DirectoryResponse {
  const get = (name: string): string => form.get(name) ?? basic.get(name) ?? '';
  const clientId = get('client_id');
  if (get('grant_type') === '') return missingParameter('grant_type');
  if (clientId === '') return missingParameter('client_id');
  switch (get('grant_type')) {
    case 'client_credentials':
      if (get('client_secret') === '' && get('client_assertion') === '') {
        const text = "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the grant.";
        return refused(401, 'invalid_client', text);
      }
      return { clientId, objectId: clientId, name: clientId, refreshable: false };
    case 'password':
      if (get('username') === '') return missingParameter('username');
      if (get('password') === '') return missingParameter('password');
      return { clientId, name: get('username'), refreshable: true };
    case 'refresh_token': {
      const name = /^emulator\.(.+)$/.exec(get('refresh_token'))?.[1];
      if (name === undefined)
        return refused(400, 'invalid_grant', 'AADSTS9002313: Invalid request. Request is malformed.');
      return { clientId, name: Buffer.from(name, 'base64url').toString(), refreshable: true };
    }
    default:
      return unknownGrant(get('grant_type'));
  }
}

/**
 * Entra has more grants than these, named by standards or by itself.
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code, .../v2-oauth2-auth-code-flow
 */
function unknownGrant(grant: string): DirectoryResponse {
  const isOfEntra = grant.startsWith('urn:ietf:params:oauth:') || ['authorization_code', 'device_code'].includes(grant);
  const words = 'AADSTS70003: The app requested an unsupported grant type.';
  if (!isOfEntra) return refused(400, 'unsupported_grant_type', words);
  const text = beyondText(`does not have the grant '${grant}'`, words);
  return { ...refused(400, 'unsupported_grant_type', text), headers: headerOfLimit('directory') };
}

/** A user also gets an id token, and a refresh token. */
function tokensOfUser(request: DirectoryRequest, tenant: string, grant: Grant, issued: number): Record<string, string> {
  const idToken = jwt({
    aud: grant.clientId,
    iss: `${request.origin}/${tenant}/v2.0`,
    iat: issued,
    nbf: issued,
    exp: issued + lifetimeSeconds,
    sub: grant.name,
    name: grant.name,
    preferred_username: grant.name,
    tid: tenant,
    ver: '2.0',
  });
  return {
    id_token: idToken,
    client_info: base64(JSON.stringify({ uid: base64(grant.name), utid: tenant })),
    refresh_token: `emulator.${base64(grant.name)}`,
  };
}

function basicClient(header: string | undefined): URLSearchParams {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return new URLSearchParams();
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return new URLSearchParams({ client_id: id, client_secret: secret.join(':') });
}

function audienceOf(scopes: readonly string[]): string | undefined {
  const scope = scopes.find((candidate) => candidate.includes('/'));
  return scope?.replace(/\/[^/]*$/, '');
}

function jwt(claims: Record<string, string | number>): string {
  const header = { typ: 'JWT', alg: 'RS256', kid: 'emulator' };
  return [JSON.stringify(header), JSON.stringify(claims), 'not signed'].map(base64).join('.');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function missingParameter(parameter: string): DirectoryResponse {
  const text = `AADSTS900144: The request body must contain the following parameter: '${parameter}'.`;
  return refused(400, 'invalid_request', text);
}

function refused(status: number, error: string, description: string): DirectoryResponse {
  const codes = [...description.matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]));
  return { status, body: { error, error_description: description, error_codes: codes } };
}
