import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { platform, production, workloads } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import { demoChanges } from '../exports/demoChanges.ts';
import { ran, served } from './cliBench.ts';

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** Returns the exit code and the output of a command after every path like this is forbidden. */
async function withoutReading(pathContains: string, ...args: readonly string[]) {
  const one = await served(demoWorld());
  open.push(one);
  const error = { status: 403, code: 'AuthorizationFailed', message: 'Nobody let you.', times: 1000 };
  await one.bench.fault({ match: { method: 'GET', pathContains }, ...error });
  const { code, told } = await ran([...args, '--emulator', one.url]);
  return { code, told };
}

const listOf = ({ subscriptionId }: { readonly subscriptionId: string }): string =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/managedClusters`;

describe('what could not be read', () => {
  it.each([
    ['a node image may be older than the identity', `/${platform.subscriptionId}/resources`, 'build-neu'],
    ['an identity that is bound may be deleted', '/userAssignedIdentities/id-archive', 'reports-neu'],
  ])('makes a report end with 3, where only a finding is lacking: %s', async (_, path, name) => {
    const { code, told } = await withoutReading(path, 'report', '--fail-on', 'never');
    expect(code).toBe(3);
    expect(told).toMatch(new RegExp(`Not read: .*${name}.*Nobody let you`));
  });

  it('makes diagnose end with 3, where only a finding is lacking', async () => {
    const { code, told } = await withoutReading('/userAssignedIdentities/id-archive', 'diagnose', 'reports-neu');
    expect(code).toBe(3);
    expect(told).toMatch(/Not read: reports-neu: .*Nobody let you/);
  });

  it.each(['permissions', 'roleAssignments'])('makes access end with 3, where it is your own %s', async (list) => {
    const { code, told } = await withoutReading(
      `/managedClusters/shop-weu/providers/Microsoft.Authorization/${list}`,
      ...['access', 'shop-weu'],
    );
    expect(code).toBe(3);
    expect(told).toMatch(/Not read: .*Nobody let you/);
    expect(told).not.toMatch(/permissions-\d/);
  });

  it('leaves out places that no one may read', async () => {
    const world = demoWorld();
    const roles = [{ scope: `/subscriptions/${workloads.subscriptionId}`, roleName: 'Reader' }];
    const caller = { objectId: '00000000-0000-4000-a000-000000000004', displayName: 'Kim Akers', roles };
    const one = await served({ ...world, caller });
    open.push(one);
    const { code, told } = await ran(['diagnose', 'store-weu', '--emulator', one.url]);
    expect({ code, told }).toEqual({ code: 0, told: 'Connecting...\n' });
  });

  it.each(['diagnose', 'workloads'])(
    'makes %s end with 3, where it is a cluster that may be the one of an issuer',
    async (command) => {
      const { code, told } = await withoutReading(listOf(production), command, 'store-weu');
      expect(code).toBe(3);
      expect(told).toMatch(/Not read: .*Nobody let you/);
    },
  );

  it('makes a report end with 3, where it is one of many subscriptions without visible clusters', async () => {
    const empty = Array.from({ length: 101 }, (_, index) => ({
      subscriptionId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      displayName: `Empty ${index}`,
    }));
    const world = demoWorld();
    const roles = [...world.subscriptions, ...empty].map(({ subscriptionId }, index, { length }) => ({
      scope: `/subscriptions/${subscriptionId}`,
      roleName: index === length - 1 ? 'Network Contributor' : 'Reader',
    }));
    const caller = { objectId: '00000000-0000-4000-a000-000000000004', displayName: 'Kim Akers', roles };
    const one = await served({ ...world, caller, subscriptions: [...world.subscriptions, ...empty] });
    open.push(one);
    const { code, out, told } = await ran(['report', '--emulator', one.url, '--fail-on', 'never']);
    expect(code).toBe(3);
    for (const text of [told, out]) expect(text).toContain('Empty 100: You may not read clusters. Your roles on ');
    expect(told).not.toContain('Empty 99');
  });

  it.each(['/denyAssignments', '/userAssignedIdentities/id-archive', '/federatedIdentityCredentials'])(
    'stays so where a team has switched off the findings that say it: %s',
    async (pathContains) => {
      const one = await served(demoWorld());
      open.push(one);
      const error = { status: 403, code: 'AuthorizationFailed', message: 'Nobody let you.', times: 100_000 };
      await one.bench.fault({ match: { method: 'GET', pathContains }, ...error });
      const off = 'version: 1\nseverities:\n  notAllRead: off\n  identityUnreadable: off\n';
      const args = ['report', '--fail-on', 'never', '--format', 'json', '--emulator', one.url];
      const plain = await ran(args);
      const decided = await ran(args, { '.aks-identity.yaml': off });
      expect([plain.code, decided.code]).toEqual([3, 3]);
      const clustersIn = (told: string): readonly string[] => [...new Set(told.match(/^Not read: [\w-]+:/gm))].sort();
      expect(clustersIn(decided.told)).toEqual(clustersIn(plain.told));
    },
  );

  it.each(['/extensions', '/fluxConfigurations'])(
    'makes requirements end with 3, where needs may be hidden or are unknown: %s',
    async (path) => {
      const one = await served(demoWorld());
      open.push(one);
      const error = { status: 403, code: 'AuthorizationFailed', message: 'Nobody let you.', times: 1000 };
      for (const pathContains of [path, 'Microsoft.ResourceGraph'])
        await one.bench.fault({ match: { pathContains }, ...error });
      const { code, told } = await ran(['requirements', 'orders-weu', '--emulator', one.url]);
      expect(code).toBe(3);
      expect(told).toMatch(/Not read: .*Nobody let you/);
    },
  );

  it('makes workloads end with 3, where it is an identity that is bound', async () => {
    const { code, told } = await withoutReading('/userAssignedIdentities/id-archive', 'workloads', 'reports-neu');
    expect(code).toBe(3);
    expect(told).toMatch(/Not read: .*id-archive.*Nobody let you/);
  });

  it.each([
    ['is refused', { status: 403, code: 'AuthorizationFailed' }],
    ['is not there', { status: 404, code: 'ResourceNotFound' }],
  ])('is one short line where every list of federated credentials %s (C-03)', async (_, fault) => {
    const one = await served(demoWorld());
    open.push(one);
    const match = { pathContains: '/federatedIdentityCredentials' };
    await one.bench.fault({ match, message: 'Nobody let you.', times: 100_000, ...fault });
    const { code, out, told } = await ran(['report', '--format', 'json', '--emulator', one.url]);
    expect(code).toBe(3);
    const lines = told.match(/^Not read: .*/gm) ?? [];
    expect(lines).toEqual([expect.stringMatching(/and \d+ more clusters: Federated credentials, .*/)]);
    expect(lines[0]!.length).toBeLessThan(300);
    const { notRead } = JSON.parse(out) as { notRead: readonly { clusters: readonly string[] }[] };
    expect(notRead).toHaveLength(1);
    expect(notRead[0]!.clusters.length).toBeGreaterThan(10);
  });

  it('is one line with a count where every query is refused, and so are the lists that are asked instead (C-03)', async () => {
    const one = await served(demoWorld());
    open.push(one);
    for (const pathContains of ['Microsoft.ResourceGraph', '/federatedIdentityCredentials'])
      await one.bench.fault({
        ...{
          match: { pathContains },
          status: 403,
          code: 'AuthorizationFailed',
          message: 'Nobody let you.',
          times: 100_000,
        },
      });
    const { code, out, told } = await ran([
      ...['report', '--subscription', production.subscriptionId, '--format', 'json', '--emulator', one.url],
    ]);
    expect(code).toBe(3);
    expect(told.match(/^Not read: .*/gm)).toEqual([
      expect.stringMatching(
        / and \d+ more clusters: Federated credentials of [\w-]+, Roles in all subscriptions, .* and \d+ more things: Nobody let you\.$/,
      ),
    ]);
    const { notRead } = JSON.parse(out) as { notRead: readonly { count: number; subjects: unknown[] }[] };
    expect(notRead).toHaveLength(1);
    expect(new Set(notRead[0]!.subjects.map((each) => JSON.stringify(each))).size).toBe(notRead[0]!.subjects.length);
  });

  it.each([
    [
      'many rights',
      '/permissions',
      'setKubelet',
      /: Your permissions on [^,]*, Your permissions on [^:]*: Nobody let you\.$/,
    ],
    [
      'many clusters',
      '/identityBindings',
      'detachRegistry',
      /Identity bindings of .* and \d+ more things: Nobody let you\.$/,
    ],
  ] as const)(
    'of a plan is one line where the same keeps %s from being checked (C-03)',
    async (_, path, kind, line) => {
      const world = demoWorld();
      const one = await served(world);
      open.push(one);
      const error = { status: 403, code: 'AuthorizationFailed', message: 'Nobody let you.', times: 100_000 };
      for (const pathContains of ['Microsoft.ResourceGraph', path])
        await one.bench.fault({ match: { pathContains }, ...error });
      const [change] = demoChanges(kind, world);
      const { code, told } = await ran(['plan', JSON.stringify(change), '--emulator', one.url]);
      expect({ code, lines: told.match(/^Not read: .*/gm) }).toEqual({ code: 3, lines: [expect.stringMatching(line)] });
    },
  );

  it('makes a report end with 3, where it is the only list of clusters, with the reason and a report (C-27)', async () => {
    const one = await served(demoWorld());
    open.push(one);
    const error = { status: 401, code: 'InvalidAuthenticationToken', message: 'Expired.', times: 100_000 };
    for (const pathContains of ['ResourceGraph', listOf(production)])
      await one.bench.fault({ match: { pathContains }, ...error });
    const args = ['report', '--subscription', production.subscriptionId, '--format', 'json', '--emulator', one.url];
    for (const more of [[], ['--allow-partial']]) {
      const { code, out, told } = await ran([...args, ...more]);
      expect(code).toBe(3);
      expect(told).toMatch(/^Not read: Contoso Production can't be read: Expired/m);
      expect(JSON.parse(out)).toMatchObject({ clusters: [], notRead: [{ cause: 'signedOut' }] });
    }
  });

  it('leaves clusters to their own lists where Resource Graph alone refuses the token', async () => {
    const one = await served(demoWorld());
    open.push(one);
    const error = { status: 401, code: 'InvalidAuthenticationToken', message: 'Expired.', times: 100_000 };
    await one.bench.fault({ match: { pathContains: 'ResourceGraph' }, ...error });
    const { code, out } = await ran(['report', '--format', 'json', '--emulator', one.url]);
    expect(code).toBe(2);
    expect((JSON.parse(out) as { clusters: unknown[] }).clusters).toHaveLength(21);
  });

  it('is nothing of a fleet that may be read, however many requests it takes (C-01)', async () => {
    const one = await served(fleetWorld(60, 3, 24));
    open.push(one);
    const { code, told } = await ran(['report', '--fail-on', 'never', '--emulator', one.url]);
    expect({ code, unread: told.match(/^Not read/gm) }).toEqual({ code: 0, unread: null });
  });
});
