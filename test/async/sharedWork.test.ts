import { expect, it } from 'vitest';
import { sharedWork } from '../../src/async/sharedWork.ts';

function work() {
  const { promise, resolve } = Promise.withResolvers<string>();
  let given: AbortSignal | undefined;
  const join = sharedWork((signal) => {
    given = signal;
    return promise;
  });
  return { join, resolve, isEnded: () => given!.aborted };
}

it('shared work continues for the others when one leaves, and ends with the last', async () => {
  const { join, isEnded } = work();
  const one = new AbortController();
  const other = new AbortController();
  const answers = [join(one.signal), join(other.signal)].map((answer) => answer.catch((error: unknown) => error));
  one.abort();
  expect(isEnded()).toBe(false);
  other.abort();
  expect(isEnded()).toBe(true);
  expect(await Promise.all(answers)).toMatchObject([{ code: 'cancelled' }, { code: 'cancelled' }]);
});

it("shared work does not end for a caller that can't leave, nor after its end", async () => {
  const { join, resolve, isEnded } = work();
  const one = new AbortController();
  const answers = [join(), join(one.signal).catch((error: unknown) => error)];
  one.abort();
  expect(isEnded()).toBe(false);
  resolve('done');
  expect(await Promise.all(answers)).toMatchObject(['done', { code: 'cancelled' }]);
  const late = new AbortController();
  expect(await join(late.signal)).toBe('done');
  late.abort();
  expect(isEnded()).toBe(false);
});

it('shared work lets no caller in that has left before', async () => {
  const { join } = work();
  await expect(join(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
