import { beyondText, headerOfLimit } from '../arm/limits.ts';
import { cloudMetadata } from './cloudMetadata.ts';
import type { DirectoryRequest, DirectoryResponse } from './directoryRequest.ts';
import { issueTokens } from './tokenEndpoint.ts';

/**
 * Answers what a client needs to sign in to Microsoft Entra ID: cloud metadata, OpenID discovery and the token
 * endpoint. Returns `undefined` for any other path. Any secret is accepted, and no token is kept.
 */
export function signIn(request: DirectoryRequest, tenantId: string, now: Date): DirectoryResponse | undefined {
  const { method, origin } = request;
  const segments = request.path
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
  const [first = '', ...rest] = segments;
  const route = rest.join('/');
  if (first === 'metadata' && route === 'endpoints') return onlyGet(method, () => cloudMetadata(request, tenantId));
  const tenant = tenantOf(first, tenantId);
  if (tenant === undefined) return undefined;
  switch (route) {
    case '.well-known/openid-configuration':
      return onlyGet(method, () => ok(openIdConfiguration(origin, tenant, first, '')));
    case 'v2.0/.well-known/openid-configuration':
      return onlyGet(method, () => ok(openIdConfiguration(origin, tenant, first, 'v2.0/')));
    case 'discovery/instance':
      return onlyGet(method, () => ok(instanceDiscovery(origin, tenantId)));
    case 'discovery/keys':
    case 'discovery/v2.0/keys':
      return onlyGet(method, () => ok({ keys: [] }));
    case 'oauth2/token':
    case 'oauth2/v2.0/token':
      return method === 'POST' ? issueTokens(request, tenant, now) : notAllowed();
  }
  if (rest[0] === 'userrealm' && rest.length === 2) return onlyGet(method, () => ok(managedRealm(rest[1] ?? '')));
  if (rest[0] === 'oauth2') {
    const error_description = beyondText(`does not have '${route}' of sign-in`);
    return { status: 404, headers: headerOfLimit('directory'), body: { error: 'invalid_request', error_description } };
  }
  return undefined;
}

/** Decodes a segment of a path; returns it unchanged if it is not properly encoded. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/** The tenant's id if the segment can name one: a GUID, a domain, or one of Entra's words for any. */
function tenantOf(segment: string, tenantId: string): string | undefined {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(segment)) return segment;
  const isWord = segment === 'common' || segment === 'organizations';
  return isWord || /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(segment) ? tenantId : undefined;
}

function openIdConfiguration(origin: string, tenant: string, askedTenant: string, version: string): unknown {
  const base = `${origin}/${askedTenant}/`;
  return {
    token_endpoint: `${base}oauth2/${version}token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}discovery/${version}keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${origin}/${tenant}/${version}`.replace(/\/$/, ''),
    authorization_endpoint: `${base}oauth2/${version}authorize`,
    device_authorization_endpoint: `${base}oauth2/${version}devicecode`,
    end_session_endpoint: `${base}oauth2/${version}logout`,
    tenant_region_scope: 'EU',
    cloud_instance_name: new URL(origin).host,
    msgraph_host: new URL(origin).host,
  };
}

function instanceDiscovery(origin: string, tenantId: string): unknown {
  const { host } = new URL(origin);
  return {
    tenant_discovery_endpoint: `${origin}/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

function managedRealm(login: string): unknown {
  const domain = decodeSegment(login).split('@')[1] ?? '';
  return { ver: '1.0', account_type: 'Managed', domain_name: domain, cloud_instance_name: 'microsoftonline.com' };
}

function ok(body: unknown): DirectoryResponse {
  return { status: 200, body };
}

function onlyGet(method: string, answer: () => DirectoryResponse): DirectoryResponse {
  return method === 'GET' ? answer() : notAllowed();
}

function notAllowed(): DirectoryResponse {
  return {
    status: 405,
    body: { error: 'invalid_request', error_description: 'AADSTS900561: The endpoint does not accept this method.' },
  };
}
