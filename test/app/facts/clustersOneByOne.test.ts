import { describe, expect, it } from 'vitest';
import { createFactReader } from '../../../src/app/facts/readFacts.ts';
import type { Directory } from '../../../src/azure/directory/directory.ts';

const tenant = { tenantId: 't', name: 'T' };

/** Reads all clusters from ARM, in six subscriptions; returns how many lists were on their way at once. */
async function mostAtOnce(options: { readonly asksEach?: boolean }): Promise<number> {
  let running = 0;
  let most = 0;
  const arm = {
    list: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return [];
    },
  };
  const items = Array.from({ length: 6 }, (_, index) => ({
    tenant,
    arm,
    subscription: { id: `s${index}`, name: 'S', tenantId: 't' },
  }));
  const directory = {
    access: async () => ({ items, deleted: [], failures: [] }),
    read: (_: string, work: (reader: typeof arm) => Promise<unknown>) => work(arm),
  } as unknown as Directory;
  const answer = await createFactReader(directory, options)({ kind: 'clusters', fromArm: true });
  expect(answer).toEqual({ kind: 'found', value: [] });
  return most;
}

describe('the clusters that ARM lists now', () => {
  it('are listed in several subscriptions at once for someone who waits', async () => {
    expect(await mostAtOnce({})).toBe(6);
  });

  it('are listed in one subscription at a time where everything is asked, so that one list is in memory as text', async () => {
    expect(await mostAtOnce({ asksEach: true })).toBe(1);
  });
});
