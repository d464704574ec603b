import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unasked } from '../scripts/live/questions.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'tables', 'truth.md'), 'utf8');
const rows = page
  .split('\n')
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter(([, number = '']) => /^T-\d\d$/.test(number));

describe('the table of what is true on Azure', () => {
  it('has its rows in the order of their numbers', () => {
    expect(rows.map(([, number]) => number)).toEqual(rows.map((_, index) => `T-${String(index + 1).padStart(2, '0')}`));
    expect(rows.length).toBeGreaterThanOrEqual(74);
  });

  it('says of each open question that the guided run does not ask why that is, as the file of the run does', () => {
    const reasons = page.matchAll(/^\| (Q-\d) \| (.+) \|$/gm);
    expect([...reasons].map(([, ...row]) => row)).toEqual(
      Object.entries(unasked).filter(([about]) => about.startsWith('Q-')),
    );
  });

  it('names for each row its source, or says that there is none, and its date', () => {
    for (const [, number, , source = '', date] of rows) {
      expect(source, number).toMatch(/https?:|\w+\/[\w.-]+|#\d+|none/);
      expect(date, number).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});
