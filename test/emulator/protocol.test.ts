import { expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  said,
  subscription,
  tokenOf,
  userAssigned,
  type Loose,
} from './emulated.ts';

it('a request without a token is asked for one (E-001)', async () => {
  const { send } = emulate();
  for (const authorization of ['', 'Bearer ', 'Basic x']) {
    const refused = await send('GET', '/subscriptions', undefined, { authorization });
    expect(refused.status).toBe(401);
    expect(refused.headers['WWW-Authenticate']).toContain('error="invalid_token"');
  }
});

it.each([
  ['no api-version', `${subscription}/resourceGroups?api-version=`, 400, 'MissingApiVersionParameter'],
  [
    "a bad version of ARM's own routes",
    `${subscription}/resourceGroups?api-version=2099-01-01`,
    400,
    'InvalidApiVersionParameter',
  ],
  ['an empty segment', `${subscription}//resourceGroups?api-version=2024-11-01`, 400, 'InvalidApiVersionParameter'],
  ['a bad version of a type', `${clusterPath}?api-version=2012-01-01`, 400, 'NoRegisteredProviderFound'],
  ['a version that is no date', `${clusterPath}?api-version=latest`, 400, 'NoRegisteredProviderFound'],
  ['an unknown type', `${group}/providers/Microsoft.ContainerService/nothings/x`, 404, 'InvalidResourceType'],
  ['an unknown namespace', `${group}/providers/Microsoft.Nothing/things/x`, 404, 'InvalidResourceNamespace'],
  [
    'an unknown subscription',
    `/subscriptions/99999999-9999-4999-a999-999999999999/resourceGroups`,
    404,
    'SubscriptionNotFound',
  ],
  ['a subscription that is no GUID', `/subscriptions/x/resourceGroups`, 400, 'InvalidSubscriptionId'],
  ['an unknown group', clusterPath.replace('/rg/', '/none/'), 404, 'ResourceGroupNotFound'],
  ['an unknown resource', clusterPath, 404, 'ResourceNotFound'],
  ['an unknown route', '/nothing', 404, 'NotFound'],
])('%s is refused as ARM does (E-002)', async (_what, path, status, code) => {
  const refused = await emulate().send('GET', path);
  expect([refused.status, codeOf(refused.body)]).toEqual([status, code]);
});

it('two segments that Azure’s own clients leave empty may be: before the scope, and before the type (E-003)', async () => {
  const { send } = emulate({ resources: [identity('one')] });
  const doubled = `/${group}/providers/Microsoft.ManagedIdentity//userAssignedIdentities/one`;
  expect((await send('GET', doubled)).body['id']).toBe(identityId('one'));
  for (const path of [`/${identityId('one')}`.replace('/resourceGroups/', '//resourceGroups/'), `//${group}`]) {
    expect(codeOf((await send('GET', path)).body)).toBe('InvalidApiVersionParameter');
  }
});

it('checks go in the order of ARM: token, version, type, subscription, group, resource (E-004)', async () => {
  const { send } = emulate();
  const unknown = '/subscriptions/99999999-9999-4999-a999-999999999999';
  expect((await send('GET', `${unknown}//x`, undefined, { authorization: '' })).status).toBe(401);
  expect(codeOf((await send('GET', `${unknown}/resourceGroups/none/providers/Microsoft.Nothing/x/y`)).body)).toBe(
    'InvalidResourceNamespace',
  );
  expect(
    codeOf(
      (
        await send(
          'GET',
          `${unknown}/resourceGroups/none/providers/Microsoft.ContainerService/managedClusters/c?api-version=2012-01-01`,
        )
      ).body,
    ),
  ).toBe('NoRegisteredProviderFound');
  expect(
    codeOf(
      (await send('GET', `${unknown}/resourceGroups/none/providers/Microsoft.ContainerService/managedClusters/c`)).body,
    ),
  ).toBe('SubscriptionNotFound');
});

