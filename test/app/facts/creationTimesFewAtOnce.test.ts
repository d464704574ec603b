import { describe, expect, it } from 'vitest';
import { createFactReader } from '../../../src/app/facts/readFacts.ts';
import type { Directory } from '../../../src/azure/directory/directory.ts';

/** Reads when the identities of twelve subscriptions were created; returns how many lists were on their way at once. */
async function mostAtOnce(options: { readonly asksEach?: boolean }): Promise<number> {
  let running = 0;
  let most = 0;
  const arm = {
    list: async (path: string) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return [{ id: path.split('/resources')[0], createdTime: '2026-01-01T00:00:00Z' }];
    },
  };
  const directory = {
    read: (_: string, work: (reader: typeof arm) => Promise<unknown>) => work(arm),
  } as unknown as Directory;
  const read = createFactReader(directory, options);
  const ids = Array.from({ length: 12 }, (_, index) => `s${index}`);
  const answers = await Promise.all(
    ids.map((subscriptionId) => read({ kind: 'creationTimes', subscriptionId, type: 'Microsoft.T/t' })),
  );
  expect(answers).toEqual(
    ids.map((id) => ({ kind: 'found', value: new Map([[`/subscriptions/${id}`, '2026-01-01T00:00:00Z']]) })),
  );
  return most;
}

describe('when identities were created', () => {
  it('is listed in all subscriptions at once for someone who waits', async () => {
    expect(await mostAtOnce({})).toBe(12);
  });

  it('is listed in four subscriptions at once where everything is asked, so that few lists are in memory', async () => {
    expect(await mostAtOnce({ asksEach: true })).toBe(4);
  });
});
