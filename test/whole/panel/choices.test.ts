import { describe, expect, it } from 'vitest';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { smallWorld } from '../../support/azure/smallWorld.ts';
import { createChoices } from '../../../src/webview/forms/parts/lists.ts';
import { openPanel } from './panelBench.ts';

describe('what a form offers to choose from', () => {
  it.each(['createResourceGroup', 'createIdentity', 'deleteIdentity', 'assignRole', 'createCluster'] as const)(
    'is asked for no subscription before one is known (%s)',
    async (kind) => {
      const bench = createBench(smallWorld());
      const panel = openPanel(bench, { kind: 'change', draft: { kind } });
      const isLoading = (): boolean => JSON.stringify(panel.state().flow?.form ?? 'loading').includes('"loading":true');
      await panel.until(({ flow }) => flow !== undefined && !isLoading());
      const paths = (await bench.requests()).map(({ path }) => path);
      expect(paths.filter((path) => /[^/]\/(\/|$)/.test(path))).toEqual([]);
      expect(paths).toContain(`/subscriptions`);
    },
  );

  it('still has the names of subscriptions while they are read again', async () => {
    const { service } = createBench(smallWorld());
    let arrived = 0;
    const choices = createChoices(
      async () => service,
      async () => [],
      () => (arrived += 1),
    );
    const names = (): unknown => choices.get({ kind: 'subscriptions' }).items.map(({ name }) => name);
    expect(names()).toEqual([]);
    await expect.poll(() => arrived).toBe(1);
    const read = names();
    expect(read).not.toEqual([]);
    choices.forget();
    expect(choices.get({ kind: 'subscriptions' }).loading).toBe(true);
    expect(names()).toEqual(read);
  });

  it('says in few words what the user may not list', async () => {
    const bench = createBench(forbiddenWorld());
    const [cluster] = (await bench.service.clusters()).items.filter(({ name }) => name === 'shop-weu');
    const draft = { kind: 'attachRegistry', clusterId: cluster!.id } as const;
    const panel = openPanel(bench, { kind: 'change', draft });
    const { flow } = await panel.until((state) => JSON.stringify(state.flow?.form ?? '').includes('registries/read'));
    const form = JSON.stringify(flow!.form);
    expect(form).toContain("Your account doesn't have the permission Microsoft.ContainerRegistry/registries/read. Ask");
    expect(form).not.toMatch(/The client '|object id|AuthorizationFailed/);
  });
});
