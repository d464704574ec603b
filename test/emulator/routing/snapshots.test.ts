import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawn, fc } from '../../support/property.ts';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  principal,
  subscription,
  subscriptionId,
  type Emulated,
  type Loose,
} from '../emulated.ts';

const start = Date.parse('2026-09-01T08:00:00Z');
const snapshots = '/_emulator/snapshots';
const graph = '/providers/Microsoft.ResourceGraph/resources';
const location = { location: 'westeurope' };
const credential = { properties: { issuer: 'https://issuer', subject: 'subject', audiences: ['audience'] } };

const world = async ({ send }: Emulated): Promise<Loose> => (await send('GET', '/_emulator/world')).body;

/** Requests that change each kind of thing that a world has. */
const writes: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['PUT', identityId('new'), location],
  ['PUT', `${identityId('cpx')}/federatedIdentityCredentials/cred`, credential],
  ['DELETE', identityId('cpx')],
  ['PUT', clusterPath, clusterBody()],
  ['PUT', `${clusterPath}/agentPools/second`, { properties: { count: 1 } }],
  ['POST', `${clusterPath}/stop`],
  ['DELETE', clusterPath],
  [
    'PUT',
    `${group}/providers/Microsoft.Network/virtualNetworks/net`,
    { ...location, properties: { subnets: [{ name: 'a' }] } },
  ],
  ['DELETE', `${group}/providers/Microsoft.Network/virtualNetworks/net/subnets/a`],
  [
    ...['PUT', `${group}/providers/Microsoft.Authorization/roleAssignments/${principal('grant')}`],
    { properties: { roleDefinitionId: 'acdd72a7-3385-48ef-bd42-f606fba81ae7', principalId: principal('cpx') } },
  ] as [string, string, unknown],
  ['DELETE', `${group}/providers/Microsoft.Authorization/roleAssignments/${principal('grant')}`],
  [
    ...['PUT', `${group}/providers/Microsoft.Authorization/roleDefinitions/${principal('role')}`],
    { properties: { roleName: 'r', assignableScopes: [group], permissions: [{ actions: ['*'] }] } },
  ] as [string, string, unknown],
  ['PUT', `${subscription}/resourceGroups/other`, location],
  ['DELETE', group],
  ['POST', `${subscription}/providers/Microsoft.ContainerService/unregister`],
  [
    'POST',
    `${subscription}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/IdentityBindingPreview/register?api-version=2021-07-01`,
  ],
  ['POST', '/_emulator/clock', { advanceSeconds: 7 }],
];

/** An emulator in which everything takes time. */
function slow(options: Parameters<typeof emulate>[1] = {}): Emulated {
  return emulate(
    { resources: [identity('cpx')] },
    {
      operationSeconds: 20,
      propagationSeconds: 30,
      indexSeconds: 40,
      credentialSeconds: 50,
      settlingSeconds: 9,
      ...options,
    },
  );
}

async function sendAll({ send }: Emulated, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await send(...writes[number]!);
}

const some = fc.array(fc.nat({ max: writes.length - 1 }), { maxLength: 12 });

describe('a snapshot', () => {
  it('brings back exactly the world that it was made of, whatever happened before and after (E-259)', async () => {
    await fc.assert(
      fc.asyncProperty(some, some, async (before, after) => {
        const emulated = slow();
        await sendAll(emulated, before);
        await emulated.send('PUT', `${snapshots}/one`);
        const saved = await world(emulated);
        await sendAll(emulated, after);
        await emulated.send('POST', `${snapshots}/one/restore`);
        expect(await world(emulated)).toEqual(saved);
        await sendAll(emulated, after);
        await emulated.send('POST', `${snapshots}/one/restore`);
        expect(await world(emulated)).toEqual(saved);
      }),
      { numRuns: drawn(150) },
    );
  });

  it('brings back an operation under way, with as much time before it as there was', async () => {
    let real = start;
    const emulated = slow({ realTime: () => real });
    const { send } = emulated;
    await send('PUT', clusterPath, clusterBody());
    real += 5000;
    const { body } = await send('PUT', `${snapshots}/creating`);
    expect(body).toEqual({ name: 'creating', now: '2026-09-01T08:00:05.000Z' });
    const state = async (): Promise<unknown> =>
      (await send('GET', clusterPath)).body['properties']?.['provisioningState'];
    real += 3_600_000;
    expect(await state()).toBe('Succeeded');
    expect((await send('POST', `${snapshots}/creating/restore`)).body).toEqual(body);
    expect((await send('GET', '/_emulator/clock')).body).toEqual({ now: '2026-09-01T08:00:05.000Z' });
    real += 14_999;
    expect(await state()).toBe('Creating');
    real += 1;
    expect(await state()).toBe('Succeeded');
  });

  it('is there under its name until it is removed or replaced, also after a reset', async () => {
    const { send, advance } = slow();
    expect((await send('GET', snapshots)).body).toEqual({ snapshots: [] });
    await send('PUT', `${snapshots}/one`);
    await send('PUT', `${snapshots}/two.2`);
    advance(3);
    await send('PUT', `${snapshots}/one`);
    await send('POST', '/_emulator/reset');
    expect((await send('GET', snapshots)).body).toEqual({
      snapshots: [
        { name: 'one', now: '2026-09-01T08:00:03.000Z' },
        { name: 'two.2', now: '2026-09-01T08:00:00.000Z' },
      ],
    });
    expect((await send('DELETE', `${snapshots}/one`)).status).toBe(204);
    const restored = await send('POST', `${snapshots}/one/restore`);
    expect([restored.status, codeOf(restored.body)]).toEqual([404, 'SnapshotNotFound']);
    expect(JSON.stringify(restored.body)).toContain("There is no snapshot 'one'; there are two.2.");
  });

  it.each([
    ['PUT', `${snapshots}/`, 400, 'InvalidSnapshotName'],
    ['PUT', `${snapshots}/a%20b`, 400, 'InvalidSnapshotName'],
    ['PUT', `${snapshots}/${'a'.repeat(65)}`, 400, 'InvalidSnapshotName'],
    ['POST', `${snapshots}/a/restore`, 404, 'SnapshotNotFound'],
    ['DELETE', `${snapshots}/a`, 404, 'SnapshotNotFound'],
    ['POST', `${snapshots}/a`, 404, 'NotFound'],
    ['POST', snapshots, 404, 'NotFound'],
    ['PUT', `${snapshots}/a/restore`, 404, 'NotFound'],
    ['GET', `${snapshots}/a/restore/b`, 404, 'NotFound'],
    ['GET', '/_emulator/reset', 404, 'NotFound'],
  ])('is not what %s %s asks for', async (method, path, status, code) => {
    const answer = await slow().send(method, path);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });
});

