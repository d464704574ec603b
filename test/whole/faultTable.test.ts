import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Result } from './faultTable/combinations.ts';
import { resultsOf } from './faultTable/combinations.ts';
import { brokenIn, tableOf } from './faultTable/counts.ts';
import type { Kind } from './faultTable/kinds.ts';
import { kinds } from './faultTable/kinds.ts';

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
  it('loses, doubles, overwrites and widens nothing and tells what is so, whatever goes wrong at any step', async () => {
    expect(brokenIn(await results(kind))).toEqual([]);
  });
});

it.runIf(extent === 'whole')('the table of faults is counted in docs/reliability.md as it was run', async () => {
  const all: Result[] = [];
  for (const kind of kinds) all.push(...(await results(kind)));
  const table = tableOf(all);
  if (process.env['AKS_IDENTITY_TABLE'] !== undefined) {
    const repeated = all.reduce((sum, one) => sum + one.repeated, 0);
    process.stdout.write(`${table}\n\nRepeated without any effect: ${repeated}\n\n${brokenIn(all).join('\n')}\n`);
  }
  const page = await readFile(new URL('../../docs/reliability.md', import.meta.url), 'utf8');
  const section = page.split('\n## ').find((text) => text.startsWith('The fault table')) ?? '';
  expect(rowsOf(section)).toEqual(rowsOf(table));
});

/** The cells of the Markdown table, without the spaces that only align them. */
function rowsOf(text: string): readonly string[] {
  const rows = text.split('\n').filter((line) => /^\|.*\|$/.test(line) && !/^[|\s:-]+$/.test(line));
  return rows.map((line) => line.replace(/\s*\|\s*/g, '|'));
}
