import { expect, it } from 'vitest';
import { distinctBy } from '../../src/shape/distinct.ts';
import { fc } from '../support/property.ts';

it('of things with the same key the first stays, in its place', () => {
  expect(distinctBy(['b', 'A', 'a', 'B', 'c'], (one) => one.toLowerCase())).toEqual(['b', 'A', 'c']);
});

it('things that are made distinct have each key once, and no others than before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (all) => {
      const keyOf = (one: number): string => String(Math.abs(one));
      const kept = distinctBy(all, keyOf);
      expect(new Set(kept.map(keyOf))).toEqual(new Set(all.map(keyOf)));
      expect(kept.map((one) => all.findIndex((each) => keyOf(each) === keyOf(one)))).toEqual(
        kept.map((one) => all.indexOf(one)),
      );
      expect(kept.length).toBe(new Set(kept.map(keyOf)).size);
    }),
  );
});
