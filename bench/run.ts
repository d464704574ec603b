/** `npm run bench [-- --starts N]`: what the extension costs; prints tables and writes bench/results.json. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { runNode } from '../scripts/build.ts';
import { projectRoot } from '../scripts/project.ts';
import { packExtension } from '../scripts/vsix.ts';
import { measureFleet } from './fleet.ts';

interface Chunk {
  readonly file: string;
  readonly bytes: number;
  /** Loaded with the extension's entry file, not on first use. */
  readonly atActivation: boolean;
}

const activationTarget = 50;
const fleetSize = 10_000;
const fleetStartTarget = 5000;
const out = join(projectRoot, 'out', 'bench');

async function measureActivation(starts: number): Promise<readonly number[]> {
  await esbuild.build({
    entryPoints: [join(projectRoot, 'bench', 'activation.ts')],
    outdir: join(out, 'extension'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const sleeping = await copyWithoutActivationEvents();
  const file = join(out, 'activation.txt');
  const times: number[] = [];
  for (let start = 0; start < starts; start++) {
    await rm(file, { force: true });
    await runTests({
      vscodeExecutablePath: join(projectRoot, 'test', 'host', 'code'),
      extensionDevelopmentPath: sleeping,
      extensionTestsPath: join(sleeping, 'activation.js'),
      extensionTestsEnv: { AKS_IDENTITY_BENCH: file },
    });
    times.push(Number(await readFile(file, 'utf8')));
  }
  return times;
}

/** The built extension, which VS Code starts only when it is told to; so its start can be timed. */
async function copyWithoutActivationEvents(): Promise<string> {
  const target = join(out, 'extension');
  for (const part of ['dist', 'media', 'package.nls.json'].filter((name) => existsSync(join(projectRoot, name)))) {
    await cp(join(projectRoot, part), join(target, part), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(join(target, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return target;
}

async function measureLoading(starts: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let start = 0; start < starts; start++) times.push(Number(await runNode([join('bench', 'loadBundle.ts')])));
  return times;
}

async function readChunks(): Promise<readonly Chunk[]> {
  const { outputs } = JSON.parse(await readFile(join(projectRoot, 'out', 'metafile.json'), 'utf8')) as esbuild.Metafile;
  const eager = new Set<string>();
  const queue = ['dist/extension.js'];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (eager.has(file)) continue;
    eager.add(file);
    const imported = outputs[file]?.imports ?? [];
    queue.push(
      ...imported.filter(({ kind, external }) => kind === 'import-statement' && !external).map(({ path }) => path),
    );
  }
  return Object.entries(outputs)
    .map(([file, { bytes }]) => ({ file, bytes, atActivation: eager.has(file) }))
    .sort((a, b) => b.bytes - a.bytes);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const { values } = parseArgs({ options: { starts: { type: 'string', default: '5' } } });
const starts = Math.max(1, Number(values.starts));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { size } = await packExtension();
const chunks = await readChunks();
const loading = (await measureLoading(3 * starts)).map(round);
const activation = (await measureActivation(starts)).map(round);
const fleet = await measureFleet(fleetSize);
const results = {
  machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  node: process.version,
  activation: { medianMs: round(median(activation)), targetMs: activationTarget, runs: activation },
  loading: { medianMs: round(median(loading)), runs: loading },
  fleet: { clusters: fleetSize, startMs: round(fleet.start), targetMs: fleetStartTarget, joinMs: round(fleet.join) },
  vsixBytes: size,
  atActivationBytes: chunks.filter(({ atActivation }) => atActivation).reduce((sum, { bytes }) => sum + bytes, 0),
  chunks,
};
await writeFile(join(projectRoot, 'bench', 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
console.table({
  [`activation in VS Code (ms, median of ${starts}, target ${activationTarget})`]: results.activation.medianMs,
  [`loading the bundle in Node (ms, median of ${3 * starts})`]: results.loading.medianMs,
  [`emulator with ${fleetSize} clusters ready (ms, target ${fleetStartTarget})`]: results.fleet.startMs,
  'Resource Graph joining its clusters and roles (ms)': results.fleet.joinMs,
  'loaded at activation (kB)': round(results.atActivationBytes / 1000),
  'vsix (kB)': round(size / 1000),
});
console.table(chunks.map(({ file, bytes, atActivation }) => ({ file, kB: round(bytes / 1000), atActivation })));
