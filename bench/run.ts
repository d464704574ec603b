/**
 * `npm run bench [-- --full] [--only NAMES] [--runs N] [--write-docs]`: what the extension costs. Prints tables and writes
 * bench/results.json; with --write-docs the tables go to docs/performance.md, too. Without --full it leaves out what takes
 * longest and has no target of its own.
 */
import { parseArgs } from 'node:util';
import { buildExtension } from '../scripts/build.ts';
import { measureChange } from './change.ts';
import { writeDocument } from './document.ts';
import { measureEmulator } from './emulatorCost.ts';
import { measureByAz } from './fleet/fleetByAz.ts';
import { measureJudge } from './fleet/judge.ts';
import { measureReport } from './fleet/report.ts';
import { measureTree } from './fleet/tree.ts';
import { measureWorkloads } from './fleet/workloads.ts';
import { measurePanel } from './panel.ts';
import { keepResult, readResults } from './results.ts';
import { measurePackage } from './startUp/package.ts';
import { measureStart } from './startUp/start.ts';
import { measureStress } from './stress/stressTable.ts';
import type { Comparison } from './table.ts';
import { asText } from './table.ts';
import { targetTable } from './targets.ts';

const comparisons: Readonly<Record<string, Comparison>> = {
  package: measurePackage,
  start: measureStart,
  tree: measureTree,
  report: measureReport,
  az: measureByAz,
  change: measureChange,
  judge: measureJudge,
  workloads: measureWorkloads,
  panel: measurePanel,
  emulator: measureEmulator,
  stress: measureStress,
};

/** What only --full measures, unless it is named. */
const onlyInFull: readonly string[] = ['change', 'workloads'];

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    runs: { type: 'string', default: '5' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const runs = Math.max(1, Math.floor(Number(values.runs)) || 5);
const usual = Object.keys(comparisons).filter((name) => values.full || !onlyInFull.includes(name));
const names = values.only?.split(',') ?? usual;
const unknown = names.filter((name) => comparisons[name] === undefined && name !== 'none');
if (unknown.length > 0) {
  console.error(
    `No comparison is called ${unknown.join(', ')}; there are ${Object.keys(comparisons).join(', ')}, none.`,
  );
  process.exit(2);
}

let results = await readResults();
if (names.some((name) => name !== 'none')) await buildExtension();
for (const [index, name] of names.entries()) {
  console.error(`${name}, ${index + 1} of ${names.length}${timeLeft(names.slice(index))}`);
  const started = performance.now();
  const tables = (await comparisons[name]?.(runs, values.full)) ?? [];
  if (tables.length === 0) continue;
  const seconds = Math.round((performance.now() - started) / 1000);
  for (const table of tables) console.log(asText(table));
  results = await keepResult(results, name, { measuredAt: new Date().toISOString(), runs, seconds, tables });
}
console.log(asText(targetTable(results)));
if (values['write-docs']) await writeDocument(results);

/** How long these took when they were measured last. */
function timeLeft(left: readonly string[]): string {
  const known = left.map((name) => results.comparisons[name]?.seconds);
  const seconds = known.reduce((sum: number, one) => sum + (one ?? 0), 0);
  const atLeast = known.includes(undefined) ? 'at least ' : '';
  return seconds === 0 ? '' : `: ${atLeast}${Math.ceil(seconds / 60)} min left, as far as they took last time`;
}
