/**
 * `npm test`: builds once, runs all suites even if one fails, and ends with what failed and one line `N passed, N failed`.
 * `npm run lint`: types, oxlint, format, unused code, large folders, generated files. `npm run test:quick`: these and unit.
 * `npm run test:long`: the model, faults, odd answers, what plans foresee, random cases and the walks of az, at full length.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setup } from '../test/support/temporaryFolder.ts';
import { projectRoot } from './project.ts';

interface Tally {
  readonly passed: number;
  /** What each failed test is called, and what it says. */
  readonly failures: readonly string[];
  /** True if the suite should have left results, and did not. */
  readonly isWithoutResults?: boolean;
}
interface Suite {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** It says nothing of how many tests it has: it passes or fails as a whole. */
  readonly isOne?: boolean;
  /** It only warns, so that it counts as no test. */
  readonly isAdvice?: boolean;
}

/** What Vitest's JSON reporter writes, as far as it is needed. */
interface VitestResults {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not be run, where it has no tests. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What runs now, so that nothing of it outlives this process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

const resultsFolder = join(projectRoot, 'test-results');
const vitest = (name: string, ...more: readonly string[]): Suite => ({
  name,
  args: [
    join('node_modules', 'vitest', 'vitest.mjs'),
    ...['run', '--project', `${name}*`, '--reporter=default', '--reporter=json', ...more],
    `--outputFile.json=${join(resultsFolder, `${name}.json`)}`,
  ],
});
const tool = (name: string, file: string, ...args: readonly string[]): Suite => ({
  name,
  args: [file, ...args],
  isOne: true,
});

const lint: readonly Suite[] = [
  // One program checks types and rules, so that the types are worked out once; .oxlintrc.json asks for both.
  tool('types and oxlint', join('node_modules', 'oxlint', 'bin', 'oxlint')),
  tool('format', join('node_modules', 'oxfmt', 'bin', 'oxfmt'), '--check'),
  tool('unused code', join('node_modules', 'knip', 'bin', 'knip.js')),
  { ...tool('folders', join('scripts', 'largeFolders.ts')), isAdvice: true },
  tool('generated files', join('scripts', 'generate.ts'), '--check'),
];
const unit = vitest('unit');
const az: Suite = { name: 'az', args: [join('test', 'whole', 'az', 'run.ts')] };
const vscode: Suite = { name: 'vscode', args: [join('test', 'vscode', 'run.ts')] };
/** Test files that say themselves that they have more to do in a long run. */
const longer = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: projectRoot }).filter((file) =>
    /AKS_IDENTITY_LONG|import \{ drawn\b/.test(readFileSync(join(projectRoot, file), 'utf8')),
  );
const long: Suite = {
  ...vitest('conformance', ...longer('test/whole/**/*.test.ts')),
  env: { AKS_IDENTITY_LONG: '1' },
};
const longAz: Suite = { ...az, env: { AKS_IDENTITY_LONG: '1' } };
const longUnit: Suite = {
  ...vitest('unit', ...longer('test/{app,azure,domain,emulator,host}/**/*.test.ts')),
  env: { AKS_IDENTITY_LONG: '1' },
};

/** Suites in lanes that run side by side, each lane one suite after the other. */
type Round = readonly (readonly Suite[])[];
const rounds = {
  all: [[lint, [unit]], [[vitest('conformance')]], [[vitest('page')], [vscode]], [[vitest('e2e')], [az]]],
  lint: [[lint]],
  quick: [[lint, [unit]]],
  long: [[[long]], [[longUnit]], [[longAz]]],
} satisfies Readonly<Record<string, readonly Round[]>>;

/** How a process ended, and the last that it said where that was kept. */
interface Ended {
  readonly code: number;
  readonly lastWords: string;
}

/** Runs a file on this Node; what it says comes at once, or whole at its end where other suites speak beside it. */
async function run({ args, env = {} }: Suite, isAlone: boolean): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    // Some tools would leave their caches of compiled modules in the temporary folder.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    stdio: ['ignore', isAlone ? 'inherit' : 'pipe', isAlone ? 'inherit' : 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => said.push(data));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
    // A process that a suite has left behind may keep the pipes open.
    child.once('exit', (code) => setTimeout(() => resolve(code ?? 1), 5000).unref());
  });
  const text = Buffer.concat(said).toString();
  process.stdout.write(text);
  return { code, lastWords: text.trimEnd().split('\n').slice(-15).join('\n') };
}

/** A suite that broke without a failed test, or left no results, counts as one failure. */
async function runSuite(suite: Suite, isAlone: boolean): Promise<Tally> {
  const file = join(resultsFolder, `${suite.name}.json`);
  await rm(file, { force: true });
  const started = performance.now();
  if (isAlone) console.log(`\n=== ${suite.name} ===`);
  const { code, lastWords } = await run({ ...suite, env: { AKS_IDENTITY_TEST_RESULTS: file, ...suite.env } }, isAlone);
  const one: Tally = { passed: code === 0 && !suite.isAdvice ? 1 : 0, failures: [] };
  const { passed, failures, isWithoutResults = false } = suite.isOne ? one : await readTally(file);
  const end = `it ended with ${code}${isWithoutResults ? ' and left no results' : ''}\n${lastWords}`;
  const broke = failures.length === 0 && (code !== 0 || isWithoutResults) ? [end] : failures;
  console.log(`=== ${suite.name}: ${passed} passed, ${broke.length} failed in ${secondsSince(started)} s`);
  return { passed, failures: broke.map((failure) => `${suite.name}: ${failure}`) };
}

async function runLane(lane: readonly Suite[], isAlone: boolean): Promise<readonly Tally[]> {
  const tallies: Tally[] = [];
  for (const suite of lane) tallies.push(await runSuite(suite, isAlone));
  return tallies;
}

async function readTally(file: string): Promise<Tally> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failures: [], isWithoutResults: true };
  const results = JSON.parse(text) as VitestResults | { readonly passes: number; readonly failures: readonly string[] };
  if ('passes' in results) return { passed: results.passes, failures: results.failures };
  const failures = results.testResults.flatMap(({ name, status, message, assertionResults }) =>
    status === 'failed' && assertionResults.length === 0
      ? [`${name}\n${message}`]
      : assertionResults
          .filter((test) => test.status === 'failed')
          .map(({ fullName, failureMessages }) => [fullName, ...failureMessages].join('\n')),
  );
  return { passed: results.numPassedTests, failures };
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

async function main(which: keyof typeof rounds): Promise<number> {
  const started = performance.now();
  await mkdir(resultsFolder, { recursive: true });
  const tallies: Tally[] = [];
  if (which === 'all') tallies.push(await runSuite(tool('build', 'scripts/bundle.ts', '--production'), false));
  for (const round of rounds[which]) {
    const lanes = await Promise.all(round.map((lane) => runLane(lane, round.length === 1)));
    tallies.push(...lanes.flat());
  }
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failures = tallies.flatMap((tally) => tally.failures);
  for (const failure of failures) console.log(`\nFAILED ${failure.replaceAll(/\n\s+at .*node_modules.*/g, '')}`);
  console.log(`\nIn ${secondsSince(started)} s:\n${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

function chosen(): keyof typeof rounds {
  const { values } = parseArgs({
    options: { lint: { type: 'boolean' }, quick: { type: 'boolean' }, long: { type: 'boolean' } },
  });
  return values.lint ? 'lint' : values.quick ? 'quick' : values.long ? 'long' : 'all';
}

const removeTemporaryFiles = setup();
try {
  process.exitCode = await main(chosen());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  removeTemporaryFiles();
}
