/** `npm test`: builds once, runs all suites even if one fails, and ends with one line `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}
interface Suite {
  readonly name: string;
  readonly args: readonly string[];
}

const projectRoot = resolve(import.meta.dirname, '..');
const resultsFolder = join(projectRoot, 'test-results');
const vitest = (project: string): readonly string[] => [
  join('node_modules', 'vitest', 'vitest.mjs'),
  ...['run', '--project', project, '--reporter=default', '--reporter=json'],
  `--outputFile.json=${join(resultsFolder, `${project}.json`)}`,
];
const suites: readonly Suite[] = [
  { name: 'unit', args: vitest('unit') },
  { name: 'conformance', args: vitest('conformance') },
  { name: 'az', args: [join('test', 'whole', 'az', 'run.ts')] },
  { name: 'vscode', args: [join('test', 'vscode', 'run.ts')] },
  { name: 'e2e', args: vitest('e2e') },
];

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: projectRoot, env: { ...process.env, ...env }, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A suite that broke without a failed test, or left no results, counts as one failure. */
async function runSuite(suite: Suite): Promise<Tally> {
  const file = join(resultsFolder, `${suite.name}.json`);
  const started = Date.now();
  console.log(`\n=== ${suite.name} ===`);
  const { passed, failed } = await tallyOf(suite.args, file);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`=== ${suite.name}: ${passed} passed, ${failed} failed in ${seconds} s`);
  return { passed, failed };
}

async function tallyOf(args: readonly string[], file: string): Promise<Tally> {
  await rm(file, { force: true });
  const code = await run(args, { AKS_IDENTITY_TEST_RESULTS: file });
  const tally = await readTally(file);
  return { passed: tally.passed, failed: Math.max(tally.failed, code === 0 ? 0 : 1) };
}

async function readTally(file: string): Promise<Tally> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  const results = JSON.parse(text) as {
    numPassedTests?: number;
    numFailedTests?: number;
    stats?: { passes: number; failures: number };
  };
  return {
    passed: results.stats?.passes ?? results.numPassedTests ?? 0,
    failed: results.stats?.failures ?? results.numFailedTests ?? 0,
  };
}

await mkdir(resultsFolder, { recursive: true });
const tallies: Tally[] = [];
const buildCode = await run(['esbuild.mjs', '--production']);
if (buildCode !== 0) tallies.push({ passed: 0, failed: 1 });
for (const suite of suites) tallies.push(await runSuite(suite));
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
