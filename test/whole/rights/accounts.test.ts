import { describe, expect, it } from 'vitest';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { createConnection, type Tenant } from '../../../src/azure/directory/connection.ts';
import type { Sleep } from '../../../src/async/sleep.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { endpoint, httpClientOf, memoryStore } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, ids, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const subscription = `/subscriptions/${place.subscriptionId}`;
const objectIds = {
  owner: '11111111-1111-4111-a111-111111111111',
  reader: '22222222-2222-4222-a222-222222222222',
  writer: '33333333-3333-4333-a333-333333333333',
  stranger: '44444444-4444-4444-a444-444444444444',
} as const;
type Name = keyof typeof objectIds;

const roles: readonly (readonly [Name, scope: string, roleName: string])[] = [
  ['reader', subscription, 'Reader'],
  ['writer', subscription, 'Azure Kubernetes Service Contributor Role'],
  ['writer', subscription, 'Reader'],
  ['stranger', ids.subnet, 'Reader'],
];

function world(): WorldFile {
  const small = smallWorld();
  const held = roles.map(([name, scope, roleName]) => ({
    scope,
    roleName,
    principalId: objectIds[name],
    principalType: 'User' as const,
  }));
  const caller = { objectId: objectIds.owner, roles: [{ scope: subscription, roleName: 'Owner' }] };
  return { ...small, caller, roleAssignments: [...(small.roleAssignments ?? []), ...held] };
}

/** One subscription that several accounts see; `sent` has who sent what. */
function signedInAs(...first: readonly Name[]) {
  const emulator = createEmulator({ world: world() });
  const client = httpClientOf(emulator);
  const sleep: Sleep = (milliseconds) => {
    emulator.clock.advance(milliseconds / 1000);
    return Promise.resolve();
  };
  const store = memoryStore();
  const sent: string[] = [];
  const jwt = (oid: string): string =>
    ['e30', Buffer.from(JSON.stringify({ oid })).toString('base64url'), 'x'].join('.');
  const nameOf = (request: PipelineRequest): string => {
    const token = request.headers.get('authorization');
    return Object.entries(objectIds).find(([, oid]) => token === `Bearer ${jwt(oid)}`)?.[0] ?? 'nobody';
  };
  const tenant = (name: Name): Tenant => ({
    tenantId: 'contoso',
    account: `${name}@contoso.com`,
    accountId: objectIds[name],
    credential: {
      getToken: () =>
        Promise.resolve({
          token: jwt(objectIds[name]),
          expiresOnTimestamp: Math.max(Date.now(), emulator.clock.now()) + 3_600_000,
        }),
    },
  });
  const restarted = (...names: readonly Name[]): IdentityService =>
    createIdentityService({
      connection: createConnection({
        kind: 'emulator',
        name: 'accounts',
        endpoint,
        userAgent: 'test',
        tenants: names.map(tenant),
        httpClient: {
          sendRequest: (request) => {
            sent.push(`${nameOf(request)} ${request.method} ${new URL(request.url).pathname}`);
            return client.sendRequest(request);
          },
        },
        sleep,
        now: () => emulator.clock.now(),
      }),
      journal: createJournal(store),
      sleep,
      now: () => new Date(emulator.clock.now()),
    });
  const fault = (what: object): Promise<unknown> =>
    emulator.handle({
      method: 'POST',
      url: `${endpoint}/_emulator/faults`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    });
  return { service: restarted(...first), sent, restarted, fault };
}

const change = [toUserAssigned(sami.id, idB.id)];
const writesIn = (sent: readonly string[]): readonly string[] => sent.filter((line) => /^\w+ (PUT|DELETE) /.test(line));
const failing = ({ checks }: Plan): readonly string[] =>
  checks.filter(({ verdict }) => verdict === 'fail').map(({ title }) => textOf(title));
const accounts = ({ steps }: Plan): readonly (string | undefined)[] => steps.map(({ account }) => account?.name);

