/** How long VS Code takes to activate the extension, in fresh instances of the real VS Code. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { projectRoot } from '../../scripts/project.ts';
import { repeated, spreadOf } from '../spread.ts';
import type { Table } from '../table.ts';

const target = join(projectRoot, 'out', 'bench', 'extension');
const resultFile = join(projectRoot, 'out', 'bench', 'activation.json');

/** What `bench/startUp/activation.ts` writes. */
interface Activation {
  readonly milliseconds: number;
  /** Milliseconds that the extension host's processors worked meanwhile, whatever else it did. */
  readonly cpu: number;
  readonly resident: number;
  readonly heap: number;
}

/** Starts VS Code twice as often as it says, and activates the built extension in it. */
export async function measureStart(runs: number): Promise<readonly Table[]> {
  await copyExtension();
  const starts = await repeated(2 * runs, activateOnce);
  const megabytes = (bytes: (start: Activation) => number): ReturnType<typeof spreadOf> =>
    spreadOf(starts.map((start) => bytes(start) / 1e6));
  return [
    {
      title: `Activation in VS Code (${starts.length} starts)`,
      columns: ['what', 'measured', 'target'],
      rows: [
        ['activation (ms)', spreadOf(starts.map(({ milliseconds }) => milliseconds)), '50'],
        ['processor time of the extension host meanwhile (ms)', spreadOf(starts.map(({ cpu }) => cpu)), ''],
        ['resident memory of the extension host that came with it (MB)', megabytes(({ resident }) => resident), ''],
        ['of it objects (MB)', megabytes(({ heap }) => heap), ''],
      ],
      targets: [
        { what: 'activation (ms)', measured: spreadOf(starts.map(({ milliseconds }) => milliseconds)), target: 50 },
      ],
    },
  ];
}

async function activateOnce(): Promise<Activation> {
  await rm(resultFile, { force: true });
  await runTests({
    vscodeExecutablePath: join(projectRoot, 'test', 'e2e', 'host', 'code'),
    extensionDevelopmentPath: target,
    extensionTestsPath: join(target, 'activation.js'),
    extensionTestsEnv: { AKS_IDENTITY_BENCH: resultFile },
  });
  return JSON.parse(await readFile(resultFile, 'utf8')) as Activation;
}

/** The built extension, which VS Code starts only when it is told to; so its start can be timed. */
async function copyExtension(): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await esbuild.build({
    entryPoints: [join(projectRoot, 'bench', 'startUp', 'activation.ts')],
    outdir: target,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'warning',
  });
  for (const part of ['dist', 'media', 'package.nls.json'].filter((name) => existsSync(join(projectRoot, name)))) {
    await cp(join(projectRoot, part), join(target, part), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(join(target, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
}
