/** action.yml: what its steps run is run in a folder like that of a job, against the emulator. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';

const root = resolve(import.meta.dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

interface Step {
  readonly name: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};
const [, findings, upload, summary] = action.runs.steps as readonly [Step, Step, Step, Step];
const subscriptions = demoWorld()
  .subscriptions.map(({ subscriptionId }) => subscriptionId)
  .join(',');

let folder = '';
let work = '';
let emulator: ListeningEmulator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-action-'));
  emulator = await serveEmulator(createEmulator({ world: demoWorld() }), { port: 0 });
  // In the place of npx: it notes what it was given, and starts the built command line.
  const npx = [
    '#!/bin/bash',
    'printf "%s\\n" "$@" > given',
    'shift 2',
    `exec "${process.execPath}" "${join(root, 'dist', 'cli.js')}" "$@" --emulator ${emulator.url}`,
  ];
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'npx'), npx.join('\n'));
  await chmod(join(folder, 'bin', 'npx'), 0o755);
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  work = await mkdtemp(join(folder, 'job-'));
});

/** Runs a step as GitHub does, with the action's defaults in the place of inputs that are not given. */
async function run({ run: script = '', env = {} }: Step, inputs: Readonly<Record<string, string>> = {}) {
  const valueOf = (text: string): string =>
    text.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
    );
  const child = spawn('bash', ['-e', '-c', script], {
    cwd: work,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      GITHUB_ACTION_PATH: root,
      GITHUB_STEP_SUMMARY: join(work, 'summary'),
      ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, valueOf(text)])),
    },
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}
const written = (file: string): Promise<string> => readFile(join(work, file), 'utf8');

describe('the action', () => {
  it('writes the log that it uploads, by the version of the package that it belongs to', async () => {
    expect(await run(findings, { subscriptions, category: 'night' })).toBe(0);
    const log = JSON.parse(await written(upload.with!['sarif_file']!)) as {
      readonly runs: readonly [
        { readonly automationDetails: { readonly id: string }; readonly results: readonly unknown[] },
      ];
    };
    expect(log.runs[0].results.length).toBeGreaterThan(10);
    expect(log.runs[0].automationDetails.id).toContain('night');
    expect((await written('given')).split('\n').slice(0, 2)).toEqual(['--yes', `aks-identity@${version}`]);
  });

  it('writes no log where something could not be read, so that nothing is uploaded', async () => {
    expect(await run(findings, { subscriptions: `${subscriptions},no-such-subscription` })).toBe(3);
  });

  it.each([
    ['error', 2],
    ['never', 0],
  ])('writes the summary, and fails by fail-on: %s', async (failOn, code) => {
    expect(await run(summary, { subscriptions, 'fail-on': failOn })).toBe(code);
    expect(await written('summary')).toMatch(/^# AKS identity report\n/);
  });

  it('takes an input as one word, whatever is in it', async () => {
    const odd = '$(touch broken) "; touch broken; #';
    expect(await run(summary, { subscriptions: odd })).not.toBe(0);
    expect((await written('given')).split('\n')).toContain(odd);
    await expect(written('broken')).rejects.toThrow(/ENOENT/);
  });
});
