import { describe, expect, it } from 'vitest';
import { History, mostWrites, type Write } from '../../../src/emulator/world/history.ts';
import { WorldFileError } from '../../../src/emulator/files/worldFileError.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import type { WorldWrite } from '../../../src/emulator/arm/worldHistory.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  resourceGroup,
  subscription,
  subscriptionId,
  tenantId,
} from '../emulated.ts';
import { assign, assignmentName, person, roleOf } from '../grants.ts';

const start = Date.parse('2026-09-01T08:00:00Z');
const day = 24 * 3600 * 1000;

const write = (more: Partial<Write> = {}): Write => ({
  at: start,
  method: 'PUT',
  id: identityId('one'),
  correlationId: 'c',
  operationId: 'o',
  effects: [],
  ...more,
});

describe('the history of the emulator', () => {
  it('keeps the newest writes only, as many as it says and as much text as it says (H-40)', () => {
    const history = new History([], start);
    for (let index = 0; index < mostWrites + 10; index++) history.add(write({ operationId: String(index) }));
    expect(history.writes).toHaveLength(mostWrites);
    expect(history.writes[0]?.operationId).toBe('10');
    const large = 'x'.repeat(3 * 1024 * 1024);
    for (const operationId of ['a', 'b', 'c']) history.add(write({ operationId, requestBody: large }));
    expect(history.writes.map(({ operationId }) => operationId)).toEqual(['b', 'c']);
  });

  it('forgets what is older than 90 days (H-40)', () => {
    const history = new History([], start);
    history.add(write({ operationId: 'old' }));
    history.add(write({ operationId: 'new', at: start + 90 * day }));
    expect(history.writes.map(({ operationId }) => operationId)).toEqual(['new']);
  });

  it('comes back from the world that is shown, with what still runs (H-40)', async () => {
    const first = emulate({ resources: [identity('one')] });
    await assign(first, group, 'Reader', principal('one'));
    await first.send('PUT', clusterPath, clusterBody());
    const world = readWorld(JSON.stringify((await first.send('GET', '/_emulator/world')).body));
    expect(world.history).toMatchObject([
      { time: '2026-09-01T08:00:00.000Z', method: 'PUT', statusCode: 201, caller: { type: 'User' } },
      { right: 'Microsoft.ContainerService/managedClusters/write', operation: expect.any(String) as string },
    ]);
    const again = createEmulator({ world, realTime: () => start });
    expect(again.snapshot().history).toEqual(first.emulator.snapshot().history);
  });

  it('comes back with a snapshot of the same process (H-40)', async () => {
    const emulated = emulate();
    await emulated.send('PUT', identityId('one'), { location: 'westeurope' });
    await emulated.send('PUT', '/_emulator/snapshots/one');
    const { history } = emulated.emulator.snapshot();
    await emulated.send('DELETE', identityId('one'));
    await emulated.send('POST', '/_emulator/snapshots/one/restore');
    expect(emulated.emulator.snapshot().history).toEqual(history);
    await emulated.send('POST', '/_emulator/reset');
    expect(emulated.emulator.snapshot().history).toBeUndefined();
  });

  it('keeps roles that an activation gives and takes as writes of the service that does it (H-40)', async () => {
    const caller = {
      objectId: person,
      displayName: 'Person',
      roles: [],
      eligibleRoles: [{ scope: group, roleName: 'Owner' }],
    };
    const emulated = emulate({ caller, rolePolicies: [{ roleName: 'Owner' }] });
    const properties = {
      principalId: person,
      roleDefinitionId: subscription + roleOf('Owner'),
      requestType: 'SelfActivate',
      justification: 'Rotate the identity',
      scheduleInfo: { startDateTime: null, expiration: { type: 'AfterDuration', duration: 'PT1H' } },
    };
    const path = `${group}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/${assignmentName}`;
    expect((await emulated.send('PUT', path, { properties })).status).toBe(201);
    emulated.advance(7200);
    await emulated.send('GET', subscription);
    const history = emulated.emulator.snapshot().history!;
    expect(history.map(({ method, caller: who }) => [method, who?.displayName])).toEqual([
      ['PUT', 'Person'],
      ['PUT', 'MS-PIM'],
      ['DELETE', 'MS-PIM'],
    ]);
    expect(history[2]?.time).toBe('2026-09-01T09:00:00.000Z');
    expect(JSON.parse(history[1]!.requestBody!)).toMatchObject({ properties: { principalId: person } });
  });

  it('keeps what changes by itself with the write that led to it (H-40)', async () => {
    const emulated = emulate();
    await emulated.done('PUT', clusterPath, clusterBody());
    const world = (await emulated.send('GET', '/_emulator/world')).body;
    const [made] = items(world, 'history');
    expect(items(made!, 'effects').length).toBeGreaterThan(1);
    expect(made).toMatchObject({ ended: '2026-09-01T08:00:05.000Z' });
  });
});