describe.each([
  ['a reset', '/_emulator/reset'],
  ['a restored snapshot', `${snapshots}/start/restore`],
])('%s', (_, again) => {
  it('leaves no fault, no request in the log, and no limit that is used up', async () => {
    const { send } = emulate({}, { throttle: true });
    await send('PUT', `${snapshots}/start`);
    const query = (): Promise<{ status: number }> =>
      send('POST', graph, { query: 'resources', subscriptions: [subscriptionId] });
    for (let count = 0; count < 15; count++) await query();
    expect((await query()).status).toBe(429);
    await send('POST', '/_emulator/faults', { match: { pathContains: '/subscriptions' }, status: 500, times: 9 });
    await send('POST', again);
    expect((await send('GET', '/_emulator/requests')).body).toEqual({ requests: [] });
    expect((await send('GET', '/subscriptions')).status).toBe(200);
    expect((await query()).status).toBe(200);
  });

  it('goes back to the world of the start, with its time, and Resource Graph sees it', async () => {
    const emulated = slow();
    const { send } = emulated;
    const first = await world(emulated);
    await send('PUT', `${snapshots}/start`);
    await sendAll(emulated, [...writes.keys()]);
    await send('POST', again);
    expect(await world(emulated)).toEqual(first);
    const { body } = await send('POST', graph, { query: 'resources | project name' });
    expect(body['data']).toEqual([{ name: 'cpx' }]);
    expect((await send('PUT', identityId('new'), location)).status).toBe(201);
  });

  it('is written to the state file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
    const stateFile = join(folder, 'state.json');
    const { send } = slow({ stateFile });
    const first = JSON.parse(readFileSync(stateFile, 'utf8')) as unknown;
    await send('PUT', `${snapshots}/start`);
    await send('PUT', identityId('new'), location);
    expect(readFileSync(stateFile, 'utf8')).toContain('/new');
    await send('POST', again);
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual(first);
    rmSync(folder, { recursive: true });
  });
});

describe('a reset with a state file', () => {
  it('goes back to what the file had at the start, with the clock as far ahead', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
    const stateFile = join(folder, 'state.json');
    const first = slow({ stateFile });
    await first.send('PUT', identityId('kept'), location);
    await first.send('POST', '/_emulator/clock', { advanceSeconds: 100 });
    const second = slow({ stateFile });
    await second.send('PUT', identityId('new'), location);
    await second.send('POST', '/_emulator/clock', { advanceSeconds: 1000 });
    await second.send('POST', '/_emulator/reset');
    expect((await second.send('GET', '/_emulator/clock')).body).toEqual({ now: '2026-09-01T08:01:40.000Z' });
    expect((await second.send('GET', identityId('kept'))).status).toBe(200);
    expect((await second.send('GET', identityId('new'))).status).toBe(404);
    rmSync(folder, { recursive: true });
  });

  it('is read again after a snapshot has set the clock back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
    const stateFile = join(folder, 'state.json');
    let real = start;
    const { send } = slow({ stateFile, realTime: () => real });
    await send('PUT', `${snapshots}/one`);
    real += 60_000;
    await send('POST', `${snapshots}/one/restore`);
    const second = slow({ stateFile, realTime: () => real });
    expect((await second.send('GET', '/_emulator/clock')).body).toEqual({ now: '2026-09-01T08:00:00.000Z' });
    rmSync(folder, { recursive: true });
  });
});
