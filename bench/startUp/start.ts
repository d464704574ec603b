/** How long VS Code takes to activate the extension, in fresh instances of the real VS Code. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'rolldown';
import { projectRoot } from '../../scripts/project.ts';
import { repeated, spreadOf, type Spread } from '../spread.ts';
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

/** So often is VS Code started, however many runs were asked for: single starts differ much. */
const starts = 10;

/** Starts VS Code ten times, and activates the built extension in it. */
export async function measureStart(): Promise<readonly Table[]> {
  await copyExtension();
  const activations = await repeated(starts, activateOnce);
  const spread = (of: (one: Activation) => number): Spread => spreadOf(activations.map(of));
  const activation = spread(({ milliseconds }) => milliseconds);
  return [
    {
      title: `Activation in VS Code (${starts} starts)`,
      columns: ['what', 'measured', 'target'],
      rows: [
        ['activation (ms)', activation, '25'],
        ['processor time of the extension host meanwhile (ms)', spread(({ cpu }) => cpu), ''],
        ['resident memory of the extension host that came with it (MB)', spread(({ resident }) => resident / 1e6), ''],
        ['of it objects (MB)', spread(({ heap }) => heap / 1e6), ''],
      ],
      targets: [{ what: 'activation (ms)', measured: activation, target: 25 }],
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

/** VS Code starts the built extension only on request, so that its start can be timed. */
async function copyExtension(): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await build({
    input: join(projectRoot, 'bench', 'startUp', 'activation.ts'),
    platform: 'node',
    external: ['vscode'],
    logLevel: 'warn',
    output: { dir: target, format: 'esm' },
  });
  for (const part of ['dist', 'media', 'package.nls.json'].filter((name) => existsSync(join(projectRoot, name)))) {
    await cp(join(projectRoot, part), join(target, part), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(join(target, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
}
