import { expect, it } from 'vitest';
import { countWithNoun, nounFor } from '../../../src/domain/words/counts.ts';

it.each([
  [0, 'role', '0 roles'],
  [1, 'role', '1 role'],
  [2, 'registry', '2 registries'],
  [1, 'identity', '1 identity'],
  [12, 'role assignment', '12 role assignments'],
  [1000, 'cluster', '1,000 clusters'],
  [3, 'day', '3 days'],
])('%i of %s counts as %s', (count, noun, words) => {
  expect(countWithNoun(count, noun)).toBe(words);
  expect(words.endsWith(nounFor(count, noun))).toBe(true);
});
