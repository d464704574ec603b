import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { devTest } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import { federatedCredential, type Identity } from '../../../src/emulator/scenarios/parts/identities.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import { ran, served } from './cliBench.ts';

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function emulator(world = demoWorld()): ReturnType<typeof served> {
  const one = await served(world);
  open.push(one);
  return one;
}

describe('a chain of reports', () => {
  it.each([
    ['a control plane without an issuer', 403, '/id-shop-weu', '/shop-weu'],
    ['a control plane with an issuer', 403, '/id-iot-weu', '/iot-weu'],
    ['a control plane without an issuer', 404, '/id-shop-weu', '/shop-weu'],
    ['a control plane with an issuer', 404, '/id-iot-weu', '/iot-weu'],
  ])(
    'does not call fixed that the identity of %s is close to its limit if its list answers %i',
    async (_, status, identityName, clusterName) => {
      const world = demoWorld();
      const identity = world.resources.find(({ id }) => id.endsWith(identityName))!;
      const names = Array.from({ length: 17 }, (__, index) => `many-${index}`);
      const credentials = names.map((name) =>
        federatedCredential(identity as unknown as Identity, name, 'https://token.actions.githubusercontent.com', name),
      );
      const { bench, url } = await emulator({ ...world, resources: [...world.resources, ...credentials] });
      const first = await ran(['report', '--emulator', url, '--format', 'json']);
      const ofLimit = (all: readonly { readonly code: string; readonly clusterId: string }[]): number =>
        all.filter((one) => one.code === 'federatedCredentialLimit' && one.clusterId.endsWith(clusterName)).length;
      await bench.fault({
        match: { method: 'GET', pathContains: `${identityName}/federatedIdentityCredentials` },
        status,
        code: status === 403 ? 'AuthorizationFailed' : 'ResourceNotFound',
        message: 'No.',
        times: 1000,
      });
      const second = await ran(['report', '--emulator', url, '--format', 'json', '--baseline', 'old'], {
        old: first.out,
      });
      const { fixed, unseen } = JSON.parse(second.out) as Record<'fixed' | 'unseen', Parameters<typeof ofLimit>[0]>;
      expect([ofLimit(fixed), ofLimit(unseen)]).toEqual([0, 1]);
    },
  );

  it.each(['json', 'sarif'])(
    'in %s knows since when a finding exists that was left out while it was accepted (C-20)',
    async (format) => {
      const args = ['report', '--demo', '--hide-accepted', '--format', format];
      const entry = '{finding: clusterFailed, scope: "*", reason: r, by: b, expires: 2026-09-10}';
      const config = { '.aks-identity.yaml': `version: 1\naccept:\n  - ${entry}\n` };
      const on = (day: string) => ({ now: () => new Date(`2026-09-${day}T12:00:00Z`) });
      const first = await ran(args, config, on('01'));
      expect(first.out).not.toMatch(/"results": \[[^]*clusterFailed|"findings": \[[^\]]*clusterFailed/);
      const second = await ran([...args, '--baseline', 'old'], { ...config, old: first.out }, on('05'));
      expect(second.out).not.toMatch(/"Fixed: .*failed/i);
      const third = await ran([...args, '--baseline', 'old'], { ...config, old: second.out }, on('11'));
      expect(third.code).toBe(2);
      const found = /"(?:code|ruleId)": "clusterFailed"[^]*?"(?:since|firstDetectionTimeUtc)": "([^"]*)"/.exec(
        third.out,
      );
      expect(found?.[1]).toBe('2026-09-01T12:00:00.000Z');
    },
  );

  it("in JSON forgets what was found of a cluster that was deleted, and remembers it of one that can't be seen", async () => {
    const world = demoWorld();
    const { url } = await emulator(world);
    const first = await ran(['report', '--emulator', url, '--format', 'json']);
    const { url: after } = await emulator({
      ...world,
      resources: world.resources.filter(({ id }) => !id.endsWith('/shop-weu')),
    });
    const chain = ['report', '--emulator', after, '--format', 'json', '--baseline', 'old.json'];
    const changes = async (old: string, ...more: string[]) => {
      const { out } = await ran([...chain, ...more], { 'old.json': old });
      const { fixed, unseen } = JSON.parse(out) as Record<
        'fixed' | 'unseen',
        readonly { readonly clusterId: string }[]
      >;
      const ofShop = (all: typeof fixed) => all.filter(({ clusterId }) => clusterId.endsWith('/shop-weu')).length;
      return { out, fixed: ofShop(fixed), unseen: ofShop(unseen) };
    };
    const elsewhere = await changes(first.out, '--subscription', devTest.subscriptionId);
    expect([elsewhere.fixed, elsewhere.unseen > 0]).toEqual([0, true]);
    const second = await changes(elsewhere.out);
    expect([second.fixed > 0, second.unseen]).toEqual([true, 0]);
    const third = await changes(second.out);
    expect([third.fixed, third.unseen]).toEqual([0, 0]);
  });
});
