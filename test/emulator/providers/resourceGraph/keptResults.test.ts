import { describe, expect, it } from 'vitest';
import { Kept } from '../../../../src/emulator/providers/resourceGraph/kept.ts';
import { RowTexts } from '../../../../src/emulator/providers/resourceGraph/rowTexts.ts';
import { emulate, group, identity } from '../../emulated.ts';

const graph = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01';
const query = 'resources | project id, name, tags | order by id asc';

describe('a result that Resource Graph keeps', () => {
  it('gives each page the rows that belong there, whichever is asked for', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { send } = emulate({ resources: names.toReversed().map((name) => identity(name)) });
    const page = async (skip: number): Promise<readonly unknown[]> => {
      const { body } = await send('POST', graph, { query, options: { $top: 2, $skip: skip } });
      return (body['data'] as unknown as readonly { name: string }[]).map(({ name }) => name);
    };
    expect([await page(0), await page(2), await page(4), await page(0)]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
      ['a', 'b'],
    ]);
  });

  it('goes with the next write', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    const count = async (): Promise<unknown> => (await send('POST', graph, { query })).body['totalRecords'];
    expect(await count()).toBe(1);
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/two`;
    expect((await send('PUT', id, { location: 'westeurope' })).status).toBe(201);
    expect(await count()).toBe(2);
    expect((await send('DELETE', id)).status).toBe(200);
    expect(await count()).toBe(1);
  });

  it('is not for another scope', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    const roles = async (filter: string): Promise<unknown> => {
      const body = {
        query: 'authorizationresources | project id',
        subscriptions: [group.split('/')[2]],
        options: { authorizationScopeFilter: filter },
      };
      return (await send('POST', graph, body)).body['totalRecords'];
    };
    expect(await roles('AtScopeAboveAndBelow')).toBeGreaterThan(0);
    expect(await roles('AtScopeExact')).toBe(0);
  });

  it('of a refused query is made again', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    const ask = async (): Promise<unknown> => (await send('POST', graph, { query: 'resources | nonsense' })).status;
    expect([await ask(), await ask()]).toEqual([400, 400]);
  });
});

describe('the texts of rows', () => {
  it('are written once, those of the next page before it is asked for, and no others', async () => {
    const rows = Array.from({ length: 1000 }, (_, n) => ({ n }));
    const written: number[] = [];
    const texts = new RowTexts(rows, (row) => {
      written.push(Number(row['n']));
      return JSON.stringify(row);
    });
    expect(texts.page(0, 2)).toEqual(['{"n":0}', '{"n":1}']);
    expect(written).toEqual([0, 1]);
    await turns(2);
    expect(written).toEqual([0, 1, 2, 3]);
    expect(texts.page(3, 300)).toHaveLength(300);
    await turns(10);
    expect(written).toEqual(rows.slice(0, 603).map(({ n }) => n));
    expect(texts.page(998, 2)).toEqual(['{"n":998}', '{"n":999}']);
    await turns(10);
    expect(written).toHaveLength(605);
  });

  it('are not kept where one page has them all', () => {
    let count = 0;
    const texts = new RowTexts([{ n: 1 }], () => String(++count));
    expect([...texts.page(0, 1), ...texts.page(0, 1)]).toEqual(['1', '2']);
  });
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a keeper of values', () => {
  it('makes a value once, and lets the one go that was not asked for the longest', () => {
    const made: string[] = [];
    const kept = new Kept<string>(2);
    const get = (key: string): string =>
      kept.get(key, () => {
        made.push(key);
        return key;
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
    kept.forget('b');
    get('b');
    kept.clear();
    get('a');
    expect(made).toEqual(['a', 'b', 'c', 'b', 'b', 'a']);
  });
});
