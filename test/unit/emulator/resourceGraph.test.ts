import { describe, expect, it } from 'vitest';
import { page } from '../../../src/emulator/resourceGraph/page.ts';
import { runQuery } from '../../../src/emulator/resourceGraph/query.ts';
import { indexTables } from '../../../src/emulator/resourceGraph/tables.ts';
import type { Row, Tables } from '../../../src/emulator/resourceGraph/tables.ts';
import { scenario } from '../../../src/emulator/scenarios/named.ts';

const subscription = '/subscriptions/11111111-0000-4000-a000-000000000000';
const group = `${subscription}/resourceGroups/rg-shop`;

function cluster(name: string, more: Row): Row {
  const type = 'Microsoft.ContainerService/managedClusters';
  return { id: `${group}/providers/${type}/${name}`, name, type, location: 'westeurope', ...more };
}

const tables = indexTables({
  tenantId: 'tenant',
  subscriptions: [{ subscriptionId: '11111111-0000-4000-a000-000000000000', displayName: 'Production' }],
  resources: [
    { id: group, name: 'rg-shop', type: 'Microsoft.Resources/resourceGroups', location: 'westeurope' },
    cluster('shop', {
      tags: { env: 'prod', 'cost.center': '1' },
      identity: { type: 'SystemAssigned', principalId: 'P-shop' },
      properties: {
        nodes: 3,
        private: true,
        state: 'Succeeded',
        pools: [
          { name: 'a', count: 1 },
          { name: 'b', count: 2 },
        ],
      },
    }),
    cluster('Pay', {
      location: 'northeurope',
      tags: { env: 'Prod' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { '/ids/one': { principalId: 'P-one' } } },
      properties: { nodes: 5, private: false, state: 'Updating', pools: [] },
    }),
    cluster('legacy', { properties: { servicePrincipalProfile: { clientId: 'app' } } }),
    {
      id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/s`,
      name: 's',
      type: 'Microsoft.Network/virtualNetworks/subnets',
    },
  ],
  authorization: [
    assignment('1', 'P-shop', 'reader'),
    assignment('2', 'P-shop', 'contributor'),
    assignment('3', 'P-one', 'reader'),
  ],
});

function assignment(name: string, principalId: string, roleDefinitionId: string): Row {
  const type = 'Microsoft.Authorization/roleAssignments';
  return { id: `${group}/providers/${type}/${name}`, name, type, properties: { principalId, roleDefinitionId } };
}

function rows(query: string, from: Tables = tables): Row[] {
  const answer = runQuery(query, from);
  if ('error' in answer) throw new Error(JSON.stringify(answer.error));
  return answer.rows;
}

function names(query: string): unknown[] {
  return rows(query).map((row) => row['name']);
}

function detail(query: string): unknown {
  const answer = runQuery(query, tables);
  if (!('error' in answer)) throw new Error(`accepted: ${JSON.stringify(answer.rows)}`);
  expect(answer.error.code).toBe('BadRequest');
  expect(answer.error.details![0]!.code).toBe('InvalidQuery');
  return answer.error.details![1];
}

/** The value of one expression about the cluster shop. */
function value(expression: string, name = 'shop'): unknown {
  return rows(`resources | where name == '${name}' | project v = ${expression}`)[0]!['v'];
}

describe('tables', () => {
  it('have ids and types in lower case, and the group and subscription of the id', () => {
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

  it('keep groups and subscriptions apart from resources, and leave out children of resources', () => {
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

describe('where', () => {
  it.each<[string, string[]]>([
    ["name == 'shop'", ['shop']],
    ["name == 'Shop'", []],
    ["name =~ 'SHOP'", ['shop']],
    ["name != 'shop'", ['Pay', 'legacy']],
    ["name !~ 'PAY'", ['shop', 'legacy']],
    ["name in ('shop', 'pay')", ['shop']],
    ["name in~ ('shop', 'pay')", ['shop', 'Pay']],
    ["name !in ('shop')", ['Pay', 'legacy']],
    ["name !in~ ('SHOP', 'pay')", ['legacy']],
    ["name contains 'A'", ['Pay', 'legacy']],
    ["name contains_cs 'A'", []],
    ["name !contains 'a'", ['shop']],
    ["name startswith 'P'", ['Pay']],
    ["name endswith 'Y' and not(name =~ 'pay')", ['legacy']],
    ["id has 'managedclusters'", ['shop', 'Pay', 'legacy']],
    ["id has 'cluster'", []],
    ["name has_any ('shop', 'legacy')", ['shop', 'legacy']],
    ['properties.nodes > 3', ['Pay']],
    ['properties.nodes == 3', ['shop']],
    ['properties.private == true', ['shop']],
    ['properties.nodes >= 3 and (name == "shop" or name == "Pay")', ['shop', 'Pay']],
    ["isnotempty(tags['env'])", ['shop', 'Pay']],
    ['isempty(tags.env)', ['legacy']],
    ['isnull(identity)', ['legacy']],
    ["properties.pools[0].name == 'a'", ['shop']],
    ["properties.['pools'][1]['name'] == 'b'", ['shop']],
    ["tags['cost.center'] == '1'", ['shop']],
    ["identity.type in~ ('systemassigned')", ['shop']],
  ])('%s', (predicate, expected) => {
    expect(names(`resources | where ${predicate}`)).toEqual(expected);
  });

  it('drops rows for which the answer is null: a missing property equals nothing and is unlike everything', () => {
    expect(names("resources | where properties.state == 'Succeeded'")).toEqual(['shop']);
    expect(names("resources | where properties.state != 'Succeeded'")).toEqual(['Pay', 'legacy']);
    expect(names('resources | where not(properties.nodes > 3)')).toEqual(['shop']);
    expect(names('resources | where properties.nodes > 3 or properties.nodes <= 3')).toEqual(['shop', 'Pay']);
  });

  it('binds and tighter than or', () => {
    expect(names("resources | where name == 'shop' or name == 'Pay' and location == 'nowhere'")).toEqual(['shop']);
  });

  it('skips comments and takes quotes of both kinds, escaped and verbatim', () => {
    expect(names(`resources // all of them\n| where name == "shop" // one\n`)).toEqual(['shop']);
    expect(value(String.raw`strcat('it\'s', "\t", @'c:\d', @"say ""hi""")`)).toBe("it's\tc:\\d" + 'say "hi"');
  });

  it('is about resources where no table is named', () => {
    expect(names("where name == 'shop' | project name")).toEqual(['shop']);
  });
});

