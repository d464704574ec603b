import { describe, expect, it } from 'vitest';
import { IdMap } from '../../../src/domain/arm/idMap.ts';

const id = '/subscriptions/s/resourceGroups/rg-shop/providers/M.I/identities/id-shop';

describe('a table by ids', () => {
  it.each([id, id.toUpperCase(), id.toLowerCase(), `/${id}`, `${id}/`])('finds what it has as %s', (spelled) => {
    const table = new IdMap<number>().set('/subscriptions/s', 1).set(id, 2);
    expect([table.has(spelled), table.get(spelled), table.size]).toEqual([true, 2, 2]);
    table.set(spelled, 3);
    expect([table.get(id), [...table.values()]]).toEqual([3, [1, 3]]);
  });

  it('has nothing under an id that it was not given', () => {
    const table = new IdMap<number>().set(id, 1);
    expect([table.has(`${id}-2`), table.get('/subscriptions/s'), table.get('')]).toEqual([false, undefined, undefined]);
  });
});
