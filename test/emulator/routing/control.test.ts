import { describe, expect, it } from 'vitest';
import {
  principal,
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  items,
  said,
  subscription,
  subscriptionId,
} from '../emulated.ts';

import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';

const graph = '/providers/Microsoft.ResourceGraph/resources';

describe('the request log', () => {
  it('shows ARM requests in order, without tokens, and can be cleared', async () => {
    const { send } = emulate();
    await send('GET', `${subscription}/resourceGroups?api-version=2024-11-01&$top=5`);
    await send('PUT', clusterPath, clusterBody(), {
      'If-Match': 'x',
      'User-Agent': 'test',
      'Content-Type': 'application/json',
    });
    await send('GET', '/metadata/endpoints?api-version=2022-09-01');
    const { requests } = (await send('GET', '/_emulator/requests')).body as unknown as { requests: unknown[] };
    expect(requests).toEqual([
      {
        method: 'GET',
        path: `${subscription}/resourceGroups`,
        query: { 'api-version': '2024-11-01', $top: '5' },
        status: 200,
        body: null,
        headers: {},
      },
      {
        method: 'PUT',
        path: clusterPath,
        query: { 'api-version': '2026-04-01' },
        status: 412,
        body: clusterBody(),
        headers: { 'if-match': 'x', 'user-agent': 'test', 'content-type': 'application/json' },
      },
    ]);
    expect(JSON.stringify(requests)).not.toContain('Bearer');
    await send('DELETE', '/_emulator/requests');
    expect((await send('GET', '/_emulator/requests')).body).toEqual({ requests: [] });
  });
});

describe('faults', () => {
  it('apply where, in the order and as often as they were given (E-218)', async () => {
    const { send } = emulate();
    const fault = (code: string, times: number): unknown => ({
      match: { method: 'get', pathContains: '/RESOURCEgroups' },
      status: 429,
      code,
      message: 'm',
      retryAfter: 7,
      times,
    });
    await send('POST', '/_emulator/faults', fault('First', 1));
    await send('POST', '/_emulator/faults', fault('Second', 2));
    const path = `${subscription}/resourcegroups`;
    expect((await send('GET', '/subscriptions')).status).toBe(200);
    const first = await send('GET', path);
    expect([first.status, first.body, first.headers['Retry-After']]).toEqual([
      429,
      { error: { code: 'First', message: 'm' } },
      '7',
    ]);
    expect(codeOf((await send('GET', path)).body)).toBe('Second');
    expect(codeOf((await send('GET', path)).body)).toBe('Second');
    expect((await send('GET', path)).status).toBe(200);
    await send('POST', '/_emulator/faults', fault('Third', 9));
    await send('DELETE', '/_emulator/faults');
    expect((await send('GET', path)).status).toBe(200);
  });

  it('cut the connection before the request is processed, or after it', async () => {
    const { emulator, send } = emulate();
    const put = (name: string): Promise<{ status: number }> =>
      send('PUT', identityId(name), { location: 'westeurope' });
    await send('POST', '/_emulator/faults', { match: { method: 'PUT' }, drop: 'before', times: 1 });
    await send('POST', '/_emulator/faults', { match: { method: 'PUT' }, drop: 'after', times: 1 });
    expect((await put('one')).status).toBe(0);
    expect((await send('GET', identityId('one'))).status).toBe(404);
    expect((await put('two')).status).toBe(0);
    expect((await send('GET', identityId('two'))).status).toBe(200);
    const url = `http://127.0.0.1:1${identityId('x')}?api-version=2024-11-30`;
    await send('POST', '/_emulator/faults', { match: {}, drop: 'before', times: 1 });
    expect(await emulator.handle({ method: 'GET', url, headers: {} })).toBe('drop');
  });

  it.each([
    {},
    { status: 1 },
    { status: 500.5 },
    { status: 500, times: 0 },
    { status: 429, retryAfter: -1 },
    { status: 500, match: 'PUT' },
    { status: 500, match: { method: 5 } },
    { status: 500, match: { pathContains: null } },
    { drop: 'never' },
    { operationError: {} },
    [],
    { match: { methd: 'PUT' }, status: 500, times: 1 },
    { macth: { method: 'PUT' }, status: 500, times: 1 },
    { pathContains: '/x', status: 500, times: 1 },
  ])('%j is no description of a fault', async (fault) => {
    expect((await emulate().send('POST', '/_emulator/faults', fault)).status).toBe(400);
  });
});

describe('the clock', () => {
  it('is advanced, and says what time it is', async () => {
    const { send } = emulate();
    expect((await send('POST', '/_emulator/clock', { advanceSeconds: 90 })).body).toEqual({
      now: '2026-09-01T08:01:30.000Z',
    });
    for (const body of [{}, { advanceSeconds: -1 }, { advanceSeconds: 'x' }, '{', { advanceSeconds: 1e18 }]) {
      expect((await send('POST', '/_emulator/clock', body)).status).toBe(400);
    }
    expect((await send('GET', '/subscriptions')).status).toBe(200);
  });

  it('ends operations that are due, in their order', async () => {
    const { send } = emulate();
    await send('PUT', clusterPath, clusterBody());
    await send('POST', '/_emulator/clock', { advanceSeconds: 5 });
    const world = (await send('GET', '/_emulator/world')).body;
    const cluster = items(world, 'resources').find((entry) => said(entry['name']) === 'shop');
    expect(cluster?.['properties']).toMatchObject({ provisioningState: 'Succeeded' });
  });
});

it('there is no other control endpoint', async () => {
  expect((await emulate().send('GET', '/_emulator/secrets')).status).toBe(404);
});