const entry: WorldWrite = {
  time: 'P6DT3H',
  method: 'DELETE',
  id: `${group}/providers/Microsoft.Authorization/roleAssignments/a`,
};
const base = { tenantId, subscriptions: [{ subscriptionId, displayName: 'One' }], resources: [resourceGroup('rg')] };
const read = (history: readonly object[]): unknown => readWorld(JSON.stringify({ ...base, history }));

describe('the history in a world file', () => {
  it('has times before the start, and is the activity log from then on (H-41, H-44)', async () => {
    const before = {
      properties: { principalId: principal('one'), roleDefinitionId: '/roleDefinitions/r', scope: group },
    };
    const caller = {
      objectId: principal('app'),
      displayName: 'deploy',
      type: 'Application',
      appId: principal('client'),
    };
    const world = read([{ ...entry, before, caller, client: null }]) as Parameters<typeof emulate>[0];
    const { send } = emulate(world);
    const filter = encodeURIComponent('eventTimestamp ge 2026-08-01T00:00:00Z');
    const path = `${subscription}/providers/Microsoft.Insights/eventtypes/management/values`;
    const { body } = await send('GET', `${path}?api-version=2015-04-01&$filter=${filter}`);
    expect(items(body)).toMatchObject([
      {
        caller: principal('app'),
        claims: { appid: principal('client') },
        eventTimestamp: '2026-08-26T05:00:00.0000000Z',
        properties: { responseBody: JSON.stringify(before) },
      },
      { eventName: { value: 'BeginRequest' } },
    ]);
  });

  it.each<readonly [string, object, string]>([
    ['a time that is none', { time: 'P' }, 'history[0].time must be a time, or how long before the start'],
    ['an id that is none', { id: 'here' }, 'history[0].id is not an id: here'],
    ['a strange subscription', { id: `/subscriptions/x/resourceGroups/a` }, 'history[0].id is in a subscription'],
    ['an end before the beginning', { ended: 'P7D' }, 'history[0].ended is before its time: P7D'],
    ['an action without POST', { action: 'start' }, 'history[0].action belongs to POST'],
    ['POST without an action', { method: 'POST' }, 'history[0].action belongs to POST'],
    ['a read', { method: 'GET' }, 'history[0].method must be PUT or PATCH or DELETE or POST'],
    ['an unknown member', { who: 'me' }, 'history[0].who is no member'],
    ['an effect elsewhere', { effects: [{ id: '/subscriptions/x' }] }, 'history[0].effects[0].id is in a subscription'],
    ['a caller without a name', { caller: { objectId: 'o' } }, 'history[0].caller.displayName must be'],
  ])('refuses %s (H-44)', (_, more, message) => {
    expect(() => read([{ ...entry, ...more }])).toThrow(WorldFileError);
    expect(() => read([{ ...entry, ...more }])).toThrow(message);
  });
});
