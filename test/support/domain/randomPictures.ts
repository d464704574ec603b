/** Maps with any number of things, names of any length and lines between any of them. */
import { iconNames } from '../../../src/domain/picture/icons.ts';
import { lineKinds, markTones, type Mark, type Picture } from '../../../src/domain/picture/picture.ts';
import { fc } from '../property.ts';

const name = fc.oneof(
  fc
    .string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'abcdefgWMil-_./ 09') })
    .filter((text) => text.trim() !== ''),
  fc.constantFrom('privatelink.westeurope.azmk8s.io', 'MC_rg-shop_shop-weu_westeurope', 'Private DNS Zone Contributor'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => text.trim() !== ''),
);
const marks: fc.Arbitrary<readonly Mark[]> = fc.array(
  fc.record({
    tone: fc.constantFrom(...markTones),
    word: fc.constantFrom('missing', 'too wide', 'not used', 'unknown'),
  }),
  { maxLength: 2 },
);
const groups = ['a', 'b', 'c'].map((id) => ({ id, title: `Group ${id}` }));

const things = (column: 0 | 1 | 2, maxLength: number): fc.Arbitrary<Picture['things']> =>
  fc
    .tuple(
      fc.boolean(),
      fc.array(
        fc.record({
          label: name,
          caption: fc.oneof(fc.constant(''), name),
          icon: fc.constantFrom(...iconNames),
          marks,
          group: fc.constantFrom(...groups.map(({ id }) => id)),
        }),
        { minLength: column === 2 ? 0 : 1, maxLength },
      ),
    )
    .map(([isGrouped, all]) =>
      all.map(({ group, ...one }, index) => ({
        ...one,
        id: `${column} ${index}`,
        column,
        problems: one.marks.map((_, at) => at),
        ...(column === 1 || (column === 0 && isGrouped) ? { group } : {}),
      })),
    );

/** Draws maps of at most so many holders and places. */
export function randomPictures(most: number): fc.Arbitrary<Picture> {
  return fc.tuple(things(0, 2), things(1, most), things(2, most)).chain(([starts, holders, places]) => {
    const line = (
      from: Picture['things'],
      to: Picture['things'],
      hasRole: boolean,
    ): fc.Arbitrary<Picture['lines'][number]> =>
      fc
        .record({
          from: fc.constantFrom(...from.map(({ id }) => id)),
          to: fc.constantFrom(...to.map(({ id }) => id)),
          label: hasRole ? name : fc.constant(''),
          kind: fc.constantFrom(...lineKinds),
          marks: hasRole ? marks : fc.constant([]),
        })
        .map((one) => ({ ...one, id: `${one.from} > ${one.to} ${one.label}`, problems: [] }));
    const ties = holders.map(({ id }) => ({
      id: `tie ${id}`,
      from: starts[0]!.id,
      to: id,
      label: '',
      kind: 'granted' as const,
      marks: [],
      problems: [],
    }));
    const roles =
      places.length === 0 ? fc.constant([]) : fc.array(line(holders, places, true), { maxLength: 2 * most });
    return roles.map((all) => ({
      groups,
      things: [...starts, ...holders, ...places.filter(({ id }) => all.some(({ to }) => to === id))],
      lines: [...ties, ...new Map(all.map((one) => [one.id, one])).values()],
    }));
  });
}
