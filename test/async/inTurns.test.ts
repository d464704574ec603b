import { describe, expect, it } from 'vitest';
import { inTurns } from '../../src/async/inTurns.ts';

/** Keeps the processor busy, as work does. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('work in turns', () => {
  it('work in turns does everything in order, and lets others in between', async () => {
    const done: (number | string)[] = [];
    setImmediate(() => done.push('other'));
    await inTurns([1, 2, 3, 4], (item) => {
      work(10);
      done.push(item);
    });
    expect(done.filter((item) => item !== 'other')).toEqual([1, 2, 3, 4]);
    expect(done.at(-1)).not.toBe('other');
    expect(done).toContain('other');
  });

  it('work in turns ends where nobody wants it any more', async () => {
    const abort = new AbortController();
    const done: number[] = [];
    const working = inTurns([1, 2, 3], (item) => (work(10), abort.abort(), done.push(item)), abort.signal);
    await expect(working).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toEqual([1]);
  });
});
