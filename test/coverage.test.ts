import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { titlesIn } from './support/testTitles.ts';

/** A row of docs/coverage.md: what it is about, and the titles of the tests that it names. */
interface CoverageRow {
  readonly number: string;
  readonly where: string;
  readonly titles: readonly string[];
}

const root = join(import.meta.dirname, '..');
const numbered = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${letter}-${String(index + 1).padStart(2, '0')}`);
const requirements = numbered('A', 85);
const decisions = numbered('D', 29);
const workloads = numbered('W', 10);
const around = numbered('R', 35);
const rows = readFileSync(join(root, 'docs', 'coverage.md'), 'utf8')
  .split('\n')
  .flatMap(rowOf);
const titles = testFiles(join(root, 'test')).flatMap((path) => titlesIn(path, readFileSync(path, 'utf8')));

function rowOf(line: string): readonly CoverageRow[] {
  const [, number = '', , where = '', named = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  if (!/^[ADRW]-\d\d$/.test(number)) return [];
  return [{ number, where, titles: [...named.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title) }];
}

function testFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

/** The numbers that a title starts with: `A-20`, or `A-20, A-24`. */
function numbersOf(title: string): readonly string[] {
  return /^[AD]-\d\d(?:(?:, | and )[AD]-\d\d)*\b/.exec(title)?.[0].match(/[AD]-\d\d/g) ?? [];
}

describe('the table of requirements', () => {
  it('the table of requirements has one row for each requirement, each decision, each part of workload identity and each thing around the cluster, in their order', () => {
    expect(rows.map(({ number }) => number)).toEqual([...requirements, ...decisions, ...workloads, ...around]);
  });

  it('the table of requirements says for each of them where it is in the product', () => {
    expect(rows.filter(({ where }) => where === '').map(({ number }) => number)).toEqual([]);
  });

  it('the table of requirements names a test for each of them, and only tests that exist', () => {
    const known = new Set(titles);
    expect(rows.filter((row) => row.titles.length === 0).map(({ number }) => number)).toEqual([]);
    expect(rows.flatMap((row) => row.titles.filter((title) => !known.has(title)))).toEqual([]);
  });

  it('the table of requirements names for each requirement a test whose title starts with its number', () => {
    const without = rows
      .filter(({ number }) => number.startsWith('A-'))
      .filter((row) => !row.titles.some((title) => numbersOf(title).includes(row.number)));
    expect(without.map(({ number }) => number)).toEqual([]);
  });

  it('the table of requirements names for each part of workload identity a test that bears its number', () => {
    const without = rows.filter(
      ({ number, titles }) => workloads.includes(number) && !titles.some((title) => title.includes(number)),
    );
    expect(without.map(({ number }) => number)).toEqual([]);
  });
});
