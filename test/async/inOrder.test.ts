import { expect, it } from 'vitest';
import { inOrder } from '../../src/async/inOrder.ts';

it('work starts only when the work before it has ended', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const run = inOrder();
  const begun: string[] = [];
  const results = [
    run(() => (begun.push('first'), promise)),
    run(() => (begun.push('second'), Promise.resolve('of the second'))),
  ];
  await new Promise(setImmediate);
  expect(begun).toEqual(['first']);
  resolve('of the first');
  expect(await Promise.all(results)).toEqual(['of the first', 'of the second']);
});

it('work that fails does not keep the work after it from running', async () => {
  const run = inOrder();
  const failing = run(() => Promise.reject(new Error('No.')));
  const next = run(() => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('No.');
  expect(await next).toBe('done');
});
