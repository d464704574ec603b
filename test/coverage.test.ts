import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A row of docs/tables/coverage.md: its number, and where the product has it. */
interface CoverageRow {
  readonly number: string;
  readonly where: string;
}

const numbered = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${letter}-${String(index + 1).padStart(2, '0')}`);
const requirements = numbered('A', 85);
const decisions = numbered('D', 29);
const workloads = numbered('W', 10);
const around = numbered('R', 35);
const signIn = numbered('Q', 16);
/** Not all of them are built. */
const whoCanAct = [
  'H-01',
  'H-02',
  'H-03',
  'H-04',
  'H-05',
  'H-06',
  'H-07',
  'H-08',
  'H-09',
  'H-10',
  'H-11',
  'H-12',
  'H-13',
  'H-20',
  'H-21',
  'H-22',
  'H-23',
  'H-24',
  'H-25',
  'H-26',
  'H-40',
  'H-41',
  'H-42',
  'H-43',
  'H-44',
  'H-45',
  'H-46',
  'H-50',
  'H-51',
  'H-52',
  'H-53',
  'H-54',
  'H-55',
  'H-56',
  'H-57',
  'H-58',
  'H-60',
  'H-61',
  'H-62',
  'H-63',
];
const rows = readFileSync(join(import.meta.dirname, '..', 'docs', 'tables', 'coverage.md'), 'utf8')
  .split('\n')
  .flatMap(rowOf);

function rowOf(line: string): readonly CoverageRow[] {
  const [, number = '', , where = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  return /^[ADHQRW]-\d\d$/.test(number) ? [{ number, where }] : [];
}

describe('the table of requirements', () => {
  it('has a row for each requirement, decision and part, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual([
      ...requirements,
      ...decisions,
      ...workloads,
      ...around,
      ...signIn,
      ...whoCanAct,
    ]);
  });

  it('says for each of them where it is in the product', () => {
    expect(rows.filter(({ where }) => where === '').map(({ number }) => number)).toEqual([]);
  });
});
