import { expect, it } from 'vitest';
import { Grouped } from '../../src/shape/grouped.ts';
import { fc } from '../support/property.ts';

it('things in groups are those of their key in the order in which they came, as in lists', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ key: fc.string({ maxLength: 1 }) }), { maxLength: 12 }), (items) => {
      const grouped = new Grouped<{ readonly key: string }>();
      for (const item of items) grouped.add(item.key, item);
      const lists = Map.groupBy(items, ({ key }) => key);
      expect(grouped.size).toBe(lists.size);
      for (const key of [...lists.keys(), 'none']) {
        const found = grouped.get(key);
        expect(found).toHaveLength(lists.get(key)?.length ?? 0);
        for (const [index, item] of found.entries()) expect(item).toBe(lists.get(key)?.[index]);
      }
    }),
  );
});