it.each(['2025-03-01', '2026-04-01', '2026-06-01', '2024-03-02-preview', '2019-08-01'])(
  'clusters are answered in version %s (E-005)',
  async (version) => {
    expect(
      (
        await emulate().send(
          'GET',
          `${subscription}/providers/Microsoft.ContainerService/managedClusters?api-version=${version}`,
        )
      ).status,
    ).toBe(200);
  },
);

it('the usual headers are there, the correlation id comes back, the client id only when asked for (E-010)', async () => {
  const { send } = emulate();
  const plain = await send('GET', '/subscriptions', undefined, {
    'X-MS-Correlation-Request-Id': 'abc',
    'x-ms-client-request-id': 'mine',
  });
  expect(plain.headers).toMatchObject({
    'x-ms-correlation-request-id': 'abc',
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'x-ms-ratelimit-remaining-tenant-reads': '249',
    'x-ms-ratelimit-remaining-tenant-global-reads': '3749',
  });
  expect(plain.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(plain.headers['x-ms-routing-request-id']).toMatch(/^WESTEUROPE:\d{8}T\d{6}Z:abc$/);
  expect(plain.headers['x-ms-client-request-id']).toBeUndefined();
  const asked = await send('GET', '/subscriptions', undefined, {
    'x-ms-client-request-id': 'mine',
    'x-ms-return-client-request-id': 'true',
  });
  expect(asked.headers['x-ms-client-request-id']).toBe('mine');
});

it('ids are found in any casing and come back as written (E-011)', async () => {
  const { send } = emulate({ resources: [identity('Mixed')] });
  for (const path of [
    identityId('Mixed'),
    identityId('Mixed').toLowerCase(),
    identityId('Mixed').toUpperCase().replace('/SUBSCRIPTIONS', '/Subscriptions'),
  ]) {
    expect((await send('GET', `${path}?api-version=2024-11-30`)).body['id']).toBe(identityId('Mixed'));
  }
});

it('a body that is not JSON, or no object, is refused (E-013)', async () => {
  const { send } = emulate();
  for (const body of ['{', '[]', '"x"', '']) {
    const refused = await send('PUT', identityId('new'), body);
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'InvalidRequestContent']);
  }
});

it('a body that is nested without end is refused, and the emulator keeps running (E-014)', async () => {
  const { emulator, send } = emulate();
  const nested = `{"location":"westeurope","properties":{"x":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`;
  for (const path of [clusterPath, identityId('new'), `${group}/providers/Microsoft.Network/virtualNetworks/new`]) {
    const refused = await send('PUT', path, nested);
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'InvalidRequestContent']);
  }
  expect(JSON.stringify(emulator.snapshot())).not.toContain('[[[');
});

it('a byte order mark before the body does no harm', async () => {
  const { send } = emulate();
  expect((await send('PUT', identityId('new'), '\uFEFF{"location":"westeurope"}')).status).toBe(201);
});

it("a location is needed, has to exist and can't change (E-015)", async () => {
  const { send } = emulate();
  expect(codeOf((await send('PUT', identityId('new'), {})).body)).toBe('LocationRequired');
  expect(codeOf((await send('PUT', identityId('new'), { location: 'atlantis' })).body)).toBe(
    'LocationNotAvailableForResourceType',
  );
  expect((await send('PUT', identityId('new'), { location: 'West Europe' })).body['location']).toBe('westeurope');
  const moved = await send('PUT', identityId('new'), { location: 'eastus' });
  expect([moved.status, codeOf(moved.body)]).toEqual([409, 'InvalidResourceLocation']);
});

it('a list continues by an absolute nextLink of the requested origin, until it ends (E-016)', async () => {
  const { send } = emulate({ resources: ['aaa', 'bbb', 'ccc', 'ddd', 'eee'].map(identity) }, { pageSize: 2 });
  const names: string[] = [];
  let next: string | undefined =
    `http://localhost:7${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2024-11-30`;
  while (next !== undefined) {
    const page: Loose = (await send('GET', next)).body;
    names.push(...items(page).map((entry) => said(entry['name'])));
    next = page['nextLink'] as string | undefined;
    if (next !== undefined) expect(next).toMatch(/^http:\/\/localhost:7\/.*\$skipToken=/);
  }
  expect(names).toEqual(['aaa', 'bbb', 'ccc', 'ddd', 'eee']);
});

