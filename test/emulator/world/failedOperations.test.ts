import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  identity,
  identityId,
  items,
  subscription,
  tokenOf,
  group,
  pools,
  principal,
  userAssigned,
  type Emulated,
  type Loose,
} from '../emulated.ts';

const error = { code: 'PodDrainFailure', message: 'A budget is in the way.' };
const pool = (name: string): string => `${clusterPath}/agentPools/${name}`;
const withExtra = clusterBody({}, { agentPoolProfiles: [...pools, { name: 'extra', count: 1, mode: 'User' }] });

async function made(body: unknown = clusterBody(), options: Parameters<typeof emulate>[1] = {}): Promise<Emulated> {
  const emulated = emulate({ resources: [identity('cpx')] }, options);
  await emulated.done('PUT', clusterPath, body);
  await emulated.send('GET', clusterPath);
  return emulated;
}

async function failing({ send }: Emulated, match: object): Promise<void> {
  await send('POST', '/_emulator/faults', { match, operationError: error, times: 1 });
}

/** State and error of the cluster, then of its pools. */
async function states({ send }: Emulated): Promise<unknown> {
  const { properties } = (await send('GET', clusterPath)).body;
  const shown = (entry: Loose | undefined): unknown => [
    entry?.['provisioningState'],
    ...(entry?.['status'] ? [entry['status']] : []),
  ];
  return [shown(properties), ...items(properties!, 'agentPoolProfiles').map(shown)];
}

const failed = ['Failed', { provisioningError: error }];
const fine = ['Succeeded'];

describe('an operation that fails', () => {
  it.each([
    ['PUT', clusterPath, clusterBody(userAssigned('cpx'))],
    ['PATCH', clusterPath, { tags: { a: 'b' } }],
    ['DELETE', clusterPath, undefined],
    ['POST', `${clusterPath}/stop`, undefined],
  ])(
    'a %s of a cluster leaves it Failed with the reason, until the next one at it succeeds',
    async (method, path, body) => {
      for (const healing of [['PUT', clusterBody(userAssigned('cpx'))] as const, ['PATCH', { tags: {} }] as const]) {
        const emulated = await made();
        await failing(emulated, { method });
        const accepted = await emulated.done(method, path, body);
        expect((await emulated.send('GET', accepted.headers['Azure-AsyncOperation']!)).body).toMatchObject({
          status: 'Failed',
          error,
        });
        expect(await states(emulated)).toEqual([failed, fine]);
        expect((await emulated.done(healing[0], clusterPath, healing[1])).status).toBe(200);
        expect(await states(emulated)).toEqual([fine, fine]);
      }
    },
  );

  it.each([
    ['PUT', pool('extra'), { properties: { count: 2, mode: 'User' } }],
    ['DELETE', pool('extra'), undefined],
    ['POST', `${pool('extra')}/upgradeNodeImageVersion`, undefined],
  ])(
    'a %s of a pool leaves it Failed with the reason, until the next one at it or its cluster succeeds (E-127)',
    async (method, at, sent) => {
      const heal = [`${pool('extra')}/upgradeNodeImageVersion`, clusterPath, pool('extra')];
      for (const path of heal) {
        const emulated = await made(withExtra);
        await failing(emulated, { method });
        await emulated.done(method, at, sent);
        expect(await states(emulated)).toEqual([fine, fine, failed]);
        expect((await emulated.send('GET', pool('extra'))).body['properties']!['status']).toEqual({
          provisioningError: error,
        });
        const body = path === clusterPath ? clusterBody() : { properties: { count: 1 } };
        await emulated.done(path.endsWith('Version') ? 'POST' : 'PUT', path, body);
        expect(await states(emulated)).toEqual([fine, fine, fine]);
      }
    },
  );

  it('is the one that the fault was meant for: reads, refused and synchronous requests do not use it up', async () => {
    const emulated = await made();
    const { send, done } = emulated;
    await failing(emulated, { pathContains: '/resourcegroups/rg/' });
    expect((await send('GET', clusterPath)).status).toBe(200);
    expect((await send('PUT', identityId('new'), { location: 'westeurope' })).status).toBe(201);
    expect((await send('PUT', clusterPath, clusterBody(), { 'If-Match': 'x' })).status).toBe(412);
    expect((await done('PUT', clusterPath, clusterBody())).status).toBe(200);
    expect(await states(emulated)).toEqual([failed, fine]);
    await done('PUT', clusterPath, clusterBody());
    expect(await states(emulated)).toEqual([fine, fine]);
  });
});

