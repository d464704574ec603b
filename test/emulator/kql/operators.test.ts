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
  it('extend adds and replaces columns, project chooses, project-away drops', () => {
    expect(
      rows("resources | where name == 'shop' | extend name = toupper(name), n = properties.nodes | project name, n"),
    ).toEqual([{ name: 'SHOP', n: 3 }]);
    expect(rows('resources | take 1 | project name, location, type | project-away loc*, type')).toEqual([
      { name: 'shop' },
    ]);
  });

  it('order by puts the largest first, and nulls where they belong, unless the query says otherwise (E-235)', () => {
    expect(names('resources | order by name')).toEqual(['shop', 'legacy', 'Pay']);
    expect(names('resources | sort by toint(properties.nodes) asc')).toEqual(['legacy', 'shop', 'Pay']);
    expect(names('resources | order by toint(properties.nodes) desc')).toEqual(['Pay', 'shop', 'legacy']);
    expect(names('resources | order by toint(properties.nodes) asc nulls last')).toEqual(['shop', 'Pay', 'legacy']);
    expect(names('resources | order by location desc, name asc')).toEqual(['legacy', 'shop', 'Pay']);
  });

  it('take, limit and top end early', () => {
    expect(names('resources | take 1')).toEqual(['shop']);
    expect(names('resources | limit 0')).toEqual([]);
    expect(names('resources | top 2 by toint(properties.nodes)')).toEqual(['Pay', 'shop']);
  });

  it('summarize counts and gathers by group', () => {
    expect(rows('resources | summarize count(), list = make_list(name) by location | order by location asc')).toEqual([
      { location: 'northeurope', count_: 1, list: ['Pay'] },
      { location: 'westeurope', count_: 2, list: ['shop', 'legacy'] },
    ]);
    expect(
      rows(
        'resources | summarize countif(properties.private == true), min(toint(properties.nodes)), total = sum(toint(properties.nodes)), make_set(location)',
      ),
    ).toEqual([{ countif_: 1, min_properties_nodes: 3, total: 8, set_location: ['westeurope', 'northeurope'] }]);
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
    expect(rows("resources | where name == 'x' | summarize count(), any(name)")).toEqual([
      { count_: 0, any_name: null },
    ]);
    expect(rows("resources | where name == 'x' | summarize count() by name")).toEqual([]);
  });

  it('distinct gives each once', () => {
    expect(rows('resources | distinct location')).toEqual([{ location: 'westeurope' }, { location: 'northeurope' }]);
    expect(rows('resources | distinct toupper(location)')).toHaveLength(2);
  });

  it('mv-expand makes a row of each item, and keeps rows without any', () => {
    const expanded = rows(
      'resources | mv-expand with_itemindex=i pool = properties.pools | project name, pool = tostring(pool.name), i',
    );
    expect(expanded).toEqual([
      { name: 'shop', pool: 'a', i: 0 },
      { name: 'shop', pool: 'b', i: 1 },
      { name: 'Pay', pool: '', i: 0 },
      { name: 'legacy', pool: '', i: 0 },
    ]);
    expect(rows("resources | where name == 'shop' | mv-expand tags | project tags")).toEqual([
      { tags: { env: 'prod' } },
      { tags: { 'cost.center': '1' } },
    ]);
    expect(
      rows("resources | where name == 'shop' | mv-expand k = bag_keys(tags) to typeof(string) limit 1 | project k"),
    ).toEqual([{ k: 'env' }]);
  });

  it('union puts the rows of two tables together', () => {
    expect(
      names("resources | union (resourcecontainers | where type endswith '/resourcegroups') | order by name asc"),
    ).toEqual(['Pay', 'legacy', 'rg-shop', 'shop']);
    expect(rows('resources | project a = name | union (resources | project b = name) | take 1')).toEqual([
      { a: 'shop', b: '' },
    ]);
  });
});

describe('join', () => {
  const clusters =
    "resources | where type == 'microsoft.containerservice/managedclusters' | extend p = tostring(identity.principalId)";
  const roles =
    '(authorizationresources | project p = tostring(properties.principalId), role = tostring(properties.roleDefinitionId))';

  it('inner pairs what is equal, leftouter keeps the rest with empty columns (E-234)', () => {
    expect(rows(`${clusters} | join kind=inner ${roles} on p | project name, role`)).toEqual([
      { name: 'shop', role: 'reader' },
      { name: 'shop', role: 'contributor' },
    ]);
    expect(rows(`${clusters} | join kind=leftouter ${roles} on p | project name, role, p1`)).toEqual([
      { name: 'shop', role: 'reader', p1: 'P-shop' },
      { name: 'shop', role: 'contributor', p1: 'P-shop' },
      { name: 'Pay', role: '', p1: '' },
      { name: 'legacy', role: '', p1: '' },
    ]);
  });

  it('fullouter keeps both rests', () => {
    expect(rows(`${clusters} | join kind=fullouter ${roles} on p | where isempty(name) | project role, p1`)).toEqual([
      { role: 'reader', p1: 'P-one' },
    ]);
  });

  it('the operator join without a kind takes one row on the left for each key (E-233)', () => {
    const groups = '(resourcecontainers | project resourceGroup = name, groupName = name)';
    expect(rows(`resources | join ${groups} on resourceGroup | project name`)).toEqual([{ name: 'shop' }]);
    expect(rows(`resources | join kind=inner ${groups} on resourceGroup | project name`)).toHaveLength(3);
  });

  it('the operator join takes keys of different names, and several', () => {
    const on = '$left.subscriptionId == $right.s and $right.r == $left.resourceGroup';
    const groups = '(resourcecontainers | project s = subscriptionId, r = name)';
    expect(rows(`resources | join kind=inner ${groups} on ${on} | count`)).toEqual([{ Count: 3 }]);
  });

  it('distinguishes keys that only look alike when put together', () => {
    const left = "resources | where name == 'shop' | project a = 'x', b = ''";
    const right = "(resources | where name == 'shop' | project a = '', b = 'x')";
    expect(rows(`${left} | join kind=inner ${right} on a, b`)).toEqual([]);
  });
});
