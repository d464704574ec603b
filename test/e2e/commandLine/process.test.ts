/** The command line as it is built and packed, in its own process and folder. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { serveEmulator } from '../../../src/emulator/server.ts';

const root = resolve(import.meta.dirname, '../../..');
let folder = '';

/** Only what npm packs: no package beside it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-cli-'));
  for (const part of ['cli.js', 'cli'])
    await cp(join(root, 'dist', part), join(folder, 'dist', part), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly told: string;
}

function start(...args: string[]) {
  const child = spawn(process.execPath, [join(folder, 'dist', 'cli.js'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
  });
  let out = '';
  let told = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (told += data.toString()));
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, out, told })));
  return { child, ended };
}

const ended = (...args: string[]): Promise<Ended> => start(...args).ended;

describe('the built command line', () => {
  it('writes a report of the demo to a file and ends with 2', async () => {
    const { code, out, told } = await ended('report', '--demo', '--format', 'sarif', '--output', 'out.sarif');
    expect([code, out]).toEqual([2, '']);
    expect(told).toContain('Written to out.sarif.');
    const log = JSON.parse(await readFile(join(folder, 'out.sarif'), 'utf8')) as { runs: { results: unknown[] }[] };
    expect(log.runs[0]!.results.length).toBeGreaterThan(10);
  });

  it('writes nothing but the report of an emulator where it is asked to, however long it is', async () => {
    const emulator = await serveEmulator(createEmulator({ world: demoWorld() }), { port: 0 });
    const { code, out } = await ended('report', '--emulator', emulator.url, '--format', 'json');
    await emulator.close();
    expect(code).toBe(2);
    expect((JSON.parse(out) as { clusters: unknown[] }).clusters).toHaveLength(21);
  });

  it('has the version of package.json, and says what is wrong with a command line', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await ended('--version')).toEqual({ code: 0, out: `${version}\n`, told: '' });
    expect(await ended('report', '--formt', 'json')).toMatchObject({
      code: 1,
      told: 'aks-identity: Unknown option --formt. Did you mean --format?\nSee aks-identity report --help.\n',
    });
  });

  it('ends as if all of a report had been read where its reader leaves early, and says nothing of that (C-18)', async () => {
    const { child, ended } = start('report', '--demo', '--quiet', '--format', 'json');
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toMatchObject({ code: 2, told: '' });
  });

  it('reads a change from its standard input and writes what it plans into a folder that it makes', async () => {
    const { out } = await ended('report', '--demo', '--format', 'json');
    const { clusters } = JSON.parse(out) as { clusters: { id: string; name: string }[] };
    const clusterId = clusters.find(({ name }) => name === 'build-neu')?.id;
    const change = JSON.stringify({ kind: 'upgradeNodeImages', clusterId, pools: ['nodepool1'] });
    const { child, ended: planned } = start('plan', '-', '--demo', '--format', 'az', '--output', 'plans/today/');
    child.stdin.end(change);
    expect(await planned).toEqual({ code: 0, out: '', told: `Written to ${join('plans', 'today', 'plan.sh')}.\n` });
    expect(await readFile(join(folder, 'plans', 'today', 'plan.sh'), 'utf8')).toContain('az aks nodepool upgrade');
  });

  it('stops when it is interrupted (C-18)', async () => {
    const emulator = await serveEmulator(createEmulator({ world: demoWorld(), latencyMilliseconds: 600_000 }), {
      port: 0,
    });
    const { child, ended } = start('report', '--emulator', emulator.url);
    child.stderr.once('data', () => child.kill('SIGINT'));
    const { code, out, told } = await ended;
    expect([code, out]).toEqual([130, '']);
    expect(told).toMatch(/aks-identity: Stopped\.\n$/);
    await emulator.close();
  });
});
