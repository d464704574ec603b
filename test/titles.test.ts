import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { numbersOf } from '../scripts/generators/testTables.ts';
import { titleProblem } from './support/titleLimits.ts';
import { testsIn } from './support/testTitles.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const tests = globSync('test/**/*.test.ts', { cwd: root }).flatMap((file) =>
  testsIn(file, read(file)).map((test) => ({ ...test, place: `${file}:${test.line}` })),
);

describe('the title of a test', () => {
  it('is short, and does not begin like a group that it is in', () => {
    expect(tests.length).toBeGreaterThan(3500);
    const problems = tests.flatMap(({ groups, title, place }) => {
      const problem = titleProblem(groups, title);
      return problem === undefined ? [] : [`${place} ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('has the numbers of what it holds at its end, where the pages look for them', () => {
    const misplaced = tests.filter(({ groups, title }) => {
      const all = [...groups, title].join(' ').match(/\b(?<![:'])[ACDEGHPQRSTW]-\d{2,3}\b/g) ?? [];
      return all.length !== numbersOf(title).length;
    });
    expect(misplaced.map(({ place, title }) => `${place} ${title}`)).toEqual([]);
  });

  it.each([
    [
      ['the panel'],
      'the panel goes on by Enter',
      'begins like "the panel", which is around it: the panel goes on by Enter',
    ],
    [
      ['a cluster that is new'],
      'A cluster that is old is kept',
      'begins like "a cluster that is new", which is around it: A cluster that is old is kept',
    ],
    [['the panel'], 'the panels go on', undefined],
    [[], 'x'.repeat(121), `has 121 characters, more than 120: ${'x'.repeat(121)}`],
    [['the panel'], 'x'.repeat(120), undefined],
  ] as const)('in %j is judged, row %#', (groups, title, problem) => {
    expect(titleProblem(groups, title)).toBe(problem);
  });
});
