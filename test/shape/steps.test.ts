import { describe, expect, it } from 'vitest';
import { inOneGo, itemsInStep, passingInSteps, sortedInSteps } from '../../src/shape/steps.ts';

const sizes = [0, 1, itemsInStep - 1, itemsInStep, itemsInStep + 1, 3 * itemsInStep, 5 * itemsInStep + 7];

describe('a long list, step by step', () => {
  it.each(sizes)('of %i items is sorted as in one go, with equal items in their order', (size) => {
    // Numbers that come again and again, in an order of their own.
    const items = Array.from({ length: size }, (_, index) => ({ number: (index * 7919) % 53, index }));
    const compare = (a: { number: number }, b: { number: number }): number => a.number - b.number;
    expect(inOneGo(sortedInSteps(items, compare))).toEqual(items.toSorted(compare));
  });

  it.each(sizes)('of %i items is filtered as in one go, at most so many at a time', (size) => {
    const items = Array.from({ length: size }, (_, index) => index);
    let count = 0;
    const steps = passingInSteps(items, (item) => (count++, item % 3 === 0));
    for (let step = steps.next(); ; step = steps.next()) {
      expect(count).toBeLessThanOrEqual(itemsInStep);
      count = 0;
      if (step.done !== true) continue;
      expect(step.value).toEqual(items.filter((item) => item % 3 === 0));
      break;
    }
  });
});
