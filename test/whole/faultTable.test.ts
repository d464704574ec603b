import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resultsOf, type Result } from './faultTable/combinations.ts';
import { brokenIn, lostOnTheWay, tableOf, unpromisedTableOf } from './faultTable/counts.ts';
import { kinds, type Kind } from './faultTable/kinds.ts';

/** The whole table is run by `npm run test:long`. */
const extent = process.env['AKS_IDENTITY_LONG'] === '1' ? 'whole' : 'short';
const known = new Map<Kind, Promise<readonly Result[]>>();

/** The results of a kind of change, found once. */
function results(kind: Kind): Promise<readonly Result[]> {
  const found = known.get(kind) ?? resultsOf(kind, extent);
  known.set(kind, found);
  return found;
}

describe.each(kinds)('$name', (kind) => {
  it('loses, doubles, overwrites and widens nothing and reports the truth, whatever goes wrong at any step', async () => {
    expect(brokenIn(await results(kind))).toEqual([]);
  });
});

/** The results of all kinds. */
async function everything(): Promise<readonly Result[]> {
  const all: Result[] = [];
  for (const kind of kinds) all.push(...(await results(kind)));
  return all;
}

const textOf = (page: string): Promise<string> => readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8');

/** What docs/reliability.md does not promise. */
async function notPromised(): Promise<string> {
  return (await textOf('reliability.md')).split('\n## ').find((text) => text.startsWith('What is not promised')) ?? '';
}

it('what a colleague loses while a request is on its way is named in docs/reliability.md as not promised', async () => {
  const named = rowsOf(await notPromised()).map((row) => row.split('|')[1]);
  expect(named).toEqual(expect.arrayContaining([...lostOnTheWay(await everything())]));
});

it.runIf(extent === 'whole')('the tables of faults are counted in the documentation as they were run', async () => {
  const all = await everything();
  const table = tableOf(all);
  const unpromised = unpromisedTableOf(all);
  if (process.env['AKS_IDENTITY_TABLE'] !== undefined) {
    const repeated = all.reduce((sum, one) => sum + one.repeated, 0);
    const told = [table, unpromised, `Repeated without any effect: ${repeated}`, brokenIn(all).join('\n')];
    process.stdout.write(`${told.join('\n\n')}\n`);
  }
  expect(rowsOf(await textOf('tables/faults.md'))).toEqual(rowsOf(table));
  expect(rowsOf(await notPromised())).toEqual(rowsOf(unpromised));
});

/** The cells of the Markdown table, without the spaces that only align them. */
function rowsOf(text: string): readonly string[] {
  const rows = text.split('\n').filter((line) => /^\|.*\|$/.test(line) && !/^[|\s:-]+$/.test(line));
  return rows.map((line) => line.replace(/\s*\|\s*/g, '|'));
}
