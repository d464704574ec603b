import { expect, it } from 'vitest';
import { counted, nounFor } from '../../../src/domain/words/counted.ts';

it.each([
  [0, 'role', '0 roles'],
  [1, 'role', '1 role'],
  [2, 'registry', '2 registries'],
  [1, 'identity', '1 identity'],
  [12, 'role assignment', '12 role assignments'],
  [1000, 'cluster', '1000 clusters'],
])('%i of %s counts as %s', (count, noun, words) => {
  expect(counted(count, noun)).toBe(words);
  expect(words.endsWith(nounFor(count, noun))).toBe(true);
});
