/**
 * `npm run test:mutation`: changes the rooms on which the promises hang, one small change at a time, and looks whether a test
 * notices. Names of rooms after `--` choose among them. Ends with an error where a room notices less than it has to.
 */
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import type { MutantResult } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import type { Part, Room } from './mutation/rooms.ts';
import { rooms } from './mutation/rooms.ts';

/** What was kept of earlier runs: only what has changed since, and what no test has noticed, is tried again. */
const folder = '.state/mutation';

async function run({ mutate, tests }: Part, name: string): Promise<readonly MutantResult[]> {
  process.env['AKS_IDENTITY_MUTATION_TESTS'] = JSON.stringify(tests);
  const options: PartialStrykerOptions = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    // The tool's own choice of test files passes over changes that act while a module is loaded, so Vitest gets the list.
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    mutate: [...mutate],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    incremental: true,
    incrementalFile: `${folder}/${name}.incremental.json`,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: `${folder}/${name}.json` },
    tempDirName: '.state/stryker',
    ignorePatterns: ['.vscode-test', 'dist', 'test-results', 'media', '.state'],
    disableTypeChecks: false,
    // Long, so that a busy machine is not taken for a loop without end; such loops are told by how often a line is run.
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 20,
    warnings: false,
  };
  return new Stryker(options).runMutationTest();
}

async function scoreOf({ name, parts }: Room): Promise<{ readonly killed: number; readonly survived: number }> {
  const results: MutantResult[] = [];
  for (const [index, part] of parts.entries())
    results.push(...(await run(part, `${name.replaceAll('/', '-')}-${index}`)));
  const count = (...statuses: readonly string[]): number =>
    results.filter(({ status }) => statuses.includes(status)).length;
  return { killed: count('Killed', 'Timeout'), survived: count('Survived', 'NoCoverage') };
}

const chosen = process.argv.slice(2);
const lines = [
  '| room | noticed | not noticed | score | at least | minutes |',
  '| --- | --: | --: | --: | --: | --: |',
];
for (const room of rooms) {
  if (chosen.length > 0 && !chosen.includes(room.name)) continue;
  const started = performance.now();
  const { killed, survived } = await scoreOf(room);
  const score = (100 * killed) / (killed + survived);
  const minutes = (performance.now() - started) / 60_000;
  lines.push(
    `| ${room.name} | ${killed} | ${survived} | ${score.toFixed(1)} | ${room.atLeast} | ${minutes.toFixed(1)} |`,
  );
  if (score < room.atLeast) process.exitCode = 1;
}
console.log(lines.join('\n'));
