import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  identity,
  items,
  said,
  userAssigned,
  type Emulated,
  type Loose,
} from '../emulated.ts';

async function made(given?: Parameters<typeof emulate>[0], options?: Parameters<typeof emulate>[1]): Promise<Emulated> {
  const emulated = emulate(given, options);
  expect((await emulated.done('PUT', clusterPath, clusterBody())).status).toBe(201);
  await emulated.send('GET', clusterPath);
  return emulated;
}

describe('a long-running operation', () => {
  it('is polled at an absolute address until it succeeds (E-124)', async () => {
    const { send, advance } = emulate();
    const accepted = await send('PUT', `https://management.azure.com${clusterPath}`, clusterBody());
    const address = accepted.headers['Azure-AsyncOperation']!;
    expect(address).toMatch(
      /^https:\/\/management\.azure\.com\/subscriptions\/[^/]+\/providers\/Microsoft\.ContainerService\/locations\/westeurope\/operations\/[0-9a-f-]{36}\?api-version=2017-08-31&t=\d+&c=/,
    );
    expect(accepted.headers['Retry-After']).toBe('1');
    const running = await send('GET', address);
    expect(running.status).toBe(200);
    expect(running.headers['Retry-After']).toBe('1');
    expect(running.body).toEqual({
      name: expect.stringMatching(/./) as string,
      status: 'InProgress',
      startTime: '2026-09-01T08:00:00.0000000Z',
    });
    expect(address).not.toContain(`operations/${said(running.body['name'])}`);
    advance(4.9);
    expect((await send('GET', address)).body['status']).toBe('InProgress');
    advance(0.1);
    const done = await send('GET', address);
    expect(done.body).toMatchObject({ status: 'Succeeded', endTime: '2026-09-01T08:00:05.0000000Z' });
    expect(done.headers['Retry-After']).toBeUndefined();
  });

  it.each([
    [0, undefined],
    [30, '30'],
  ])('asks for the pause that is set: %s seconds', async (retryAfterSeconds, header) => {
    const { send } = emulate(undefined, { retryAfterSeconds });
    const accepted = await send('PUT', clusterPath, clusterBody());
    const running = await send('GET', accepted.headers['Azure-AsyncOperation']!);
    expect(running.body['status']).toBe('InProgress');
    expect([accepted.headers['Retry-After'], running.headers['Retry-After']]).toEqual([header, header]);
  });

  it('has a result address that answers 202, then what a synchronous call would have (E-125)', async () => {
    const { send, advance } = await made();
    const accepted = await send('POST', `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`);
    expect(accepted.status).toBe(202);
    expect(accepted.body['properties']!['provisioningState']).toBe('UpgradingNodeImageVersion');
    const result = accepted.headers['Location']!;
    expect(result).toContain('/operationresults/');
    expect((await send('GET', result)).status).toBe(202);
    advance(5);
    const done = await send('GET', result);
    expect([done.status, done.body['name']]).toEqual([200, 'nodepool1']);
  });

  it('that fails says why, leaves the cluster Failed and the new identity visible (E-126)', async () => {
    const { send, advance } = await made({ resources: [identity('cpx')] });
    const fault = {
      match: { method: 'PUT', pathContains: 'managedclusters' },
      operationError: { code: 'ReconcileAddonIdentityError', message: 'no' },
      times: 1,
    };
    expect((await send('POST', '/_emulator/faults', fault)).status).toBe(200);
    const accepted = await send('PUT', clusterPath, clusterBody(userAssigned('cpx')));
    expect(accepted.status).toBe(200);
    advance(5);
    const polled = await send('GET', accepted.headers['Azure-AsyncOperation']!);
    expect(polled.body).toMatchObject({
      status: 'Failed',
      error: { code: 'ReconcileAddonIdentityError', message: 'no' },
    });
    const cluster = (await send('GET', clusterPath)).body;
    expect(cluster['properties']).toMatchObject({
      provisioningState: 'Failed',
      status: { provisioningError: { code: 'ReconcileAddonIdentityError' } },
    });
    expect(cluster['identity']!['type']).toBe('UserAssigned');
    await send('PUT', clusterPath, clusterBody(userAssigned('cpx')));
    advance(5);
    expect((await send('GET', clusterPath)).body['properties']!['status']).toBeUndefined();
  });

  it('lets no second write in: 409 names the running operation (E-129)', async () => {
    const { send, advance } = await made();
    await send('PUT', clusterPath, clusterBody());
    for (const [method, path] of [
      ['PUT', clusterPath],
      ['PATCH', clusterPath],
      ['DELETE', clusterPath],
      ['POST', `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`],
    ] as const) {
      const refused = await send(method, path, method === 'PUT' ? clusterBody() : {});
      expect([refused.status, codeOf(refused.body)]).toEqual([409, 'OperationNotAllowed']);
      expect(refused.body['error']!['message']).toBe(
        'Operation is not allowed: Another operation (shop - Updating) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details',
      );
    }
    advance(5);
    expect((await send('PATCH', clusterPath, { tags: {} })).status).toBe(200);
  });

  it('at one pool blocks the cluster and itself, not another pool', async () => {
    const { send, done } = await made();
    await done('PUT', `${clusterPath}/agentPools/second`, { properties: { count: 1, mode: 'User' } });
    const upgrade = (pool: string): Promise<{ status: number; body: Loose }> =>
      send('POST', `${clusterPath}/agentPools/${pool}/upgradeNodeImageVersion`);
    expect((await upgrade('nodepool1')).status).toBe(202);
    expect((await upgrade('second')).status).toBe(202);
    expect(said((await upgrade('second')).body['error']!['message'])).toContain(
      'Another agentpool operation (second - UpgradingNodeImageVersion)',
    );
    expect((await send('PUT', clusterPath, clusterBody())).status).toBe(409);
  });

  it('can be aborted and ends Canceled (E-130)', async () => {
    const { send } = await made();
    expect(codeOf((await send('POST', `${clusterPath}/abort`)).body)).toBe('OperationNotAllowed');
    const accepted = await send('PUT', clusterPath, clusterBody());
    expect((await send('POST', `${clusterPath}/abort`)).status).toBe(202);
    expect((await send('GET', accepted.headers['Azure-AsyncOperation']!)).body['status']).toBe('Canceled');
    expect((await send('GET', clusterPath)).body['properties']!['provisioningState']).toBe('Canceled');
  });

  it('at a pool can be aborted without touching that of another pool (E-131)', async () => {
    const { send, done, advance } = await made();
    await done('PUT', `${clusterPath}/agentPools/second`, { properties: { count: 1, mode: 'User' } });
    expect((await send('POST', `${clusterPath}/agentPools/second/abort`)).status).toBe(409);
    await send('POST', `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`);
    await send('POST', `${clusterPath}/agentPools/second/upgradeNodeImageVersion`);
    const aborted = await send('POST', `${clusterPath}/agentPools/second/abort`);
    expect(aborted.status).toBe(202);
    expect((await send('GET', aborted.headers['Location']!)).body['name']).toBe('second');
    advance(60);
    const states = items((await send('GET', `${clusterPath}/agentPools`)).body);
    expect(states.map((pool) => pool['properties']!['provisioningState'])).toEqual(['Succeeded', 'Canceled']);
  });

  it('that runs forever by the world file never ends and answers 409', async () => {
    const cluster = {
      id: clusterPath,
      name: 'shop',
      type: 'Microsoft.ContainerService/managedClusters',
      location: 'westeurope',
      properties: { provisioningState: 'Updating' },
    };
    const { send, advance } = emulate({ resources: [cluster] });
    advance(1e6);
    expect((await send('GET', clusterPath)).body['properties']!['provisioningState']).toBe('Updating');
    expect((await send('PUT', clusterPath, clusterBody())).status).toBe(409);
    expect((await send('DELETE', clusterPath)).status).toBe(409);
  });
});

