/** `npm test`: builds once, runs all suites even if one fails, and ends with one line `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}
interface Suite {
  readonly name: string;
  readonly args: readonly string[];
  /** Files that failed run once more, each in a fresh VS Code: clicks in a real workbench depend on the machine's load. */
  readonly secondTry?: boolean;
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
  { name: 'e2e', args: vitest('e2e'), secondTry: true },
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
  const first = await attempt(suite.args, file);
  const files = suite.secondTry === true && first.failed > 0 ? await failedFiles(file) : [];
  const { passed, failed } = files.length === 0 ? first : await secondTry(suite, file, files, first);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`=== ${suite.name}: ${passed} passed, ${failed} failed in ${seconds} s`);
  return { passed, failed };
}

async function attempt(args: readonly string[], file: string): Promise<Tally> {
  await rm(file, { force: true });
  const code = await run(args, { AKS_IDENTITY_TEST_RESULTS: file });
  const tally = await readTally(file);
  return { passed: tally.passed, failed: Math.max(tally.failed, code === 0 ? 0 : 1) };
}

/** Of the files that ran again only the second run counts. */
async function secondTry(suite: Suite, file: string, files: readonly string[], first: Tally): Promise<Tally> {
  console.log(`\n=== ${suite.name}, once more: ${files.map((path) => relative(projectRoot, path)).join(', ')} ===`);
  const passedBefore = await passedIn(file, files);
  const second = await attempt([...suite.args, ...files], file);
  return { passed: first.passed - passedBefore + second.passed, failed: second.failed };
}

interface VitestResults {
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

async function failedFiles(file: string): Promise<readonly string[]> {
  const { testResults = [] } = await readResults(file);
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
}

async function passedIn(file: string, files: readonly string[]): Promise<number> {
  const { testResults = [] } = await readResults(file);
  return testResults
    .filter(({ name }) => files.includes(name))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length;
}

async function readResults(file: string): Promise<VitestResults> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return JSON.parse(text) as VitestResults;
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
