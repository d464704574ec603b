import { expect, it } from 'vitest';
import { createEmitter } from '../../src/async/emitter.ts';

it('an emitter calls every listener until it is disposed', async () => {
  const emitter = createEmitter<number>();
  const heard = [] as number[];
  const other = [] as number[];
  const listening = emitter.on((value) => void heard.push(value));
  emitter.on((value) => void other.push(value));
  emitter.emit(1);
  await Promise.resolve();
  listening.dispose();
  emitter.emit(2);
  await Promise.resolve();
  expect([heard, other]).toEqual([[1], [1, 2]]);
});
