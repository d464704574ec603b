/**
 * `npm run conformance:az`: runs every row with the real Azure CLI and prints a table. Skips with a sentence where `az` is not
 * there, or is too old for some. Writes its counts to AKS_IDENTITY_TEST_RESULTS, where that names a file.
 */
import { writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { knownSince, oldestAz } from '../../../src/domain/plan/azCommand.ts';
import { compareAccess } from './accessRows.ts';
import { compareHistory } from './historyRows.ts';
import { compareAzRequests } from './parity.ts';
import { compareDemoScripts, newerKinds, olderKinds } from './demoScripts.ts';
import { compareGateway } from './gatewayRows.ts';
import { setup } from '../../support/temporaryFolder.ts';
import { comparePlanScripts } from './planScripts.ts';
import { rows } from './rows.ts';
import type { AzRow } from './commands.ts';
import { azVersion, sessionsOf, type AzResult, type AzSession, type OpenSession } from './session.ts';
import { compareWarmWithStarted } from './warm/sameAnswers.ts';
import { Tally } from './tally.ts';
import { warmAz, type WarmAz } from './warm/warmAz.ts';
import { azWorld, operatorId } from './world.ts';

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);
}

function differs(value: unknown, wanted: unknown): boolean {
  return wanted instanceof RegExp ? !wanted.test(String(value)) : value !== wanted;
}

function problem(row: AzRow, { exitCode, stdout, stderr }: AzResult): string | undefined {
  if (row.fails !== undefined) {
    if (exitCode === 0) return 'succeeded, but had to fail';
    return stderr.toLowerCase().includes(row.fails.toLowerCase())
      ? undefined
      : `failed with other words: ${stderr.trim()}`;
  }
  if (exitCode !== 0) return stderr.trim();
  if (row.text !== undefined && !stdout.includes(row.text)) return `no "${row.text}" in ${stdout.trim()}`;
  if (row.shows === undefined && row.count === undefined) return undefined;
  const answer: unknown = JSON.parse(stdout);
  if (row.count !== undefined) {
    const length = Array.isArray(answer) ? answer.length : -1;
    if (row.count === 'some' ? length < 1 : length !== row.count) return `${length} rows instead of ${row.count}`;
  }
  for (const [path, wanted] of Object.entries(row.shows ?? {})) {
    if (differs(at(answer, path), wanted))
      return `${path} is ${JSON.stringify(at(answer, path))} instead of ${String(wanted)}`;
  }
  return undefined;
}

/** In an argument, `{principalId:name}` is replaced by the principal id of that identity. */
async function resolve(argument: string, session: AzSession): Promise<string> {
  const name = /^\{principalId:(.+)\}$/.exec(argument)?.[1];
  if (!name) return argument;
  const shown = await session.az(
    'identity',
    'show',
    '--resource-group',
    'rg-az',
    '--name',
    name,
    '--query',
    'principalId',
    '--output',
    'tsv',
  );
  return shown.stdout.trim();
}

async function runRows(open: OpenSession): Promise<Tally> {
  const session = await open(azWorld(), operatorId);
  const tally = new Tally();
  try {
    for (const row of rows) {
      const args = await Promise.all(row.args.map((argument) => resolve(argument, session)));
      const found = problem(
        row,
        await session.az(...args, '--only-show-errors', ...(args.includes('--output') ? [] : ['--output', 'json'])),
      );
      tally.note(row.title, found);
    }
  } finally {
    await session.stop();
  }
  return tally;
}

/** What rows of each kind came to. */
type Tallies = Readonly<Record<string, Tally>>;

async function main(): Promise<number> {
  const version = await azVersion();
  if (version === undefined) {
    console.log('The Azure CLI is not on the path; install it (Debian: apt-get install azure-cli) to run these rows.');
    return report(0, []);
  }
  const tallies = { ...(await withAz(version, runAll)), ...(await runNewer(version)) };
  const inWords = (count: (tally: Tally) => number): string =>
    Object.entries(tallies)
      .map(([name, tally]) => `${count(tally)} ${name}`)
      .join(', ');
  console.log(`\n${inWords(({ passed }) => passed)} passed; ${inWords(({ failures }) => failures.length)} failed`);
  const all = Object.values(tallies);
  return report(
    all.reduce((total, { passed }) => total + passed, 0),
    all.flatMap(({ failures }) => failures),
  );
}

/** Runs rows with the az on the path: in one process, where that can be. */
async function withAz(
  version: string,
  rowsOf: (open: OpenSession, warm: WarmAz | undefined) => Promise<Tallies>,
): Promise<Tallies> {
  const warm = await warmAz();
  console.log(
    `azure-cli ${version} against the emulator${warm === undefined ? '' : ', its commands in one process'}\n`,
  );
  const sessions = sessionsOf(warm);
  try {
    return await rowsOf(sessions.open, warm);
  } finally {
    await sessions.close();
    await warm?.stop();
  }
}

async function runAll(open: OpenSession, warm: WarmAz | undefined): Promise<Tallies> {
  return {
    comparisons: warm === undefined ? new Tally() : await compareWarmWithStarted(warm, open),
    rows: await runRows(open),
    flows: await compareAzRequests(open, false),
    scripts: await comparePlanScripts(open, false),
    demo: await compareDemoScripts(open, olderKinds),
    access: await compareAccess(open),
    history: await compareHistory(open),
  };
}

/** Runs what Debian stable's az has no commands for, with the az on the path or a newer one beside it, or says that it does not. */
async function runNewer(version: string): Promise<Tallies> {
  const newer = await newerAz(version);
  if (newer === undefined) {
    console.log(
      `\nSkipped: Gateway API and identity bindings need azure-cli ${neededVersion}, this is ${version}; AKS_IDENTITY_NEWER_AZ can name the folder of a newer one (scripts/newerAz.sh).`,
    );
    return {};
  }
  console.log('');
  return withAz(newer, async (open) => ({
    'newer flows': await compareAzRequests(open, true),
    'newer scripts': await comparePlanScripts(open, true),
    'newer demo': await compareDemoScripts(open, newerKinds),
    gateway: await compareGateway(open),
  }));
}

/** The first version of az that has all commands of ours that belong to no extension. */
const neededVersion = oldestAz([
  { az: '', azSince: knownSince.bindings },
  { az: '', azSince: knownSince.gateway },
]);

/** The version of an az that has all commands of ours; where the path's has not, the one that the environment names comes first. */
async function newerAz(version: string): Promise<string | undefined> {
  if (hasAll(version)) return version;
  const folder = process.env['AKS_IDENTITY_NEWER_AZ'];
  if (folder === undefined || folder === '') return undefined;
  process.env['PATH'] = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
  const beside = await azVersion();
  return beside !== undefined && hasAll(beside) ? beside : undefined;
}

function hasAll(version: string): boolean {
  return version.localeCompare(neededVersion, 'en', { numeric: true }) >= 0;
}

/** Leaves the count and what failed to whoever asked for them; the exit code. */
async function report(passes: number, failures: readonly string[]): Promise<number> {
  const file = process.env['AKS_IDENTITY_TEST_RESULTS'];
  if (file !== undefined) await writeFile(file, JSON.stringify({ passes, failures }));
  return failures.length === 0 ? 0 : 1;
}

const removeTemporaryFiles = setup();
try {
  process.exitCode = await main();
} finally {
  removeTemporaryFiles();
}
