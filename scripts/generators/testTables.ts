import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { testsIn } from '../../test/support/testTitles.ts';
import { projectRoot } from '../project.ts';

/** The pages whose rows have a number, such as `A-31`, and in their last column the tests whose titles end with it. */
export const pagesOfTests = ['docs/coverage.md', 'docs/reliability.md', 'docs/truth.md', 'src/emulator/README.md'];

/** Writes the files of the tests into the last column of a page; a row without a test is an error, as is a number without a row. */
export function withTests(page: string): (text: string) => string {
  return (text) => {
    const files = (testFiles ??= filesByNumber());
    const unknown = [...files.keys()].filter((number) => !numbersInPages().has(number));
    if (unknown.length > 0)
      throw new Error(`No page has a row for ${unknown.join(', ')}, which titles of tests end with.`);
    return text.replaceAll(numberedRow, (_, start: string, number: string) => {
      const found = files.get(number);
      if (!found) throw new Error(`The title of no test ends with (${number}), which has a row in ${page}.`);
      const links = found.map((file) => `[${shortName(file)}](${relative(dirname(page), file)})`);
      return `${start} ${links.join(', ')} |`;
    });
  };
}

const numberedRow = /^(\| ([ADERSTW]-\d{2,3}) \|.*(?<!\\)\|)(?:[^|]|\\\|)*\|$/gm;

let testFiles: ReadonlyMap<string, readonly string[]> | undefined;

/** The numbers that a title ends with: `... where it is off (A-20, A-24)`. */
export function numbersOf(title: string): readonly string[] {
  return / \(([ADERSTW]-\d{2,3}(?:, [ADERSTW]-\d{2,3})*)\)$/.exec(title)?.[1]?.split(', ') ?? [];
}

function filesByNumber(): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, Set<string>>();
  const names = readdirSync(join(projectRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${name.replaceAll('\\', '/')}`);
  for (const name of names.toSorted())
    for (const { title } of testsIn(name, readFileSync(join(projectRoot, name), 'utf8')))
      for (const number of numbersOf(title)) files.set(number, (files.get(number) ?? new Set()).add(name));
  return new Map([...files].map(([number, of]) => [number, [...of]]));
}

function numbersInPages(): ReadonlySet<string> {
  const texts = pagesOfTests.map((page) => readFileSync(join(projectRoot, page), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(numberedRow)].map(([, , number = '']) => number)));
}

/** `test/domain/export/az.test.ts` as `domain/export/az`. */
function shortName(file: string): string {
  return file.slice('test/'.length, -'.test.ts'.length);
}
