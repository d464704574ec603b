import { describe, expect, it } from 'vitest';
import { runQuery } from '../../../src/emulator/kql/query.ts';
import { indexTables, type Row } from '../../../src/emulator/kql/tables.ts';
import type { Value } from '../../../src/emulator/kql/evaluate/values.ts';

const now = '2026-09-15T12:00:00.000Z';
const support = { timestamp: now, correlationId: 'c' };

const tables = indexTables({
  tenantId: 'tenant',
  subscriptions: [],
  resources: () => [],
  authorization: () => [],
  changes: () =>
    [
      ['hour', '2026-09-15T11:00:00.1234567Z'],
      ['week', '2026-09-08T12:00:00.000+00:00'],
      ['fortnight', '2026-09-01T12:00:00Z'],
      ['none', undefined],
      ['wrong', 'yesterday'],
    ].map(([name, timestamp]): Row => ({
      id: `/a/${String(name)}`,
      name,
      type: 'Microsoft.Resources/changes',
      properties: { timestamp },
    })),
});

function answer(query: string): { rows?: Row[]; error?: { details?: readonly { message: string }[] } } {
  return runQuery(`resourcechanges ${query}`, tables, support);
}

function names(query: string): (Value | undefined)[] {
  return (answer(`${query} | project name`).rows ?? []).map((row) => row['name']);
}

function value(expression: string): Value | undefined {
  return answer(`| take 1 | project a = ${expression}`).rows?.[0]?.['a'];
}

const at = 'todatetime(properties.timestamp)';

describe('times in queries', () => {
  it.each([
    [`| where ${at} > ago(1d)`, ['hour']],
    [`| where ${at} >= ago(7d)`, ['hour', 'week']],
    [`| where ${at} <= now() - 1.5h`, ['week', 'fortnight']],
    [`| where ${at} between (datetime(2026-09-01) .. datetime(2026-09-08T12:00:00Z))`, ['week', 'fortnight']],
    [`| where ${at} !between (ago(14d) .. 7d)`, ['hour']],
    [`| where ${at} between (ago(14d) .. 7d)`, ['week', 'fortnight']],
    [`| where now() - ${at} < 61m`, ['hour']],
    [`| where properties.timestamp > datetime("2026-09-08 13:00")`, ['hour']],
    [`| where ${at} == datetime(2026-09-08T14:00:00+02:00)`, ['week']],
    [`| order by ${at} asc`, ['none', 'wrong', 'fortnight', 'week', 'hour']],
    [`| extend t = ${at} | order by t desc | take 2`, ['hour', 'week']],
  ])('select with row %# (H-43)', (query, expected) => {
    expect(names(query)).toEqual(expected);
  });

  it.each([
    ['now()', '2026-09-15T12:00:00.0000000Z'],
    ['now(-1h)', undefined],
    ['ago(90d)', '2026-06-17T12:00:00.0000000Z'],
    ['datetime(2026-09-15) - datetime(2026-09-13T22:00)', '1.02:00:00'],
    ['tostring(1h + 1500ms)', '01:00:01.5000000'],
    ['10s - 1m', '-00:00:50'],
    ['datetime(2026-09-15) + 1d', '2026-09-16T00:00:00.0000000Z'],
    ["todatetime('never')", null],
    ['strlen(tostring(now()))', 28],
    ["todatetime('2026-09-15T11:00:00.1234567+01:00')", '2026-09-15T10:00:00.1234567Z'],
    ['1 - 3', -2],
  ])('%s is %s (H-43, E-287)', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it.each([
    ['a time with a text', "| where now() > '2026-01-01'", 'types datetime and string'],
    ['the sum of two times', '| project now() + now()', 'types datetime and datetime'],
    ['a time and a number', '| project now() - 1', 'types datetime and long'],
    ['a time that is none', '| where now() > datetime(today)', 'datetime(today)'],
    ['texts between texts', "| where name between ('a' .. 'b')", 'of type string'],
  ])('refuse %s (H-43)', (_, query, text) => {
    expect(answer(query).error?.details?.[1]?.message).toContain(text);
  });
});
