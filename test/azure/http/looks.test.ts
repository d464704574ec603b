import { textOf } from '../../../src/sentences/textOf.ts';
import { describe, expect, it, vi } from 'vitest';
import { createArm, type Arm } from '../../../src/azure/arm/arm.ts';
import { withCountedSleep, withOneLook, reportingPauses, type LookState } from '../../../src/azure/http/looks.ts';
import { armOptions, httpDouble, type HttpDouble, type Scripted } from '../../support/httpDouble.ts';

const graph = '/providers/Microsoft.ResourceGraph/resources';
const slow: Scripted = { status: 429, headers: { 'retry-after': '4' } };

/** An Azure that refuses the requests with these numbers for the moment, and numbers its answers. */
function azure(...refused: readonly number[]): HttpDouble & { readonly arm: () => Arm } {
  let count = 0;
  const double = httpDouble(() => (refused.includes(++count) ? slow : { body: { count } }));
  return { ...double, arm: () => createArm(armOptions(double, { sleep: withCountedSleep(() => Promise.resolve()) })) };
}

const get = (arm: Arm, path: string): Promise<unknown> => arm.get(path, '1').then(({ count }) => count);
const look = <T>(work: (looked: LookState) => Promise<T>): Promise<T> => withOneLook(() => undefined, work);

describe('a look', () => {
  it('asks for an address once, also side by side, and what is not in one asks each time', async () => {
    const { arm, sent } = azure();
    const one = arm();
    const read = async (): Promise<unknown> => [
      ...(await Promise.all([get(one, '/a'), get(one, '/a')])),
      await get(one, '/a'),
    ];
    expect(await look(read)).toEqual([1, 1, 1]);
    expect(await read()).toHaveLength(3);
    expect(sent).toHaveLength(4);
  });

  it('shares no answer between accounts, nor with the next look, nor that to a query', async () => {
    const { arm } = azure();
    const one = arm();
    const other = arm();
    expect(await look(async () => [await get(one, '/a'), await get(other, '/a')])).toEqual([1, 2]);
    expect(await look(() => get(one, '/a'))).toBe(3);
    const query = (): Promise<unknown> =>
      one.send({ method: 'POST', path: graph, apiVersion: '1' }).then(({ text = '' }) => JSON.parse(text) as unknown);
    expect(await look(async () => [await query(), await query()])).toEqual([{ count: 4 }, { count: 5 }]);
  });

  it('whose first request had to wait is not old', async () => {
    const one = azure(1).arm();
    const old = await look(async (looked) => {
      await get(one, '/a');
      await get(one, '/b');
      return looked.isOld();
    });
    expect(old).toBe(false);
  });

  it('is old once a request had to wait after another answer', async () => {
    const one = azure(2).arm();
    const read = async ({ isOld }: LookState): Promise<unknown> => [
      await get(one, '/a'),
      await get(one, '/b'),
      isOld(),
    ];
    expect(await look(read)).toEqual([1, 3, true]);
    expect(await look(read)).toEqual([4, 5, false]);
  });

  it('that is over shares nothing with work that was begun within it and continues', async () => {
    const one = azure().arm();
    let later: (() => Promise<unknown>) | undefined;
    await look(async () => {
      await get(one, '/a');
      const { AsyncResource } = await import('node:async_hooks');
      later = AsyncResource.bind(() => get(one, '/a'));
    });
    expect([await later?.(), await later?.()]).toEqual([2, 3]);
  });

  it('that forgets reads again, and stays old if what it forgot was old', async () => {
    const one = azure(2).arm();
    const found = await look(async (looked) => {
      await get(one, '/a');
      looked.forget();
      return [await get(one, '/a'), looked.isOld()];
    });
    expect(found).toEqual([3, true]);
  });

  it('a refusal for the moment is no answer that others get', async () => {
    const one = azure(1, 2).arm();
    expect(await look(() => Promise.all([get(one, '/a'), get(one, '/a')]))).toEqual([3, 3]);
  });
});

describe('a look in which a person may have been waited for', () => {
  const challenge: Scripted = {
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${btoa('{}')}"` },
  };
  /** Reads /a and /b; what happens before the answer to /b is given, as are the milliseconds that its token takes. */
  async function isOldAfter(answer: Scripted, { token = 0, asked = 0 }): Promise<boolean> {
    let now = 0;
    let tokens = 0;
    const answers = [{}, answer, {}];
    const double = httpDouble(() => {
      if (answers.length === 2) now += asked;
      return answers.shift() ?? {};
    });
    const getToken = (): Promise<{ token: string; expiresOnTimestamp: number }> => {
      if ((tokens += 1) === 2) now += token;
      return Promise.resolve({ token: `t${tokens}`, expiresOnTimestamp: Date.now() + 1 });
    };
    const arm = createArm(armOptions(double, { now: () => now, credential: { getToken } }));
    return look(async ({ isOld }) => {
      await arm.get('/a', '1');
      await arm.get('/b', '1').catch(() => undefined);
      return isOld();
    });
  }

  it.each([
    ['is not old where nothing is in the way', {}, {}, false],
    ['is old after a challenge, however fast it was answered', challenge, {}, true],
    ['is not old after a token that took seconds without asking anybody', {}, { token: 9_000 }, false],
    ['is old after a token that took long', {}, { token: 11_000 }, true],
    ['is old after minutes in which an answer did not come', {}, { asked: 130_000 }, true],
    ['is old after the clock was set back by minutes', {}, { asked: -130_000 }, true],
    ['is not old after an answer that took a minute', {}, { asked: 60_000 }, false],
  ] as const)('%s', async (_, answer, waits, isOld) => {
    expect(await isOldAfter(answer, waits)).toBe(isOld);
  });

  it.each([
    ['an access token', [{}], 0],
    ['the sign-in', [challenge, {}], 1],
  ] as const)('reports that it waits for %s', async (what, answers, waitsFor) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const told: string[] = [];
    const signIn = Promise.withResolvers<{ token: string; expiresOnTimestamp: number }>();
    const silent = { token: 's', expiresOnTimestamp: Date.now() + 3_600_000 };
    let tokens = 0;
    const getToken = async (): Promise<typeof silent> => (tokens++ === waitsFor ? signIn.promise : silent);
    const arm = createArm(armOptions(httpDouble([...answers]), { credential: { getToken } }));
    const read = withOneLook(
      (words) => told.push(textOf(words)),
      () => arm.get('/a', '1'),
    );
    await vi.advanceTimersByTimeAsync(1999);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual([`Waiting for ${what}`]);
    signIn.resolve({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 });
    vi.useRealTimers();
    await read;
  });
});

describe('a wait of some seconds', () => {
  it('is reported in words, unless it is short', async () => {
    const told: string[] = [];
    const one = azure(1).arm();
    await reportingPauses(
      (words) => told.push(textOf(words)),
      () => get(one, '/a'),
    );
    const lost = httpDouble([{ broken: 'ECONNRESET' }, {}]);
    const other = createArm(armOptions(lost, { sleep: withCountedSleep(() => Promise.resolve()) }));
    await reportingPauses(
      (words) => told.push(textOf(words)),
      () => get(other, '/a'),
    );
    expect(told).toEqual([expect.stringMatching(/^Asking Azure again in \d+ s$/)]);
  });
});