describe('ETags', () => {
  it('follow the table of AKS (E-132)', async () => {
    const absent = emulate();
    expect((await absent.send('PUT', clusterPath, clusterBody(), { 'If-Match': '*' })).status).toBe(412);
    expect((await absent.send('PUT', clusterPath, clusterBody(), { 'If-Match': 'x' })).status).toBe(412);
    expect((await absent.send('PUT', clusterPath, clusterBody(), { 'If-None-Match': 'x' })).status).toBe(400);
    expect(
      (await absent.send('PUT', clusterPath, clusterBody(), { 'If-None-Match': '*', 'If-Match': '*' })).status,
    ).toBe(400);
    expect((await absent.send('PATCH', clusterPath, {}, { 'If-Match': 'x' })).status).toBe(404);
    expect((await absent.send('DELETE', clusterPath, undefined, { 'If-Match': 'x' })).status).toBe(204);
    expect((await absent.send('PUT', clusterPath, clusterBody(), { 'If-None-Match': '*' })).status).toBe(201);

    const { send, advance } = await made();
    const etag = said((await send('GET', clusterPath)).body['eTag']);
    const stale = await send('PUT', clusterPath, clusterBody(), { 'If-Match': 'x' });
    expect([stale.status, codeOf(stale.body)]).toEqual([412, 'PreconditionFailed']);
    expect((await send('PUT', clusterPath, clusterBody(), { 'If-None-Match': '*' })).status).toBe(412);
    for (const value of [etag, '*']) {
      expect((await send('PUT', clusterPath, clusterBody(), { 'If-Match': value })).status).toBe(200);
      advance(5);
    }
    const next = said((await send('GET', clusterPath)).body['eTag']);
    expect(next).not.toBe(etag);
    expect((await send('PATCH', clusterPath, {}, { 'If-Match': etag })).status).toBe(412);
    expect((await send('DELETE', clusterPath, undefined, { 'If-Match': etag })).status).toBe(412);
    expect((await send('DELETE', clusterPath, undefined, { 'If-Match': `"${next}"` })).status).toBe(202);
  });

  it('a cluster operation changes those of the pools, an image upgrade only that of its pool', async () => {
    const { send, done } = await made();
    const read = async (): Promise<readonly [string, string]> => {
      const { body } = await send('GET', clusterPath);
      return [said(body['eTag']), said(body['properties']!['agentPoolProfiles']![0]!['eTag'])];
    };
    const [cluster, pool] = await read();
    await done('POST', `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`);
    const upgraded = await read();
    expect(upgraded[0]).toBe(cluster);
    expect(upgraded[1]).not.toBe(pool);
    await done('PATCH', clusterPath, { tags: { a: 'b' } });
    expect((await read())[0]).not.toBe(cluster);
  });
});

