import { gap, unreadable } from '../../support/domain/unknowns.ts';
import { expect, it } from 'vitest';
import { unknownsOf, type Answer } from '../../../src/domain/arm/answer.ts';
import { unknownTexts } from '../../../src/domain/arm/unknown.ts';
import { say } from '../../../src/sentences/words.ts';

it('an answer says what it leaves out, and why', () => {
  const gaps = [gap('subscription Hub', 'No.')];
  const unreadOf = (answer?: Answer<unknown>) => unknownTexts(unknownsOf(say`Clusters`, answer));
  expect(unreadOf({ kind: 'found', value: [], gaps })).toEqual(['Clusters in subscription Hub: No.']);
  expect(unreadOf(unreadable('No.'))).toEqual(['Clusters: No.']);
  expect(unreadOf({ kind: 'found', value: [] })).toEqual([]);
  expect(unreadOf()).toEqual([]);
});
