import { describe, expect, it } from 'vitest';
import { graphApi } from '../../../src/emulator/entra/microsoftGraph.ts';
import type { DirectoryRequest, DirectoryResponse } from '../../../src/emulator/entra/directoryRequest.ts';

const origin = 'https://127.0.0.1:8443';
const directory = {
  servicePrincipals: [
    { appId: 'APP-legacy', objectId: 'obj-legacy', displayName: 'sp-legacy' },
    { appId: 'app-o', objectId: 'obj-o', displayName: "id o'hara and sons" },
    { objectId: 'obj-system', displayName: 'pay-weu' },
  ],
  users: [{ objectId: 'obj-kim', displayName: 'Kim Akers', userPrincipalName: 'kim@contoso.com' }],
};

function ask(url: string, more: Partial<DirectoryRequest> = {}): DirectoryResponse | undefined {
  const { pathname, searchParams } = new URL(url, origin);
  const headers = { authorization: 'Bearer token' };
  const request = { method: 'GET', path: pathname, query: searchParams, headers, body: undefined, origin, ...more };
  return graphApi(request, directory);
}

function found(url: string, more: Partial<DirectoryRequest> = {}): unknown[] {
  const answer = ask(url, more)!;
  expect(answer.status).toBe(200);
  return (answer.body as { value: { id: string }[] }).value.map((object) => object.id);
}

const filtered = (path: string, filter: string): string => `/v1.0/${path}?$filter=${encodeURIComponent(filter)}`;

describe('Microsoft Graph', () => {
  it.each([
    ["servicePrincipalNames/any(c:c eq 'app-legacy')", ['obj-legacy']],
    ["appId eq 'app-LEGACY'", ['obj-legacy']],
    ["startswith(displayName,'SP-')", ['obj-legacy']],
    ["displayName eq 'id o''hara and sons' and appId eq 'app-o'", ['obj-o']],
    ["displayName eq 'id o''hara and sons' and appId eq 'other'", []],
    ["id eq 'nobody'", []],
  ])('finds service principals by %s (E-256)', (filter, expected) => {
    expect(found(filtered('servicePrincipals', filter))).toEqual(expected);
  });

  it('lists everything without a filter', () => {
    expect(found('/v1.0/servicePrincipals')).toEqual(['obj-legacy', 'obj-o', 'obj-system']);
    expect(found('/v1.0/groups')).toEqual([]);
    expect(found('/beta/users')).toEqual(['obj-kim']);
  });

  it('finds a user by login, as az does to assign a role to a user', () => {
    expect(found(filtered('users', "userPrincipalName eq 'Kim@contoso.com'"))).toEqual(['obj-kim']);
    expect(ask('/v1.0/users/kim@contoso.com')!.body).toMatchObject({ id: 'obj-kim' });
    expect(ask('/v1.0/me')!.body).toMatchObject({ id: 'obj-kim', userPrincipalName: 'kim@contoso.com' });
  });

  it('gives a principal by id, by application id, and as a directory object', () => {
    for (const path of [
      'servicePrincipals/obj-legacy',
      "servicePrincipals(appId='app-legacy')",
      'directoryObjects/OBJ-legacy',
    ]) {
      expect(ask(`/v1.0/${path}`)!.body).toMatchObject({
        '@odata.type': '#microsoft.graph.servicePrincipal',
        id: 'obj-legacy',
        appId: 'APP-legacy',
        servicePrincipalNames: ['APP-legacy'],
      });
    }
  });

  it('gives many by their ids, of the types asked for, 1,000 at most (E-257)', () => {
    const post = (body: unknown): Partial<DirectoryRequest> => ({ method: 'POST', body: JSON.stringify(body) });
    const ids = ['OBJ-kim', 'obj-system', 'unknown'];
    const url = '/v1.0/directoryObjects/getByIds';
    expect(found(url, post({ ids }))).toEqual(['obj-system', 'obj-kim']);
    expect(found(url, post({ ids, types: ['user', 'group', 'directoryObjectPartnerReference'] }))).toEqual(['obj-kim']);
    expect(found(url, post({ ids: Array<string>(1000).fill('obj-kim') }))).toEqual(['obj-kim']);
    expect(ask(url, post({ ids: Array<string>(1001).fill('obj-kim') }))!.status).toBe(400);
    expect(ask(url, post({}))!.status).toBe(400);
    expect(ask(url, { method: 'POST', body: '{' })!.status).toBe(400);
  });

  it('reports that there is none', () => {
    for (const path of [
      'servicePrincipals/nobody',
      "servicePrincipals(appId='x')",
      'directoryObjects/x',
      'users/x',
      'groups/x',
    ]) {
      expect(ask(`/v1.0/${path}`)).toMatchObject({
        status: 404,
        body: { error: { code: 'Request_ResourceNotFound' } },
      });
    }
    expect(ask('/v1.0/teams')).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
  });

  it('refuses a filter that it does not know instead of guessing', () => {
    for (const filter of ["appId ne 'x'", "appId eq 'x' or appId eq 'y'", 'x', "endswith(displayName,'x')"]) {
      expect(ask(filtered('servicePrincipals', filter))).toMatchObject({
        status: 400,
        body: { error: { code: 'Request_UnsupportedQuery' } },
      });
    }
  });

  it('needs a token, and only reads (E-258)', () => {
    expect(ask('/v1.0/users', { headers: {} })!.status).toBe(401);
    expect(ask('/v1.0/users', { method: 'POST', body: '{}' })!.status).toBe(403);
  });

  it('leaves other paths to others', () => {
    expect(ask('/subscriptions')).toBeUndefined();
    expect(ask('/v1.0')).toBeUndefined();
  });
});
