/**
 * `npm run test:mutation`: changes the rooms on which the promises hang, one small change at a time, and looks whether a test
 * notices. Names of rooms after `--` choose among them. Ends with an error where a room notices less than it has to.
 * `--count` changes nothing and counts what earlier runs have left; `--write` writes it to docs/tables/mutation.md. All rooms together
 * also tell which reasons explain nothing any more.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { mutationPage } from './mutation/page.ts';
import { rooms, type Part, type Room } from './mutation/rooms.ts';
import { idleReasons, tallyOf, type Report, type Tally } from './mutation/survivors.ts';
import { projectRoot } from './project.ts';

/** What was kept of earlier runs: only what has changed since, and what no test has noticed, is tried again. */
const folder = '.state/mutation';
const page = join(projectRoot, 'docs', 'tables', 'mutation.md');

async function run({ mutate, tests }: Part, report: string): Promise<void> {
  process.env['AKS_IDENTITY_MUTATION_TESTS'] = JSON.stringify(tests);
  const options: ConstructorParameters<typeof Stryker>[0] = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    // The tool's own choice of test files passes over changes that act while a module is loaded, so Vitest gets the list.
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    mutate: [...mutate],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    incremental: true,
    incrementalFile: report.replace(/json$/, 'incremental.json'),
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: report },
    // The tool removes the whole folder at the end, so it has its own.
    tempDirName: report.replace(/\.json$/, '.stryker'),
    ignorePatterns: ['.vscode-test', 'dist', 'test-results', 'media', '.state'],
    disableTypeChecks: false,
    // Long enough that a busy machine isn't mistaken for an endless loop; loops are recognised by how often a line runs.
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 20,
    warnings: false,
  };
  await new Stryker(options).runMutationTest();
}

async function lookedAt({ name, parts }: Room, isCounted: boolean): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const [index, part] of parts.entries()) {
    const report = `${folder}/${name.replaceAll('/', '-')}-${index}.json`;
    if (!isCounted) await run(part, report);
    tallies.push(tallyOf(JSON.parse(await readFile(report, 'utf8')) as Report, part.mutate));
  }
  return {
    noticed: tallies.reduce((sum, { noticed }) => sum + noticed, 0),
    survivors: tallies.flatMap(({ survivors }) => survivors),
  };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'boolean' }, write: { type: 'boolean' } },
});
const found = new Map<Room, Tally>();
for (const room of rooms) {
  if (positionals.length > 0 && !positionals.includes(room.name)) continue;
  const started = performance.now();
  const tally = await lookedAt(room, values.count === true || values.write === true);
  found.set(room, tally);
  const { noticed, survivors } = tally;
  const score = (100 * noticed) / (noticed + survivors.length);
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const open = survivors.filter(({ why }) => why === undefined);
  const counts = `${score.toFixed(1)} of 100 noticed, ${survivors.length} not, ${open.length} of them without a reason`;
  console.log(`${room.name}: ${counts}, in ${minutes} minutes`);
  for (const { file, code, becomes } of open)
    console.log(`  ${file}: ${code.slice(0, 100)} -> ${becomes.slice(0, 60)}`);
  if (score < room.atLeast) {
    console.error(`${room.name} has to notice ${room.atLeast} of 100.`);
    process.exitCode = 1;
  }
}
if (found.size === rooms.length)
  for (const { file, what } of idleReasons([...found.values()].flatMap(({ survivors }) => survivors))) {
    console.error(`A reason explains nothing any more: ${file} ${what.source}`);
    process.exitCode = 1;
  }
if (values.write) await writeFile(page, mutationPage(await readFile(page, 'utf8'), found));