describe('an operation that is aborted', () => {
  it('leaves the cluster Canceled, without the previous error, until a PUT succeeds', async () => {
    const emulated = await made(withExtra);
    await failing(emulated, { method: 'PUT' });
    await emulated.done('PUT', clusterPath, withExtra);
    await emulated.send('PUT', clusterPath, withExtra);
    expect((await emulated.send('POST', `${clusterPath}/abort`)).status).toBe(202);
    expect(await states(emulated)).toEqual([['Canceled'], fine, fine]);
    await emulated.done('PUT', clusterPath, withExtra);
    expect(await states(emulated)).toEqual([fine, fine, fine]);
  });

  it('a creation that is aborted leaves the cluster and its pools Canceled, until a PUT succeeds', async () => {
    const emulated = emulate();
    await emulated.send('PUT', clusterPath, withExtra);
    expect((await emulated.send('POST', `${clusterPath}/abort`)).status).toBe(202);
    expect(await states(emulated)).toEqual([['Canceled'], ['Canceled'], ['Canceled']]);
    await emulated.done('PUT', clusterPath, withExtra);
    expect(await states(emulated)).toEqual([fine, fine, fine]);
  });

  it('has no result that looks like success (E-128)', async () => {
    const { send } = await made();
    const deleting = await send('DELETE', clusterPath);
    await send('POST', `${clusterPath}/abort`);
    const result = await send('GET', deleting.headers['Location']!);
    expect([result.status, codeOf(result.body)]).toEqual([400, 'Canceled']);
    expect((await send('GET', clusterPath)).body['properties']!['provisioningState']).toBe('Canceled');
  });
});

it.each([0, 0.25])(
  'operations of %s seconds end when their time has come, failed ones too',
  async (operationSeconds) => {
    const emulated = emulate({}, { operationSeconds });
    const accepted = await emulated.send('PUT', clusterPath, clusterBody());
    expect([accepted.status, accepted.body['properties']!['provisioningState']]).toEqual([201, 'Creating']);
    emulated.advance(operationSeconds);
    const polled = await emulated.send('GET', accepted.headers['Azure-AsyncOperation']!);
    expect([polled.body['status'], polled.headers['Retry-After']]).toEqual(['Succeeded', undefined]);
    await failing(emulated, { method: 'DELETE' });
    const deleting = await emulated.send('DELETE', clusterPath);
    emulated.advance(operationSeconds);
    expect((await emulated.send('GET', deleting.headers['Azure-AsyncOperation']!)).body).toMatchObject({ error });
    expect(await states(emulated)).toEqual([failed, fine]);
    await emulated.send('DELETE', clusterPath);
    emulated.advance(operationSeconds);
    expect((await emulated.send('GET', clusterPath)).status).toBe(404);
  },
);

it('a grant that is removed before it has propagated takes effect no earlier for that', async () => {
  const caller = { objectId: principal('caller'), roles: [{ scope: subscription, roleName: 'Owner' }] };
  const { send, advance } = emulate({ caller }, { propagationSeconds: 30 });
  const path = `${group}/providers/Microsoft.Authorization/roleAssignments/33333333-3333-4333-a333-333333333333`;
  const roleDefinitionId = '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
  const canRead = async (): Promise<boolean> =>
    (await send('GET', group, undefined, tokenOf(principal('holder')))).status === 200;
  const properties = { roleDefinitionId, principalId: principal('holder'), principalType: 'ServicePrincipal' };
  await send('PUT', path, { properties });
  advance(10);
  await send('DELETE', path);
  expect(await canRead()).toBe(false);
  advance(20);
  expect(await canRead()).toBe(true);
  advance(10);
  expect(await canRead()).toBe(false);
});