describe('expressions', () => {
  it.each<[string, unknown]>([
    ["strcat(name, '-', location)", 'shop-westeurope'],
    ['tostring(properties.nodes)', '3'],
    ['tostring(properties.missing)', ''],
    ['tostring(tags)', '{"env":"prod","cost.center":"1"}'],
    ["toint('7') + 1", 8],
    ['7 / 2', 3],
    ['7.0 / 2', 3.5],
    ['1 + 2 * 3 - -4', 11],
    ['array_length(properties.pools)', 2],
    ['bag_keys(tags)', ['env', 'cost.center']],
    ["split(id, '/')[2]", '11111111-0000-4000-a000-000000000000'],
    ["iff(properties.private, 'yes', 'no')", 'yes'],
    ["case(name == 'x', 1, name == 'shop', 2, 3)", 2],
    ['coalesce(tostring(properties.none), tostring(properties.state))', 'Succeeded'],
    ["substring('abcdef', 2, 3)", 'cde'],
    ["replace_string(name, 's', '$&')", '$&hop'],
    ['toupper(name)', 'SHOP'],
    ['isnotnull(properties.pools)', true],
    ["set_has_element(dynamic(['a', 'b']), 'b')", true],
    ["name in (dynamic(['shop', 'x']))", true],
    ['dynamic({"a":[1,-2.5,null,true]}).a[1]', -2.5],
    ["bag_pack('k', name)", { k: 'shop' }],
    ['parse_json(\'{"a":1}\').a', 1],
    ['properties.constructor', null],
    ['properties.pools[-1].name', 'b'],
  ])('%s', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it('are called by where they come from, or by their place', () => {
    expect(
      Object.keys(rows('resources | take 1 | project properties.pools[0].name, tostring(tags.env), tolower(name)')[0]!),
    ).toEqual(['properties_pools_0_name', 'tags_env', 'Column3']);
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

  it('order by puts the largest first, and nulls where they belong, unless told otherwise', () => {
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

  it('inner pairs what is equal, leftouter keeps the rest with empty columns', () => {
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

  it('without a kind takes one row of the left for each key', () => {
    const groups = '(resourcecontainers | project resourceGroup = name, groupName = name)';
    expect(rows(`resources | join ${groups} on resourceGroup | project name`)).toEqual([{ name: 'shop' }]);
    expect(rows(`resources | join kind=inner ${groups} on resourceGroup | project name`)).toHaveLength(3);
  });

  it('takes keys of different names, and several', () => {
    const on = '$left.subscriptionId == $right.s and $right.r == $left.resourceGroup';
    const groups = '(resourcecontainers | project s = subscriptionId, r = name)';
    expect(rows(`resources | join kind=inner ${groups} on ${on} | count`)).toEqual([{ Count: 3 }]);
  });

  it('tells keys apart that only look alike when put together', () => {
    const left = "resources | where name == 'shop' | project a = 'x', b = ''";
    const right = "(resources | where name == 'shop' | project a = '', b = 'x')";
    expect(rows(`${left} | join kind=inner ${right} on a, b`)).toEqual([]);
  });
});

describe('what is outside the subset', () => {
  it('answers a query that cannot be read with the place where that is', () => {
    expect(detail("resources | where name == 'a\n| take 1")).toEqual({
      code: 'ParserFailure',
      message: 'ParserFailure',
      line: 1,
      characterPositionInLine: 26,
      token: "'",
    });
    expect(detail('resources\n| where (name')).toMatchObject({ line: 2, token: '<EOF>', expectedToken: ')' });
  });

  it.each([
    ['an operator', 'resources | parse id with * "/x" y', 'parse'],
    ['a function', 'resources | where now() > 1', 'now'],
    ['an inherited function name', 'resources | extend a = constructor(1)', 'constructor'],
    ['an inherited operator name', 'resources | toString', 'toString'],
    ['an aggregate', 'resources | summarize percentile(name)', 'percentile'],
    [
      'a join flavor that Resource Graph does not have',
      'resources | join kind=leftanti resources on id',
      'kind=leftanti',
    ],
  ])('refuses %s', (_, query, token) => {
    expect(detail(query)).toMatchObject({ code: 'InvalidQueryLanguage', token });
  });

  it('refuses a table that it does not have', () => {
    expect(detail('securityresources')).toEqual({
      code: 'DisallowedLogicalTableName',
      message: 'Table securityresources is invalid, unsupported or disallowed.',
    });
  });

  it.each([
    ['an unknown column', 'resources | where nmae == 1', "named 'nmae'"],
    ['a column in another casing', 'resources | project Name', "named 'Name'"],
    ['a column that was projected away', 'resources | project name | where type == ""', "named 'type'"],
    ['grouping by a dynamic value', 'resources | summarize count() by tags.env', 'dynamic'],
    ['sorting by a dynamic value', 'resources | order by properties.nodes', 'dynamic'],
    ['joining by a dynamic value', 'resources | join resources on properties', 'dynamic'],
    ['comparing two dynamic values', 'resources | where tags.env == properties.state', 'dynamic and dynamic'],
    ['comparing text with a number', 'resources | where name == 1', 'string and long'],
    ['a condition that is none', 'resources | where name', 'type bool'],
    ['a path into a string', 'resources | project name.first', 'type string'],
    ['a number of arguments that does not fit', 'resources | project tolower()', 'number of arguments'],
    ['four joins', `resources ${'| join resources on id '.repeat(4)}`, 'at most 3'],
    [
      'two joins between different tables',
      'resources | join authorizationresources on id | join resourcecontainers on id',
      'different tables',
    ],
    ['four mv-expand', `resources ${'| mv-expand tags '.repeat(4)}`, 'at most 3'],
    ['an mv-expand of too many', 'resources | mv-expand tags limit 401', 'at most 400'],
  ])('refuses %s', (_, query, text) => {
    expect(detail(query)).toMatchObject({ code: 'SemanticError', message: expect.stringContaining(text) as string });
  });

  it.each([
    ['', '<EOF>'],
    ['resources |', '<EOF>'],
    ["resources | where name = 'a'", '='],
    ['let x = 1; resources', 'let'],
    ['resources | take 1; resources', 'resources'],
    ['resources | where a ~ b', '~'],
    [`resources | where ${'('.repeat(5000)}1`, '('],
  ])('fails to read %j', (query, token) => {
    const found = detail(query);
    expect(found).toMatchObject(query.startsWith('let') ? {} : { code: 'ParserFailure', token });
  });

  it('names the time and correlation id as given', () => {
    const support = { timestamp: '2026-08-01T00:00:00Z', correlationId: 'c-1' };
    expect(runQuery('nothing', tables, support)).toMatchObject({
      error: {
        message:
          'Please provide below info when asking for support: timestamp = 2026-08-01T00:00:00Z, correlationId = c-1.',
      },
    });
  });
});

describe('pages', () => {
  const some: Row[] = Array.from({ length: 2500 }, (_, n) => ({ n }));

  it('hold a thousand rows, and a token for the next as long as there are more', () => {
    const first = page(some)!;
    expect(first).toMatchObject({ totalRecords: 2500, count: 1000, resultTruncated: 'true', facets: [] });
    const second = page(some, { $skipToken: first.$skipToken! })!;
    expect(second.data[0]).toEqual({ n: 1000 });
    const third = page(some, { $skipToken: second.$skipToken! })!;
    expect(third).toMatchObject({ count: 500, resultTruncated: 'false' });
    expect(third).not.toHaveProperty('$skipToken');
  });

  it('follow $top and $skip', () => {
    expect(page(some, { $top: 2, $skip: 10 })!.data).toEqual([{ n: 10 }, { n: 11 }]);
    expect(page(some, { $skip: 9999 })).toMatchObject({ count: 0, resultTruncated: 'false' });
  });

  it('are none for numbers and tokens that make no sense', () => {
    for (const options of [{ $top: 0 }, { $top: 1001 }, { $top: 1.5 }, { $skip: -1 }, { $skipToken: 'abc' }]) {
      expect(page(some, options)).toBeUndefined();
    }
  });
});

describe('a fleet', () => {
  it('of 10,000 clusters and 20,000 role assignments is joined in under two seconds', () => {
    const world = scenario('fleet(10000)')!;
    const fleet = indexTables({
      ...world,
      authorization: world.roleAssignments.map((made) => ({
        id: `${made.scope}/providers/Microsoft.Authorization/roleAssignments/${made.name!}`,
        name: made.name!,
        type: 'Microsoft.Authorization/roleAssignments',
        properties: { principalId: made.principalId, scope: made.scope },
      })),
    });
    const start = performance.now();
    const found = rows(
      `resources
       | where type =~ 'Microsoft.ContainerService/managedClusters'
       | extend id0 = tostring(bag_keys(identity.userAssignedIdentities)[0])
       | extend p = coalesce(tostring(identity.principalId), tostring(identity.userAssignedIdentities[id0].principalId))
       | join kind=leftouter (authorizationresources | project p = tostring(properties.principalId), scope = tostring(properties.scope)) on p
       | summarize grants = countif(isnotempty(scope)) by name
       | summarize count() by grants
       | order by grants asc`,
      fleet,
    );
    expect(performance.now() - start).toBeLessThan(2000);
    expect(found).toEqual([
      { grants: 0, count_: 1000 },
      { grants: 2, count_: 9000 },
    ]);
  });
});
