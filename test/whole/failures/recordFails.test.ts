import { describe, expect, it } from 'vitest';
import { createBench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, sami, smallWorld } from '../../support/azure/smallWorld.ts';

const change = toUserAssigned(sami.id, idB.id);
const notesBeforeEnd = 7;

/** A bench whose record of changes can be written this many times, and then not until `mend` is called. */
function benchWithFullDisk(writes: number) {
  const bench = createBench(smallWorld());
  const write = bench.store.write.bind(bench.store);
  let left = writes;
  bench.store.write = (text) => (left-- > 0 ? write(text) : Promise.reject(new Error('ENOSPC: no space left')));
  return { bench, mend: () => (left = Infinity) };
}

describe("a record of changes that can't be written", () => {
  it('from the beginning rejects, with nothing sent', async () => {
    const { bench } = benchWithFullDisk(0);
    await expect(bench.api.apply(change)).rejects.toThrow('ENOSPC');
    expect(await bench.writes()).toEqual([]);
  });

  it.each(Array.from({ length: notesBeforeEnd }, (_, index) => index + 1))(
    'after %i notes fails the step at hand, sends nothing more, and can be resumed',
    async (notes) => {
      const { bench, mend } = benchWithFullDisk(notes);
      const outcome = await bench.api.apply(change);
      expect(outcome.status).toBe('failed');
      expect(outcome.steps.find(({ status }) => status === 'failed')?.error?.message).toContain('ENOSPC');
      mend();
      expect(await bench.api.activity()).toMatchObject([{ activityId: outcome.activityId, resumable: true }]);
      expect(await bench.api.resume(outcome.activityId)).toMatchObject({ status: 'succeeded' });
      const sent = (await bench.writes()).map(({ method, path }) => `${method} ${path}`);
      expect(sent).toEqual([...new Set(sent)]);
    },
  );

  it('when all is done does not take the success back', async () => {
    const { bench, mend } = benchWithFullDisk(notesBeforeEnd + 1);
    const outcome = await bench.api.apply(change);
    expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'done' }, { status: 'done' }] });
    mend();
    expect(await bench.api.resume(outcome.activityId)).toMatchObject({ status: 'succeeded' });
  });
});