describe('Resource Graph', () => {
  const query = (text: string, more: object = {}): unknown => ({
    subscriptions: [subscriptionId],
    query: text,
    ...more,
  });

  it('answers queries over resources, groups and role assignments, with ids and types in lower case', async () => {
    const { send } = emulate({
      resources: [identity('One')],
      roleAssignments: [{ scope: group, principalId: 'p', roleName: 'Reader' }],
    });
    const resources = await send(
      'POST',
      graph,
      query("resources | where type == 'microsoft.managedidentity/userassignedidentities' | project id, name"),
    );
    expect(resources.body).toMatchObject({
      totalRecords: 1,
      count: 1,
      resultTruncated: 'false',
      data: [{ id: identityId('One').toLowerCase(), name: 'One' }],
    });
    const groups = await send(
      'POST',
      graph,
      query("resourcecontainers | where type =~ 'microsoft.resources/subscriptions/resourcegroups' | project name"),
    );
    expect(groups.body['data']).toEqual([{ name: 'rg' }]);
    const roles = await send(
      'POST',
      graph,
      query(
        "authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | project properties.principalId",
      ),
    );
    expect(roles.body['data']).toHaveLength(1);
  });

  it('shows callers only what they may read (E-217)', async () => {
    const caller = { objectId: 'me', roles: [{ scope: identityId('one'), roleName: 'Reader' }] };
    const { send } = emulate({ resources: [identity('one'), identity('two')], caller });
    expect((await send('POST', graph, query('resources | project name'))).body['data']).toEqual([{ name: 'one' }]);
  });

  it('shows what is granted above the subscriptions, and built-in roles, only where it is asked to (E-229)', async () => {
    const scopes = ['/', subscription, group].map((scope, index) => ({
      scope,
      principalId: principal(`holder ${index}`),
      roleName: 'Reader',
    }));
    const { send } = emulate({ roleAssignments: scopes });
    const kindOf = ({ type, scope }: Readonly<Record<string, unknown>>): unknown =>
      String(type).endsWith('roledefinitions') ? 'role' : scope;
    const kinds = async (filter?: string, subscriptions: readonly string[] = [subscriptionId]): Promise<unknown> => {
      const text = `authorizationresources | extend scope = tostring(properties.scope)
        | where type endswith 'roleassignments' or properties.roleName == 'Reader'
        | project type, scope | order by scope asc`;
      const options = filter === undefined ? {} : { authorizationScopeFilter: filter };
      const { status, body } = await send('POST', graph, query(text, { subscriptions, options }));
      return status === 200 ? items(body, 'data').map(kindOf).toSorted() : status;
    };
    expect(await kinds()).toEqual([subscription, group]);
    expect(await kinds('AtScopeAndBelow')).toEqual([subscription, group]);
    expect(await kinds('AtScopeExact')).toEqual([subscription]);
    expect(await kinds('atScopeAndAbove')).toEqual(['/', subscription, 'role']);
    expect(await kinds('AtScopeAboveAndBelow')).toEqual(['/', subscription, group, 'role']);
    expect(await kinds(undefined, [])).toEqual(['/', subscription, group, 'role']);
    expect(await kinds('AtScopeAround')).toBe(400);
  });

  it('refuses a query that it does not understand, and one that is missing', async () => {
    const { send } = emulate();
    expect((await send('POST', graph, query('resources | frobnicate x'))).status).toBe(400);
    expect((await send('POST', graph, {})).body['error']!['details']![0]!['code']).toBe('QueryNotProvided');
  });

  it('gives a user fifteen queries in five seconds where limits are on, and reports how many are left (E-241)', async () => {
    const { send, advance } = emulate({}, { throttle: true });
    const ask = (): ReturnType<typeof send> => send('POST', graph, query('resources | project id'));
    const left = ({ headers }: Awaited<ReturnType<typeof send>>): readonly unknown[] => [
      headers['x-ms-user-quota-remaining'],
      headers['x-ms-user-quota-resets-after'],
    ];
    expect(left(await ask())).toEqual(['14', '00:00:05']);
    advance(2);
    for (let count = 0; count < 13; count += 1) await ask();
    expect(left(await ask())).toEqual(['0', '00:00:03']);
    const refused = await ask();
    expect([refused.status, codeOf(refused.body), ...left(refused)]).toEqual([429, 'RateLimiting', '0', '00:00:03']);
    advance(3);
    expect(left(await ask())).toEqual(['14', '00:00:05']);
  });

  it('refuses an answer of more than 16 MB, and more than a thousand subscriptions (E-242, E-243)', async () => {
    const large = (name: string): WorldResource => ({ ...identity(name), tags: { text: 'x'.repeat(6_000_000) } });
    const { send } = emulate({ resources: ['one', 'two', 'three'].map(large) });
    const details = async (body: object): Promise<unknown> =>
      (await send('POST', graph, { query: 'resources | order by id asc', ...body })).body['error']?.['details']?.[0]?.[
        'code'
      ];
    expect(await details({})).toBe('ResponsePayloadTooLarge');
    expect(await details({ options: { $top: 2 } })).toBeUndefined();
    expect(await details({ subscriptions: Array(1001).fill(subscriptionId) })).toBe('TooManySubscriptions');
  });

  it('lags behind writes by the given time (E-216)', async () => {
    const { send, advance } = emulate({}, { indexSeconds: 10 });
    const count = async (): Promise<unknown> =>
      (await send('POST', graph, query("resources | where name == 'late'"))).body['totalRecords'];
    await send('PUT', identityId('late'), { location: 'westeurope' });
    expect(await count()).toBe(0);
    advance(9);
    expect(await count()).toBe(0);
    advance(1);
    expect(await count()).toBe(1);
  });
});