it('a skip token that no answer has given is refused', async () => {
  const { send } = emulate({ resources: [identity('one')] });
  for (const token of ['', '!!', 'LTE', 'MS41']) {
    const path = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?$skipToken=${token}`;
    expect((await send('GET', path)).status).toBe(400);
  }
});

it('a list under a parent that exists is empty, not missing; under one that does not exist it is missing (E-017)', async () => {
  const { send } = emulate({ resources: [identity('one')] });
  const credentials = (name: string): string => `${identityId(name)}/federatedIdentityCredentials`;
  expect((await send('GET', credentials('one'))).body).toEqual({ value: [] });
  const missing = await send('GET', credentials('none'));
  expect([missing.status, codeOf(missing.body)]).toEqual([404, 'ResourceNotFound']);
  expect(missing.body['error']!['message']).toContain("'Microsoft.ManagedIdentity/userAssignedIdentities/none'");
  expect((await send('GET', `${group}/providers/Microsoft.Network/virtualNetworks`)).body).toEqual({ value: [] });
});

it('a namespace can be unregistered and registered again (E-018)', async () => {
  const { send } = emulate();
  const provider = `${subscription}/providers/Microsoft.ContainerService`;
  expect((await send('GET', `${provider}?api-version=2022-12-01`)).body['registrationState']).toBe('Registered');
  await send('POST', `${provider}/unregister?api-version=2022-12-01`);
  const refused = await send('GET', clusterPath);
  expect([refused.status, codeOf(refused.body)]).toEqual([409, 'MissingSubscriptionRegistration']);
  await send('POST', `${provider}/register?api-version=2022-12-01`);
  expect((await send('GET', clusterPath)).status).toBe(404);
});

it('throttling is off unless asked for, and then follows the numbers of AKS (E-019)', async () => {
  const off = emulate();
  for (let count = 0; count < 70; count += 1) expect((await off.send('GET', clusterPath)).status).toBe(404);
  const on = emulate({}, { throttle: true });
  for (let count = 0; count < 60; count += 1) expect((await on.send('GET', clusterPath)).status).toBe(404);
  const refused = await on.send('GET', clusterPath);
  expect([refused.status, codeOf(refused.body), refused.headers['Retry-After']]).toEqual([429, 'Throttled', '1']);
  on.advance(1);
  expect((await on.send('GET', clusterPath)).status).toBe(404);
  for (let count = 0; count < 20; count += 1)
    expect((await on.send('PUT', clusterPath, clusterBody(userAssigned('gone')))).status).toBe(400);
  expect((await on.send('PUT', clusterPath, clusterBody(userAssigned('gone')))).headers['Retry-After']).toBe('60');
});

it('a caller without the right, or in a group that is not there, uses up nothing of the limits of others (E-020)', async () => {
  const caller = { objectId: principal('person'), roles: [{ scope: group, roleName: 'Reader' }] };
  const roleAssignments = [{ scope: subscription, principalId: principal('owner'), roleName: 'Reader' }];
  const { send } = emulate({ caller, roleAssignments }, { throttle: true });
  for (let count = 0; count < 61; count += 1) {
    expect((await send('GET', clusterPath, undefined, tokenOf(principal('stranger')))).status).toBe(403);
    const elsewhere = clusterPath.replace('/rg/', '/none/');
    expect(codeOf((await send('GET', elsewhere, undefined, tokenOf(principal('owner')))).body)).toBe(
      'ResourceGroupNotFound',
    );
  }
  expect(codeOf((await send('GET', clusterPath)).body)).toBe('ResourceNotFound');
});
