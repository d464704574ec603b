import { expect, it } from 'vitest';
import { createSignal } from '../../src/async/emitter.ts';

it('tells every listener until it is disposed', async () => {
  const signal = createSignal<number>();
  const [heard, other] = [[] as number[], [] as number[]];
  const listening = signal.listen((value) => void heard.push(value));
  signal.listen((value) => void other.push(value));
  signal.tell(1);
  await Promise.resolve();
  listening.dispose();
  signal.tell(2);
  await Promise.resolve();
  expect([heard, other]).toEqual([[1], [1, 2]]);
});
