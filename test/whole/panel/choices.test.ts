import { describe, expect, it } from 'vitest';
import { createBench } from '../../support/azure/azureBench.ts';
import { smallWorld } from '../../support/azure/smallWorld.ts';
import { openPanel } from './panelBench.ts';

describe('what a form offers to choose from', () => {
  it.each(['createResourceGroup', 'createIdentity', 'deleteIdentity', 'assignRole', 'createCluster'] as const)(
    'what a form offers to choose from is asked for no subscription before one is known (%s)',
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
});
