import { describe, expect, test } from 'vitest';
import { Kept } from '../../../../src/emulator/providers/resourceGraph/kept.ts';
import { emulate, group, identity } from '../../emulated.ts';

const graph = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01';
const query = 'resources | project id, name, tags | order by id asc';

describe('a result that Resource Graph keeps', () => {
  test('a result that Resource Graph keeps gives each page the rows that belong there, whichever is asked for', async () => {
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

  test('a result that Resource Graph keeps goes with the next write', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    const count = async (): Promise<unknown> => (await send('POST', graph, { query })).body['totalRecords'];
    expect(await count()).toBe(1);
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/two`;
    expect((await send('PUT', id, { location: 'westeurope' })).status).toBe(201);
    expect(await count()).toBe(2);
    expect((await send('DELETE', id)).status).toBe(200);
    expect(await count()).toBe(1);
  });

  test('a result that Resource Graph keeps is not for another scope', async () => {
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

  test('a result that Resource Graph keeps of a refused query is made anew', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    const ask = async (): Promise<unknown> => (await send('POST', graph, { query: 'resources | nonsense' })).status;
    expect([await ask(), await ask()]).toEqual([400, 400]);
  });
});

describe('a keeper of values', () => {
  test('a keeper of values makes a value once, and lets the one go that was not asked for the longest', () => {
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
