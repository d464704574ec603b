import { describe, expect, it } from 'vitest';
import { emulate, identity, subscriptionId, tenantId } from '../../emulated.ts';

const graph = '/providers/Microsoft.ResourceGraph/resources';

describe('a request to Resource Graph', () => {
  it('answers rows as a table where that is asked for, and without being asked in its first versions (E-245)', async () => {
    const { send } = emulate({ resources: [identity('One')] });
    const text = 'resources | project name, n = 1, half = 0.5, yes = true, tags';
    const table = {
      columns: [
        { name: 'name', type: 'string' },
        { name: 'n', type: 'integer' },
        { name: 'half', type: 'number' },
        { name: 'yes', type: 'boolean' },
        { name: 'tags', type: 'object' },
      ],
      rows: [['One', 1, 0.5, true, {}]],
    };
    const ask = (format: unknown, version = '2024-04-01'): ReturnType<typeof send> =>
      send('POST', `${graph}?api-version=${version}`, { query: text, options: { resultFormat: format } });
    expect((await ask('table')).body).toMatchObject({ count: 1, totalRecords: 1, data: table });
    expect((await ask(undefined, '2019-04-01')).body['data']).toEqual(table);
    expect((await ask('objectArray', '2019-04-01')).body['data']).toHaveLength(1);
    expect((await ask(undefined)).body['data']).toHaveLength(1);
    for (const format of ['csv', 5]) expect((await ask(format)).status).toBe(400);
  });

  it('is about visible subscriptions, about management groups, or about everything (E-246, E-247)', async () => {
    const other = '99999999-9999-4999-a999-999999999999';
    const { send } = emulate({ resources: [identity('one')] });
    const ask = async (scope: object): Promise<unknown> => {
      const { status, body } = await send('POST', graph, { query: 'resources | project name', ...scope });
      return status === 200 ? body['totalRecords'] : body['error']!['details']![0];
    };
    expect(await ask({})).toBe(1);
    expect(await ask({ subscriptions: null })).toBe(1);
    expect(await ask({ subscriptions: [other, subscriptionId] })).toBe(1);
    expect(await ask({ subscriptions: [other] })).toEqual({
      code: 'NoValidSubscriptionsInQueryRequest',
      message: `There must be at least one subscription that is eligible to contain resources. Given: '${other}'.`,
    });
    expect(await ask({ managementGroups: [tenantId] })).toBe(1);
    expect(await ask({ managementGroups: ['nowhere'] })).toMatchObject({ code: 'NoValidSubscriptionsInQueryRequest' });
    expect(await ask({ managementGroups: ['Tenant Root Group'] })).toEqual({
      code: 'ManagementGroupsContainInvalidIds',
      message: "The provided management groups must be valid. Given: 'Tenant Root Group'.",
    });
    expect(await ask({ subscriptions: subscriptionId })).toMatchObject({ code: 'InvalidScope' });
    expect(await ask({ managementGroups: [5] })).toMatchObject({ code: 'InvalidScope' });
    expect(await ask({ facets: [{ expression: 'location' }] })).toMatchObject({ code: 'FacetsNotSupported' });
    expect(await ask({ options: { $skipToken: 5 } })).toMatchObject({ code: 'InvalidPagingOptions' });
  });
});
