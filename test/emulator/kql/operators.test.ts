import { describe, expect, it } from 'vitest';
import { group, names, rows } from './shop.ts';

describe('tables', () => {
  it('have ids and types in lower case, and the group and subscription of the id (E-230)', () => {
    expect(
      rows("Resources | where name == 'shop' | project id, type, resourceGroup, subscriptionId, tenantId"),
    ).toEqual([
      {
        id: `${group}/providers/microsoft.containerservice/managedclusters/shop`.toLowerCase(),
        type: 'microsoft.containerservice/managedclusters',
        resourceGroup: 'rg-shop',
        subscriptionId: '11111111-0000-4000-a000-000000000000',
        tenantId: 'tenant',
      },
    ]);
  });

  it('keep groups and subscriptions apart from resources, and leave out children of resources (E-231)', () => {
    expect(names('resources')).toEqual(['shop', 'Pay', 'legacy']);
    expect(names('resourcecontainers | order by type asc')).toEqual(['Production', 'rg-shop']);
    expect(rows('authorizationresources | count')).toEqual([{ Count: 3 }]);
  });

  it('show every column of a resource where nothing is projected', () => {
    expect(Object.keys(rows('resources | take 1')[0]!)).toEqual(
      expect.arrayContaining(['id', 'name', 'type', 'location', 'properties', 'tags', 'identity', 'sku', 'kind']),
    );
  });
});

describe('tabular operators', () => {
  it('extend adds and replaces columns, project chooses', () => {
    expect(
      rows("resources | where name == 'shop' | extend name = tolower(type), n = properties.nodes | project name, n"),
    ).toEqual([{ name: 'microsoft.containerservice/managedclusters', n: 3 }]);
  });

  it('order by puts the largest first and nulls last, unless the query reverses it (E-235)', () => {
    expect(names('resources | order by name')).toEqual(['shop', 'legacy', 'Pay']);
    expect(names('resources | extend n = properties.nodes > 3 | sort by n asc')).toEqual(['legacy', 'shop', 'Pay']);
    expect(names('resources | order by properties.nodes > 3 desc')).toEqual(['Pay', 'shop', 'legacy']);
    expect(names('resources | order by location desc, name asc')).toEqual(['legacy', 'shop', 'Pay']);
  });

  it('take and limit end early', () => {
    expect(names('resources | take 1')).toEqual(['shop']);
    expect(names('resources | limit 0')).toEqual([]);
  });

  it('summarize counts and gathers by group', () => {
    expect(rows('resources | summarize count(), list = make_list(name) by location | order by location asc')).toEqual([
      { location: 'northeurope', count_: 1, list: ['Pay'] },
      { location: 'westeurope', count_: 2, list: ['shop', 'legacy'] },
    ]);
  });

  it('summarize packs the rows of each group into one list, and counts them (E-240)', () => {
    const query = `resources
      | extend tail = tolower(substring(name, strlen(name) - 1))
      | where tail !in ('p')
      | summarize number = count(), packed = make_list(pack_array(name, properties.nodes, tags.none)) by subscriptionId, tail
      | project tail, number, packed
      | order by tail asc`;
    expect(rows(query)).toEqual(
      [
        {
          tail: 'y',
          number: 2,
          packed: [
            ['legacy', null, null],
            ['Pay', 5, null],
          ],
        },
      ].map((row) => ({ ...row, packed: expect.arrayContaining(row.packed) as unknown })),
    );
  });

  it('summarize of nothing is one row without groups and none with', () => {
    expect(rows("resources | where name == 'x' | summarize count()")).toEqual([{ count_: 0 }]);
    expect(rows("resources | where name == 'x' | summarize count() by name")).toEqual([]);
  });
});
