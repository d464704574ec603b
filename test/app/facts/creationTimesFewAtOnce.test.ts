import { describe, expect, it } from 'vitest';
import { createFactReader } from '../../../src/app/facts/readFacts.ts';
import type { Directory } from '../../../src/azure/directory/directory.ts';

const createdTime = '2026-01-01T00:00:00Z';

/** Reads when the identities of twelve subscriptions were created; returns how many lists were on their way at once. */
async function mostAtOnce(options: { readonly asksEach?: boolean }): Promise<number> {
  let running = 0;
  let most = 0;
  const arm = {
    list: async (path: string) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return [{ id: path.replace(/\/resources\?.*/, '/resourceGroups/G/providers/Microsoft.T/t/a'), createdTime }];
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
  for (const [index, answer] of answers.entries()) {
    if (answer.kind !== 'found') throw new Error('The times were not found.');
    const times = answer.value as { get(id: string): string | undefined };
    expect(times.get(`/subscriptions/${ids[index]}/RESOURCEGROUPS/g/providers/Microsoft.T/t/A`)).toBe(createdTime);
    expect(times.get(`/subscriptions/${ids[index]}/resourceGroups/g/providers/Microsoft.T/t/b`)).toBeUndefined();
  }
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
