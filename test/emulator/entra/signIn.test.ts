import { describe, expect, it } from 'vitest';
import { signIn } from '../../../src/emulator/entra/signIn.ts';
import type { DirectoryRequest, DirectoryResponse } from '../../../src/emulator/entra/directoryRequest.ts';

const tenant = '7a1f0c6e-0000-4000-a000-00000000aaaa';
const origin = 'https://127.0.0.1:8443';
const now = new Date('2026-08-01T12:00:00Z');

function ask(url: string, more: Partial<DirectoryRequest> = {}): DirectoryResponse | undefined {
  const { pathname, searchParams } = new URL(url, origin);
  const request = { method: 'GET', path: pathname, query: searchParams, headers: {}, body: undefined, origin, ...more };
  return signIn(request, tenant, now);
}

function token(form: Record<string, string>, path = `/${tenant}/oauth2/v2.0/token`, headers = {}): DirectoryResponse {
  return ask(path, { method: 'POST', body: new URLSearchParams(form).toString(), headers })!;
}

function claims(answer: DirectoryResponse, which = 'access_token'): Record<string, unknown> {
  const parts = (answer.body as Record<string, string>)[which]!.split('.');
  expect(parts).toHaveLength(3);
  return JSON.parse(Buffer.from(parts[1]!, 'base64url').toString()) as Record<string, unknown>;
}

describe('sign-in', () => {
  it('lists the addresses of this cloud, as one object since 2022-09-01 (E-250)', () => {
    const { status, body } = ask('/metadata/endpoints?api-version=2022-09-01')!;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'AksIdentityEmulator',
      resourceManager: `${origin}/`,
      microsoftGraphResourceId: `${origin}/`,
      authentication: { loginEndpoint: origin, audiences: [`${origin}/`], tenant },
    });
  });

  it('lists them as an array in 2019-05-01, in the short form in 2015-01-01, and needs a version', () => {
    expect(ask('/metadata/endpoints?api-version=2019-05-01')!.body).toMatchObject([{ name: 'AksIdentityEmulator' }]);
    expect(ask('/metadata/endpoints?api-version=2015-01-01')!.body).toMatchObject({ graphEndpoint: `${origin}/` });
    expect(ask('/metadata/endpoints')).toMatchObject({
      status: 400,
      body: { error: { code: 'MissingApiVersionParameter' } },
    });
  });

  it('has OpenID configurations whose addresses are its own', () => {
    expect(ask(`/${tenant}/v2.0/.well-known/openid-configuration`)!.body).toMatchObject({
      issuer: `${origin}/${tenant}/v2.0`,
      token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
    });
    expect(ask('/organizations/.well-known/openid-configuration')!.body).toMatchObject({
      issuer: `${origin}/${tenant}`,
      token_endpoint: `${origin}/organizations/oauth2/token`,
    });
    expect(ask(`/${tenant}/discovery/v2.0/keys`)!.body).toEqual({ keys: [] });
  });

  it('is the only host that instance discovery knows', () => {
    expect(ask('/common/discovery/instance?api-version=1.1&authorization_endpoint=x')!.body).toEqual({
      tenant_discovery_endpoint: `${origin}/${tenant}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [
        { preferred_network: '127.0.0.1:8443', preferred_cache: '127.0.0.1:8443', aliases: ['127.0.0.1:8443'] },
      ],
    });
  });

  it('gives a service principal a token whose oid is the client id that it asked for (E-251)', () => {
    const answer = token({
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: 'secret',
      scope: `${origin}//.default`,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
    expect(claims(answer)).toMatchObject({
      oid: 'app-1',
      appid: 'app-1',
      tid: tenant,
      aud: `${origin}/`,
      iat: now.getTime() / 1000,
      exp: now.getTime() / 1000 + 3600,
    });
    expect(answer.body).not.toHaveProperty('refresh_token');
  });

  it('answers the first version of the endpoint in its way: texts, and the resource as audience', () => {
    const form = { grant_type: 'client_credentials', client_id: 'app-1', client_secret: 's', resource: 'https://arm/' };
    const answer = token(form, `/${tenant}/oauth2/token`);
    expect(answer.body).toMatchObject({ expires_in: '3599', resource: 'https://arm/', expires_on: '1785589200' });
    expect(claims(answer)['aud']).toBe('https://arm/');
  });

  it('takes the client from a Basic header, and an assertion for a secret (E-252)', () => {
    const headers = { authorization: `Basic ${Buffer.from('app-2:s:x').toString('base64')}` };
    const basic = token({ grant_type: 'client_credentials' }, `/${tenant}/oauth2/v2.0/token`, headers);
    expect(claims(basic)['oid']).toBe('app-2');
    const assertion = token({ grant_type: 'client_credentials', client_id: 'app-3', client_assertion: 'jwt' });
    expect(claims(assertion)['oid']).toBe('app-3');
  });

  it('gives a user tokens without oid, which mean the caller of the world, and new ones for the refresh token (E-253)', () => {
    const person = { client_id: 'cli', scope: 'https://arm/.default openid offline_access' };
    const first = token({ grant_type: 'password', username: 'kim@contoso.com', password: 'p', ...person });
    expect(claims(first)).not.toHaveProperty('oid');
    expect(claims(first)).toMatchObject({ name: 'kim@contoso.com', aud: 'https://arm' });
    expect(claims(first, 'id_token')).toMatchObject({ preferred_username: 'kim@contoso.com', tid: tenant, aud: 'cli' });
    const refresh = (first.body as { refresh_token: string }).refresh_token;
    const next = token({ grant_type: 'refresh_token', refresh_token: refresh, ...person });
    expect(claims(next)).toMatchObject({ name: 'kim@contoso.com' });
    expect(ask('/common/UserRealm/kim%40contoso.com?api-version=1.0')!.body).toMatchObject({
      account_type: 'Managed',
      domain_name: 'contoso.com',
    });
  });

  it.each([
    [{}, 400, 'invalid_request', 900144],
    [{ grant_type: 'client_credentials' }, 400, 'invalid_request', 900144],
    [{ grant_type: 'client_credentials', client_id: 'a' }, 401, 'invalid_client', 7000216],
    [{ grant_type: 'password', client_id: 'a', username: 'u' }, 400, 'invalid_request', 900144],
    [{ grant_type: 'refresh_token', client_id: 'a', refresh_token: 'stolen' }, 400, 'invalid_grant', 9002313],
    [{ grant_type: 'device_code', client_id: 'a' }, 400, 'unsupported_grant_type', 70003],
  ])('refuses %j (E-254)', (form, status, error, code) => {
    expect(token(form as Record<string, string>)).toMatchObject({ status, body: { error, error_codes: [code] } });
  });

  it('leaves other paths to others, and other methods alone', () => {
    for (const path of [
      '/',
      '/subscriptions',
      '/subscriptions/x/oauth2/token',
      `/${tenant}`,
      `/${tenant}/else`,
      '/metadata',
    ]) {
      expect(ask(path)).toBeUndefined();
    }
    expect(ask(`/${tenant}/oauth2/v2.0/token`)!.status).toBe(405);
    expect(ask('/metadata/endpoints?api-version=2022-09-01', { method: 'POST' })!.status).toBe(405);
    expect(ask('/common/UserRealm/%E0%A4%A')!.status).toBe(200);
  });
});
