/**
 * `npm run bench [-- --only NAMES] [--runs N] [--write-docs]`: what the extension costs, in at most ten minutes. Prints tables
 * and writes bench/results.json; with --write-docs the tables go to docs/performance.md, too.
 */
import { parseArgs } from 'node:util';
import { setup } from '../test/support/temporaryFolder.ts';
import { buildExtension } from '../scripts/build.ts';
import { writeDocument } from './document.ts';
import { measureEmulator } from './emulatorCost.ts';
import { measureByAz } from './fleet/fleetByAz.ts';
import { measureCommandLine } from './fleet/commandLine.ts';
import { measureReport } from './fleet/report.ts';
import { measureTree } from './fleet/tree.ts';
import { measurePanel } from './panel.ts';
import { measureReportPage } from './reportPage.ts';
import { keepResult, readResults } from './results.ts';
import { measurePackage } from './startUp/package.ts';
import { measureStart } from './startUp/start.ts';
import { asText, type Comparison } from './table.ts';
import { targetTable } from './targets.ts';

const comparisons: Readonly<Record<string, Comparison>> = {
  package: measurePackage,
  start: measureStart,
  tree: measureTree,
  report: measureReport,
  reportPage: measureReportPage,
  commandLine: measureCommandLine,
  az: measureByAz,
  panel: measurePanel,
  emulator: measureEmulator,
};

const values = chosen();
const runs = Number(values.runs);
const names = values.only?.split(',') ?? Object.keys(comparisons);
const unknown = names.filter((name) => comparisons[name] === undefined);
if (unknown.length > 0 || !(runs >= 1)) {
  console.error(`--only takes ${Object.keys(comparisons).join(', ')}; --runs takes a number from 1.`);
  process.exit(2);
}

function chosen(): { readonly only?: string; readonly runs: string; readonly 'write-docs': boolean } {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        runs: { type: 'string', default: '3' },
        'write-docs': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

const secondsSince = (started: number): number => Math.round((performance.now() - started) / 1000);
const begun = performance.now();
const removeTemporaryFiles = setup();
let results = await readResults();
await buildExtension();
for (const name of names) {
  const started = performance.now();
  const tables = (await comparisons[name]?.(runs)) ?? [];
  for (const table of tables) console.log(asText(table));
  console.error(`${name}: ${secondsSince(started)} s`);
  if (tables.length > 0) results = await keepResult(results, name, tables);
}
console.log(asText(targetTable(results)));
if (values['write-docs']) await writeDocument(results);
console.log(`\n${names.join(', ')}: ${secondsSince(begun)} s in all`);
removeTemporaryFiles();
// The browser, which the parts that need one share, ends with the process.
process.exit();
