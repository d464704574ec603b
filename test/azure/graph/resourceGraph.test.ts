import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { armShapes } from '../../../src/azure/http/armShapes.ts';
import { queryGraph, queryGraphUpTo } from '../../../src/azure/graph/resourceGraph.ts';
import { textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

interface Options {
  readonly $top: number;
  readonly $skip?: number;
}

/** A table that `change` may alter before each answer. */
function table(count: number, change: (rows: string[], request: number) => void = () => undefined) {
  const rows = Array.from({ length: count }, (_, index) => idOf(index));
  const asked: Options[] = [];
  const double = httpDouble((request): Scripted => {
    const { options, query } = JSON.parse(request.body as string) as { options: Options; query: string };
    if (query.includes('make_list')) return refusal('InvalidQuery');
    asked.push(options);
    change(rows, asked.length);
    const { $top, $skip = 0 } = options;
    const data = rows.slice($skip, $skip + $top).map((id) => ({ id }));
    return { body: { totalRecords: rows.length, count: data.length, data } };
  });
  const read = (): Promise<readonly (string | undefined)[]> =>
    queryGraph(createArm(armOptions(double)), {
      from: 'resources',
      columns: ['id', 'name'],
      subscriptionIds: ['s'],
      shape: armShapes.thing,
      toModel: (row: JsonObject) => textAt(row, 'id'),
    });
  return { rows, asked, read };
}
const question = {
  from: 'resources',
  columns: ['id'],
  subscriptionIds: ['s'],
  shape: armShapes.thing,
  toModel: (row: JsonObject) => row,
};
const refusal = (code: string): Scripted => {
  const details = [{ code, message: 'This is not answered.' }];
  return { status: 400, body: { error: { code: 'BadRequest', message: 'Invalid.', details } } };
};
const idOf = (index: number): string => `/row/${String(index).padStart(6, '0')}`;

describe('a question to Resource Graph', () => {
  it.each([0, 1, 999, 1000, 1001, 1999, 2000, 10_000, 150_000])(
    'is answered whole and in order with %i rows',
    async (count) => {
      const { rows, read } = table(count);
      expect(await read()).toEqual(rows);
    },
  );

  it('is not answered where Azure says that rows are missing, whatever it counts', async () => {
    const body = { totalRecords: 1, count: 1, data: [{ id: '/a' }], resultTruncated: 'true' };
    const double = httpDouble(() => ({ body }));
    await expect(queryGraph(createArm(armOptions(double)), question)).rejects.toThrow(
      'The answer says that rows are missing.',
    );
  });

  it('takes one request for each 999 rows after the first thousand', async () => {
    const { asked, read } = table(10_000);
    await read();
    expect(asked).toHaveLength(11);
    expect(asked.every(({ $top }) => $top === 1000)).toBe(true);
  });

  it('misses no row that is there all the time, though another goes while pages are fetched', async () => {
    const { rows, asked, read } = table(4000, (rows, request) => {
      if (request === 3) rows.splice(500, 1);
    });
    const found = await read();
    expect(rows.filter((id) => !found.includes(id))).toEqual([]);
    expect(found).toHaveLength(new Set(found).size);
    expect(asked.length).toBeGreaterThan(5);
  });

  it('misses none either where one comes for one that goes, so that the count stays the same', async () => {
    const { rows, read } = table(4000, (rows, request) => {
      if (request !== 3) return;
      rows.splice(500, 1);
      rows.push(idOf(999_999));
    });
    const found = await read();
    expect(rows.filter((id) => !found.includes(id))).toEqual([]);
  });

  it('names no row twice where rows come', async () => {
    const { rows, read } = table(4000, (rows, request) => {
      if (request === 2) rows.unshift('/new/a', '/new/b');
    });
    const found = await read();
    expect(found).toHaveLength(new Set(found).size);
    expect(rows.filter((id) => !found.includes(id))).toEqual([]);
  });

  it('goes back where more rows went than pages have in common', async () => {
    const { rows, read } = table(4000, (rows, request) => {
      if (request === 3) rows.splice(100, 1);
      if (request === 7) rows.splice(0, 400);
    });
    const found = await read();
    expect(rows.filter((id) => !found.includes(id))).toEqual([]);
  });

  it('fails where rows change faster than they can be read', async () => {
    const { read } = table(4000, (rows, request) => {
      rows.splice(0, rows.length, ...Array.from({ length: 4000 }, (_, index) => `/${request}/${idOf(index)}`));
    });
    await expect(read()).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('never takes an odd answer for no rows', async () => {
    const double = httpDouble([{ body: { totalRecords: 0, rows: [] } }]);
    await expect(queryGraph(createArm(armOptions(double)), question)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('asks for smaller pages where an answer would be too large', async () => {
    const asked: number[] = [];
    const double = httpDouble((request): Scripted => {
      const { options } = JSON.parse(request.body as string) as { options: Options };
      asked.push(options.$top);
      if (options.$top > 300) {
        return refusal('ResponsePayloadTooLarge');
      }
      const { $top, $skip = 0 } = options;
      const all = Array.from({ length: 600 }, (_, index) => ({ id: idOf(index) }));
      return { body: { totalRecords: 600, data: all.slice($skip, $skip + $top) } };
    });
    const rows = await queryGraph(createArm(armOptions(double)), {
      from: 'resources',
      columns: ['id', 'name'],
      subscriptionIds: ['s'],
      shape: armShapes.thing,
      toModel: (row) => row,
    });
    expect(rows).toHaveLength(600);
    expect(asked).toEqual([1000, 500, 250, 250, 250]);
  });

  it('for some rows at most gives up after one page, also where pages had to become smaller', async () => {
    const asked: number[] = [];
    const double = httpDouble((request): Scripted => {
      const { $top } = (JSON.parse(request.body as string) as { options: Options }).options;
      asked.push($top);
      if ($top > 600) return refusal('ResponsePayloadTooLarge');
      const data = Array.from({ length: $top }, (_, index) => ({ id: idOf(index) }));
      return { body: { totalRecords: 5000, data } };
    });
    expect(await queryGraphUpTo(4000, createArm(armOptions(double)), question)).toBeUndefined();
    expect(asked).toEqual([1000, 500]);
  });
});