it('credentials are a kubeconfig; the one of the administrator is refused where local accounts are off (E-123, E-224)', async () => {
  const { send, done } = await made();
  const read = async (path: string): Promise<string> => {
    const answer = await send('POST', `${clusterPath}/${path}`);
    return Buffer.from(said(answer.body['kubeconfigs']![0]!['value']), 'base64').toString('utf8');
  };
  expect(await read('listClusterUserCredential')).toMatch(/current-context: shop\n[^]*client-certificate-data: /);
  expect(await read('listClusterAdminCredential')).toMatch(
    /user: clusterAdmin_rg_shop\n {2}name: shop\ncurrent-context: shop\n/,
  );
  await done('PUT', clusterPath, clusterBody({}, { aadProfile: { managed: true }, disableLocalAccounts: true }));
  expect(await read('listClusterUserCredential?format=exec')).toContain('command: kubelogin');
  expect(await read('listClusterUserCredential?format=azure')).toContain('auth-provider:');
  expect((await send('POST', `${clusterPath}/listClusterAdminCredential`)).body['error']).toMatchObject({
    code: 'BadRequest',
    message: 'Getting static credential is not allowed because this cluster is set to disable local accounts.',
  });
});

it('an access profile has the kubeconfig of its kind, and none of a local account where these are off (E-123)', async () => {
  const { send, done } = await made();
  const profile = async (name: string) => send('POST', `${clusterPath}/accessProfiles/${name}/listCredential`);
  const { body, status } = await profile('clusterAdmin');
  expect([status, body['name'], body['error']]).toEqual([200, 'clusterAdmin', undefined]);
  const kubeConfig = Buffer.from(said(body['properties']!['kubeConfig']), 'base64').toString('utf8');
  expect(kubeConfig).toContain('user: clusterAdmin_rg_shop');
  expect((await profile('nobody')).status).toBe(404);
  await done('PUT', clusterPath, clusterBody({}, { aadProfile: { managed: true }, disableLocalAccounts: true }));
  expect((await profile('clusterAdmin')).body['error']).toMatchObject({ code: 'BadRequest' });
  expect((await profile('clusterUser')).status).toBe(200);
});

it('stop and start change the power state', async () => {
  const { send, done } = await made();
  await done('POST', `${clusterPath}/stop`);
  expect((await send('GET', clusterPath)).body['properties']!['powerState']).toEqual({ code: 'Stopped' });
  await done('POST', `${clusterPath}/start`);
  expect((await send('GET', clusterPath)).body['properties']!['powerState']).toEqual({ code: 'Running' });
});
