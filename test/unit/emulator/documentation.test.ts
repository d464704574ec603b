import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioNames } from '../../../src/emulator/scenarios/named.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const document = read('docs/emulator.md');

/** The rows of the table of behaviours, cell by cell. */
const rows = document
  .slice(document.indexOf('## What is real'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:behaviour|-)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/emulator.md', () => {
  it('says of every behaviour whether it is real, ours or not there, and of a real one who witnessed it', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(row, row.join()).toHaveLength(4);
      expect(['real', 'ours', 'not there']).toContain(row[1]);
      if (row[1] === 'real') expect(row[2], row[0]).not.toBe('');
    }
  });

  it.each(rows)('names a test that exists for: %s', (...cells) => {
    const [, file, title] = /^`(.+\.test\.ts)` › (.+)$/.exec(cells[3]!)!;
    const titles = [
      ...read(`test/${file!}`).matchAll(/\b(?:it|test|describe)(?:\.each\b[\s\S]*?\]\))?\(\s*(['"`])(.+?)\1,/g),
    ];
    expect(titles.map((match) => match[2]!.replaceAll("\\'", "'"))).toContain(title!);
  });

  it('tells about every scenario', () => {
    for (const name of scenarioNames) expect(document).toContain(`| \`${name}\` |`);
  });
});