const orders: readonly (readonly [Name, Name])[] = [
  ['owner', 'reader'],
  ['reader', 'owner'],
];

describe('two accounts that see one subscription', () => {
  it.each(orders)('%s and %s: the one that may is used, and the plan says which', async (...names) => {
    const { service, sent } = signedInAs(...names);
    const plan = await service.plan(change);
    expect(failing(plan)).toEqual([]);
    expect(new Set(accounts(plan))).toEqual(new Set(['owner@contoso.com']));
    const check = plan.checks.find(({ title }) => textOf(title) === 'You can update sami-weu');
    expect(check?.detail).toMatch(/ as owner@contoso\.com\.$/);
    expect(await service.apply(plan)).toMatchObject({ status: 'succeeded' });
    expect(writesIn(sent).length).toBeGreaterThan(1);
    expect(writesIn(sent).filter((line) => !line.startsWith('owner'))).toEqual([]);
  });

  it('one that may write only what it lacks the linked rights for gives way to one that has all', async () => {
    const { service } = signedInAs('writer', 'owner');
    const plan = await service.plan(change);
    expect(failing(plan)).toEqual([]);
    expect(new Set(accounts(plan))).toEqual(new Set(['owner@contoso.com']));
  });

  it('without a right to write: the plan names the one that may do most of it', async () => {
    const { service } = signedInAs('reader', 'writer');
    const plan = await service.plan(change);
    expect(accounts(plan).at(-1)).toBe('writer@contoso.com');
    expect(failing(plan)).toContain("You can't assign identity id-b");
    expect(failing(plan)).not.toContain("You can't update sami-weu");
  });

  it('are shown as one subscription', async () => {
    const { service } = signedInAs('reader', 'owner');
    expect((await service.subscriptions()).items).toMatchObject([{ account: 'reader@contoso.com' }]);
    expect((await service.clusters()).items).toHaveLength(5);
  });

  it('read through the second where the first may not', async () => {
    const { service } = signedInAs('stranger', 'reader');
    expect((await service.subscriptions()).items).toHaveLength(1);
    expect((await service.cluster(sami.id)).cluster.name).toBe('sami-weu');
    expect((await service.diagnose(sami.id)).map(({ code }) => code)).not.toContain('identityUnreadable');
    const alone = signedInAs('stranger').service;
    await expect(alone.cluster(sami.id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('whose first has signed out: its plan is not run with the other', async () => {
    const { service, restarted, sent } = signedInAs('reader', 'owner');
    const plan = await service.plan(change);
    sent.length = 0;
    const end: unknown = await restarted('reader')
      .apply(plan)
      .catch((error: unknown) => error);
    expect(JSON.stringify(end)).toMatch(/"code":"signedOut","message":"owner@contoso\.com is no longer signed in/);
    expect(writesIn(sent)).toEqual([]);
  });

  it('a run that broke off continues with its own account', async () => {
    const { service, restarted, sent, fault } = signedInAs('owner', 'reader');
    const match = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };
    await fault({ match, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 });
    const broken = await service.apply(await service.plan(change));
    expect(broken.status).toBe('failed');
    sent.length = 0;
    expect(await restarted('reader', 'owner').resume(broken.activityId)).toMatchObject({ status: 'succeeded' });
    expect(writesIn(sent).filter((line) => !line.startsWith('owner'))).toEqual([]);
  });
});

it('an account that is the only one is not named, and nothing more is asked for it', async () => {
  const alone = signedInAs('owner');
  const plan = await alone.service.plan(change);
  expect(accounts(plan).every((name) => name === undefined)).toBe(true);
  expect(JSON.stringify(plan)).not.toContain('owner@contoso.com');
  expect(alone.sent.filter((line) => line.endsWith('/permissions')).length).toBe(
    new Set(alone.sent.filter((line) => line.endsWith('/permissions'))).size,
  );
});
