import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { titlesIn } from './support/testTitles.ts';

const root = join(import.meta.dirname, '..');
const rows = readFileSync(join(root, 'docs', 'truth.md'), 'utf8')
  .split('\n')
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter(([, number = '']) => /^(F\d+|8[a-f])$/.test(number));
const titles = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(root, 'test', name))
  .flatMap((path) => titlesIn(path, readFileSync(path, 'utf8')));

describe('the table of what is true on Azure', () => {
  it('the table of what is true on Azure has a row for each finding of the review and each difference that recordings showed', () => {
    const findings = Array.from({ length: 28 }, (_, index) => `F${index + 1}`);
    const recorded = [...'abcdef'].map((letter) => `8${letter}`);
    expect([...new Set(rows.map(([, number]) => number))]).toEqual([...findings, ...recorded]);
  });

  it('the table of what is true on Azure names for each row its source, or says that there is none, and its date', () => {
    for (const [, number, , source = '', , date] of rows) {
      expect(source, number).toMatch(/https?:|\w+\/[\w.-]+|#\d+|none/);
      expect(date, number).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });

  it('the table of what is true on Azure names for each row a test that exists', () => {
    const known = new Set(titles);
    const named = rows.flatMap(([, number, , , cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, title = '']) => ({ number, title })),
    );
    expect(named.filter(({ title }) => !known.has(title))).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(rows.length);
  });
});
