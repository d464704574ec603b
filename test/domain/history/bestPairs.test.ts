import { describe, expect, it } from 'vitest';
import { bestPairs } from '../../../src/domain/history/bestPairs.ts';
import { fc } from '../../support/property.ts';

type Costs = readonly (readonly (number | undefined)[])[];

/** The most pairs, and the least that so many of them cost, found by trying everything. */
function best(costs: Costs, from = 0, taken: readonly number[] = []): { pairs: number; cost: number } {
  const own = costs[from];
  if (own === undefined) return { pairs: 0, cost: 0 };
  const without = best(costs, from + 1, taken);
  return own.reduce((most, cost, other) => {
    if (cost === undefined || taken.includes(other)) return most;
    const rest = best(costs, from + 1, [...taken, other]);
    const found = { pairs: rest.pairs + 1, cost: rest.cost + cost };
    const isBetter = found.pairs > most.pairs || (found.pairs === most.pairs && found.cost < most.cost);
    return isBetter ? found : most;
  }, without);
}

describe('the best pairs', () => {
  it('are as many as there can be and cost least, for every table of costs and in every order (H-20)', () => {
    const table = fc.array(fc.array(fc.option(fc.nat(30), { nil: undefined }), { minLength: 5, maxLength: 5 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(table, fc.boolean(), (costs, isTurned) => {
        const rows = costs.map((own, row) => ({ own, row }));
        const others = [0, 1, 2, 3, 4].map((other) => ({ other }));
        const paired = bestPairs(isTurned ? rows.toReversed() : rows, ({ own }) =>
          own.flatMap((cost, other) => (cost === undefined ? [] : [[others[other]!, cost] as const])),
        );
        const spent = others.flatMap((each) => paired.get(each)?.own[each.other] ?? []);
        expect(spent).toHaveLength(paired.size);
        expect(new Set(paired.values()).size).toBe(paired.size);
        expect({ pairs: paired.size, cost: spent.reduce((sum, cost) => sum + cost, 0) }).toEqual(best(costs));
      }),
      { numRuns: 2000 },
    );
  });
});
