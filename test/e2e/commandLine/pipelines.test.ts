/** docs/ci.md word by word, and the templates beside it: what its pipelines run is run in a folder like that of a job, against the emulator. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { isOnPath } from '../../support/onPath.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));
const templates = ['azure-pipelines.yml', 'gitlab.yml'].map((name) =>
  readFileSync(join(root, 'docs/pipelines', name), 'utf8'),
);
const [shownGithub = '', ...shown] = blocks
  .filter(({ language, text }) => language === 'yaml' && !text.startsWith('- uses: '))
  .map(({ text }) => text);
const [github, azurePipelines, gitlab] = [shownGithub, ...templates].map(
  (text) => parse(text) as Record<string, never>,
) as [unknown, unknown, unknown] as [
  { jobs: { review: { env: Record<string, string>; steps: { name?: string; run?: string; with?: unknown }[] } } },
  { steps: { task: string; inputs: Record<string, string> }[] },
  { 'aks-identities': { script: string[]; artifacts: { paths: string[]; reports: Record<string, string> } } },
];
const hasAz = isOnPath('az');

let folder = '';
let work = '';
let emulator: ListeningEmulator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-pipelines-'));
  for (const part of ['cli.js', 'cli'])
    await cp(join(root, 'dist', part), join(folder, 'dist', part), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  emulator = await serveEmulator(createEmulator({ world: demoWorld() }), { port: 0 });
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  work = await mkdtemp(join(folder, 'job-'));
});

const subscriptions = demoWorld()
  .subscriptions.map(({ subscriptionId }) => subscriptionId)
  .join(',');

/** Runs a job's script: `npx` starts what the tarball in `tools/` would hold, and what it asks of Azure is asked of the emulator. */
async function run(script: string, env: Readonly<Record<string, string>> = {}) {
  const text = [
    'set -eu',
    'npx() {',
    `  [ "$1 $2" = "--yes ./tools/aks-identity-${version}.tgz" ]; shift 2`,
    // The emulator takes no sign-in.
    '  local words=() word',
    '  for word in "$@"; do case $word in --sign-in | azureCli) ;; *) words+=("$word") ;; esac; done',
    `  "${process.execPath}" "${join(folder, 'dist', 'cli.js')}" "${'${words[@]}'}" --emulator ${emulator.url}`,
    '}',
    script,
  ].join('\n');
  const child = spawn('bash', ['-c', text], {
    cwd: work,
    env: { PATH: process.env['PATH'], SUBSCRIPTIONS: subscriptions, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

const written = (file: string): Promise<string> => readFile(join(work, file), 'utf8');
const stepOfGithub = (start: string): string =>
  github.jobs.review.steps.find(({ name }) => name?.startsWith(start))!.run!;

describe('the templates', () => {
  it('are what the page shows', () => {
    expect(shown).toEqual(templates);
  });
});

describe('the workflow for GitHub', () => {
  it('writes the log that its upload takes, and leaves the job green while everything was read (C-13)', async () => {
    const { code, output } = await run(stepOfGithub('Findings'));
    expect([code, output]).toEqual([0, expect.stringContaining('Written to')]);
    const upload = github.jobs.review.steps.find(({ with: given }) =>
      JSON.stringify(given ?? '').includes('sarif_file'),
    )!.with;
    const { sarif_file: file } = upload as { sarif_file: string };
    const log = JSON.parse(await written(file)) as { runs: [{ results: unknown[]; invocations: unknown[] }] };
    expect(log.runs[0].results.length).toBeGreaterThan(10);
    expect(log.runs[0].invocations).toMatchObject([{ executionSuccessful: true }]);
  });

  it('ends its first step with 3 on a bad night, so that nothing is uploaded (C-13)', async () => {
    const fault = { match: { pathContains: 'denyAssignments' }, status: 403, code: 'No', message: 'No.', times: 1000 };
    const control = (method: string, body?: object) =>
      fetch(`${emulator.url}/_emulator/faults`, { method, body: body === undefined ? null : JSON.stringify(body) });
    await control('POST', fault);
    const { code, output } = await run(stepOfGithub('Findings'));
    await control('DELETE');
    expect([code, output]).toEqual([3, expect.stringContaining('Not read: ')]);
  });

  it('writes a summary, and fails by its errors', async () => {
    await writeFile(join(work, 'summary'), '');
    const { code } = await run(stepOfGithub('Report in the summary'), { GITHUB_STEP_SUMMARY: 'summary' });
    expect([code, await written('summary')]).toEqual([2, expect.stringMatching(/^# AKS identity report\n/)]);
  });
});

describe('the pipeline for Azure Pipelines', () => {
  it('writes the tests that it publishes', async () => {
    const script = azurePipelines.steps.find(({ task }) => task === 'AzureCLI@2')!.inputs['inlineScript']!;
    const { code } = await run(script);
    const { testResultsFiles } = azurePipelines.steps.find(({ task }) => task.startsWith('Publish'))!.inputs;
    expect([code, await written(testResultsFiles!)]).toEqual([2, expect.stringContaining('<testsuites ')]);
  });
});

describe('the job for GitLab', () => {
  it('writes the files that it keeps, and signs in with a token that only it can read', async () => {
    const { script, artifacts } = gitlab['aks-identities'];
    const { code } = await run(script.join('\n'), { AZURE_TOKEN: 'a.b.c' });
    expect(code).toBe(2);
    const { codequality, junit } = artifacts.reports;
    expect(artifacts.paths.toSorted()).toEqual([codequality, junit].toSorted());
    const entries = JSON.parse(await written(codequality!)) as { fingerprint: string }[];
    expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
    expect(await written(junit!)).toContain('<testsuites ');
    expect((await written('azure.token')).trim()).toBe('a.b.c');
  });

  it('writes both files where something could not be read, and ends with 3', async () => {
    const { script, artifacts } = gitlab['aks-identities'];
    const notVisible = `${subscriptions},0e000000-0000-4000-8000-000000000001`;
    expect((await run(script.join('\n'), { AZURE_TOKEN: 'a.b.c', SUBSCRIPTIONS: notVisible })).code).toBe(3);
    for (const path of artifacts.paths) expect(await written(path)).not.toBe('');
  });
});

describe('the commands of the page', () => {
  it('show the demo, and say how to use the rest', async () => {
    const [first] = blocks.filter(({ text }) => text.startsWith('npx '));
    for (const line of first!.text.trim().split('\n')) {
      const given = line.replace(/^npx --yes \S+ /, '').replace(/\s+#.*$/, '');
      const args = given.replaceAll('<id>', subscriptions.split(',')[0]!).split(/\s+/);
      const isAlone = given.includes('--demo') || given.includes('--help');
      const more = isAlone ? [] : ['--emulator', emulator.url];
      const child = spawn(process.execPath, [join(folder, 'dist', 'cli.js'), ...args, ...more], { cwd: work });
      const [code] = (await once(child, 'close')) as [number];
      expect([line, code]).toEqual([
        line,
        given.includes('--help') ? 0 : expect.toSatisfy((of) => of === 0 || of === 2),
      ]);
    }
  });

  it.runIf(hasAz)('of az are commands that az knows, with every option that it needs', () => {
    const [setUp] = blocks.filter(({ text }) => text.startsWith('az '));
    const commands = setUp!.text.replaceAll('\\\n', ' ').trim().split('\n');
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const [words] = /^az [a-z -]+?(?= --)/.exec(command)!;
      const env = { ...process.env, AZURE_CONFIG_DIR: join(folder, 'az'), AZURE_CORE_COLLECT_TELEMETRY: 'false' };
      const help = spawnSync('az', [...words.split(' ').slice(1), '--help'], { encoding: 'utf8', env });
      expect([words, help.status]).toEqual([words, 0]);
      for (const [option] of command.replace(/\$\(.*\)/, 'x').matchAll(/--[a-z-]+/g))
        expect(help.stdout, `${words} ${option}`).toContain(option);
    }
  });
});
