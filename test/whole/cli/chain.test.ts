import { afterEach, describe, expect, it } from 'vitest';
import { demo } from '../../../src/emulator/scenarios/demo.ts';
import { devTest } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import { ran, served } from './cliBench.ts';

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function emulator(world = demo()): ReturnType<typeof served> {
  const one = await served(world);
  open.push(one);
  return one;
}

describe('a chain of reports', () => {
  it('a chain of reports in JSON forgets what was found of a cluster that was deleted, and remembers it of one that cannot be seen', async () => {
    const world = demo();
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
