import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesInTurns, doInTurn, doInTurns, forEachInTurns, nextTurn, textInTurns } from '../../src/async/yielding.ts';
import type { Stepwise } from '../../src/shape/steps.ts';
import { virtualTime } from '../support/virtualTime.ts';

/** Keeps the processor busy, as work does. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

// What was done before is part of no turn that begins here.
beforeEach(() => nextTurn());

describe('work in turns', () => {
  it('does everything in order, and lets others in between', async () => {
    const done: (number | string)[] = [];
    setImmediate(() => done.push('other'));
    await forEachInTurns([1, 2, 3, 4], (item) => {
      work(10);
      done.push(item);
    });
    expect(done.filter((item) => item !== 'other')).toEqual([1, 2, 3, 4]);
    expect(done.at(-1)).not.toBe('other');
    expect(done).toContain('other');
  });

  it('lets others in between pieces that came at the same moment, and does each of them once, in order', async () => {
    const done: (number | string)[] = [];
    setImmediate(() => done.push('other'));
    const piece = (index: number): Promise<number> =>
      doInTurn(() => {
        work(4);
        return done.push(index);
      });
    await Promise.all(Array.from({ length: 10 }, (_, index) => piece(index)));
    expect(done.filter((item) => item !== 'other')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(done.indexOf('other')).toBeLessThan(5);
  });

  it('is waited for by a virtual time, which pauses meanwhile', async () => {
    const { now, sleep, settle } = virtualTime();
    const seen: number[] = [];
    const working = (async () => {
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      seen.push(now());
      await sleep(1000);
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      seen.push(now());
    })();
    const other = sleep(5000).then(() => seen.push(now()));
    await settle();
    expect(seen).toEqual([0, 1000, 5000]);
    await Promise.all([working, other]);
  });

  function* steps(done: (number | string)[]): Stepwise<string> {
    for (const step of [1, 2, 3, 4]) {
      work(10);
      done.push(step);
      yield;
    }
    return 'result';
  }

  it('does every step in order, lets others in between, and returns what comes of them', async () => {
    const done: (number | string)[] = [];
    setImmediate(() => done.push('other'));
    expect(await doInTurns(steps(done))).toBe('result');
    expect(done.filter((item) => item !== 'other')).toEqual([1, 2, 3, 4]);
    expect(done.indexOf('other')).toBeLessThan(3);
  });

  it('takes a step in each turn, however long other work takes of it', async () => {
    const done: (number | string)[] = [];
    const longer = forEachInTurns([1, 2, 3, 4, 5, 6, 7, 8], () => {
      work(10);
      done.push('other');
    });
    await Promise.all([longer, doInTurns(steps(done))]);
    const mostBetween = Math.max(
      ...done
        .join('')
        .split(/\d/)
        .slice(0, -1)
        .map(({ length }) => length / 'other'.length),
    );
    expect(mostBetween).toBe(1);
  });

  it('takes no further step once no one wants it', async () => {
    const abort = new AbortController();
    const done: (number | string)[] = [];
    const working = doInTurns(steps(done), abort.signal);
    abort.abort();
    await expect(working).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toEqual([1]);
  });

  it('continues after a piece that fails', async () => {
    const fail = doInTurn(() => {
      work(10);
      throw new Error('no');
    });
    await expect(fail).rejects.toThrow('no');
    expect(await doInTurn(() => 'done')).toBe('done');
  });

  it('ends once no one wants it', async () => {
    const abort = new AbortController();
    const done: number[] = [];
    const working = forEachInTurns([1, 2, 3], (item) => (work(10), abort.abort(), done.push(item)), abort.signal);
    await expect(working).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toEqual([1]);
  });
});

describe('a text of many pieces', () => {
  it('is whole, and put together a few hundred pieces at a time', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, index) => `${index},`.padEnd(index % 200));
    const joined = vi.spyOn(Array.prototype, 'join');
    const text = await textInTurns(pieces);
    const longest = Math.max(...joined.mock.contexts.map((parts) => (parts as readonly string[]).length));
    joined.mockRestore();
    expect(text).toBe(pieces.join(''));
    expect(longest).toBeLessThan(1000);
  });

  it('is encoded a chunk at a time where it is to be saved', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, index) => `${index} \u00e9 \u{1f600} \u4f60,`);
    const encoded = vi.spyOn(TextEncoder.prototype, 'encode');
    const bytes = await bytesInTurns(pieces);
    const longest = Math.max(...encoded.mock.calls.map(([text = '']) => text.length));
    encoded.mockRestore();
    expect(new TextDecoder().decode(bytes)).toBe(pieces.join(''));
    expect(longest).toBeLessThan(70_000);
    expect(await bytesInTurns([])).toHaveLength(0);
  });
});
