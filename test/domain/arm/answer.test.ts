import { expect, it } from 'vitest';
import { unreadOf } from '../../../src/domain/arm/answer.ts';

it('an answer says what it does not tell, and why', () => {
  const gaps = [{ where: 'subscription Hub', reason: 'No.' }];
  expect(unreadOf('Clusters', { kind: 'found', value: [], gaps })).toEqual(['Clusters in subscription Hub: No.']);
  expect(unreadOf('Clusters', { kind: 'unreadable', reason: 'No.' })).toEqual(['Clusters: No.']);
  expect(unreadOf('Clusters', { kind: 'found', value: [] })).toEqual([]);
  expect(unreadOf('Clusters', undefined)).toEqual([]);
});
