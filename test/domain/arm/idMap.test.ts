import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdMap } from '../../../src/domain/arm/idMap.ts';
import { idKey } from '../../../src/domain/arm/resourceId.ts';

/** Ids that differ, and ids that only look different; K is the sign for kelvin, whose small letter is k. */
const segment = fc.constantFrom('a', 'A', 'b', 'kv', 'KV', '\u212Av', 'é', 'É', 'subscriptions', '');
const id = fc
  .tuple(fc.constantFrom('/', '//', ''), fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/'))
  .map(([first, segments, last]) => `${first}${segments.join('/')}${last}`);

describe('a table by ids', () => {
  it('answers as a map by their keys does, whatever their casing and slashes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.nat())), fc.array(id), (entries, asked) => {
        const table = new IdMap<number>();
        const map = new Map<string, number>();
        for (const [name, value] of entries) {
          table.set(name, value);
          map.set(idKey(name), value);
        }
        expect(table.size).toBe(map.size);
        expect(table.values()).toEqual([...map.values()]);
        for (const name of [...entries.map(([known]) => known), ...asked]) {
          expect(table.get(name)).toBe(map.get(idKey(name)));
          expect(table.has(name)).toBe(map.has(idKey(name)));
        }
      }),
    );
  });

  it('finds each of thousands', () => {
    const ids = Array.from(
      { length: 5000 },
      (_, index) => `/subscriptions/s/resourceGroups/rg-${index % 50}/x/T-${index}`,
    );
    const table = new IdMap<number>();
    ids.forEach((each, index) => table.set(each, index));
    expect(ids.every((each, index) => table.get(each.toUpperCase()) === index)).toBe(true);
    expect(table.has('/subscriptions/s')).toBe(false);
  });
});
