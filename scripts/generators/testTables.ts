import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { testsIn } from '../../test/support/testTitles.ts';
import { projectRoot } from '../project.ts';

/** The pages whose rows have a number such as `A-31`, and in their last column the tests whose titles end with that number. */
export const pagesOfTests = [
  'docs/tables/coverage.md',
  'docs/needs.md',
  'docs/tables/pipelines.md',
  'docs/reliability.md',
  'docs/tables/truth.md',
  'docs/tables/emulator-behaviour.md',
];

/** Writes the files of the tests into the last column of a page, and below where they lead; a row without a test is an error, as is a number without a row. */
export function withTests(page: string): (text: string) => string {
  return (text) => {
    const known = numbersInPages();
    const files = (testFiles ??= filesByNumber(known));
    const unknown = [...files.keys()].filter((number) => !known.has(number));
    if (unknown.length > 0)
      throw new Error(`No page has a row for ${unknown.join(', ')}, which titles of tests end with.`);
    const linked = new Set<string>();
    const rows = text.replace(definitions, '').replaceAll(numberedRow, (_, start: string, number: string) => {
      const found = files.get(number);
      if (!found) throw new Error(`The title of no test ends with (${number}), which has a row in ${page}.`);
      for (const file of found) linked.add(file);
      return `${start} ${found.map((file) => `[${shortName(file)}]`).join(', ')} |`;
    });
    const lines = [...linked]
      .toSorted()
      .map((file) => `[${shortName(file)}]: ${posix.relative(posix.dirname(page), file)}`);
    return `${rows.trimEnd()}\n\n${lines.join('\n')}\n`;
  };
}

/** Where the links of the rows lead, at the end of a page. */
const definitions = /(?:^\[[\w/]+\]: (?:\.\.\/)+test\/\S+\n)+$/m;

const numberedRow = /^(\| ([ACDEGHPQRSTW]-\d{2,3}) \|.*(?<!\\)\|)(?:[^|]|\\\|)*\|$/gm;

let testFiles: ReadonlyMap<string, readonly string[]> | undefined;

/** The numbers that a title ends with: `... where it is off (A-20, A-24)`. */
export function numbersOf(title: string): readonly string[] {
  return / \(([ACDEGHPQRSTW]-\d{2,3}(?:, [ACDEGHPQRSTW]-\d{2,3})*)\)$/.exec(title)?.[1]?.split(', ') ?? [];
}

function filesByNumber(known: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, Set<string>>();
  const names = globSync('test/**/*.ts', { cwd: projectRoot }).map((name) => name.replaceAll('\\', '/'));
  for (const name of names.toSorted()) {
    const text = readFileSync(join(projectRoot, name), 'utf8');
    const numbers = testsIn(name, text).flatMap(({ title }) => numbersOf(title));
    for (const number of [...numbers, ...casesIn(text).filter((each) => known.has(each))])
      files.set(number, (files.get(number) ?? new Set()).add(name));
  }
  return new Map([...files].map(([number, of]) => [number, [...of]]));
}

/** As below, and the end of what a comparison with az notes. */
const cases =
  /\bid: '(P-\d\d)',\s+(?:has|lacking|code):|'(P-\d\d)': '|\btally\.note\(\s*['`][^'`]* \(([A-Z]-\d{2,3})\)['`]/g;

/** The numbers of needs that a table has a case for: `{ id: 'P-02', has: ...`, or the reason why it has none: `'P-13': '...'`. */
function casesIn(text: string): readonly string[] {
  return [...text.matchAll(cases)].map(([, ...numbers]) => numbers.find((number) => number !== undefined) ?? '');
}

function numbersInPages(): ReadonlySet<string> {
  const texts = pagesOfTests.map((page) => readFileSync(join(projectRoot, page), 'utf8'));
  const numbers = texts.flatMap((text) => [...text.matchAll(numberedRow)].map(([, , number = '']) => number));
  const twice = numbers.filter((number, index) => numbers.indexOf(number) < index);
  if (twice.length > 0) throw new Error(`There is more than one row for ${twice.join(', ')}.`);
  return new Set(numbers);
}

/** `test/domain/export/az.test.ts` as `domain/export/az`. */
function shortName(file: string): string {
  return file.slice('test/'.length).replace(/(\.test)?\.ts$/, '');
}
