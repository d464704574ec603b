/**
 * `npm run test:mutation`: changes the rooms on which the promises hang, one small change at a time, and looks whether a test
 * notices. Names of rooms after `--` choose among them.
 */
import { Stryker } from '@stryker-mutator/core';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import type { Room } from './mutation/rooms.ts';
import { rooms } from './mutation/rooms.ts';

async function run(room: Room) {
  const { name, mutate, tests } = room;
  const kept = `.state/mutation/${name.replaceAll('/', '-')}`;
  process.env['AKS_IDENTITY_MUTATION_TESTS'] = JSON.stringify(tests);
  const options: PartialStrykerOptions = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    mutate: [...mutate],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    incremental: true,
    incrementalFile: `${kept}.incremental.json`,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: `${kept}.json` },
    tempDirName: '.state/stryker',
    ignorePatterns: ['.vscode-test', 'dist', 'test-results', 'media', '.state'],
    disableTypeChecks: false,
    // Long, so that a busy machine is not taken for a loop without end; such loops are told by how often a line is run.
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 20,
    thresholds: { high: 100, low: room.atLeast, break: null },
  };
  return new Stryker(options).runMutationTest();
}

const chosen = process.argv.slice(2);
for (const room of rooms) {
  if (chosen.length > 0 && !chosen.includes(room.name)) continue;
  const started = performance.now();
  const results = await run(room);
  const count = (status: string): number => results.filter((each) => each.status === status).length;
  const killed = count('Killed') + count('Timeout');
  const left = count('Survived') + count('NoCoverage');
  console.log(room.name, {
    killed,
    left,
    ignored: count('Ignored'),
    errors: count('RuntimeError'),
    timeout: count('Timeout'),
    score: ((100 * killed) / (killed + left)).toFixed(2),
    seconds: Math.round((performance.now() - started) / 1000),
  });
}
