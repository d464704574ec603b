/** How big the package is, what of it is loaded at activation, and how long a plain Node takes to load that. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { runNode } from '../../scripts/build.ts';
import { projectRoot } from '../../scripts/project.ts';
import { packExtension, vsixLimit } from '../../scripts/package/vsix.ts';
import { repeated, spreadOf } from '../spread.ts';
import type { Table } from '../table.ts';

/** Code that may be loaded at activation, in kB. */
const activationLimit = 130;

/** Packs the extension and loads its bundle several times, each in a fresh process. */
export async function measurePackage(runs: number): Promise<readonly Table[]> {
  const { size } = await packExtension();
  const chunks = await readChunks();
  const eager = chunks.filter(({ atActivation }) => atActivation);
  const atActivation = eager.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
  const loading = await repeated(3 * runs, async () =>
    Number(await runNode([join('bench', 'startUp', 'loadBundle.ts')])),
  );
  return [
    {
      title: 'The package',
      columns: ['what', 'measured', 'target'],
      rows: [
        ['vsix (kB)', size / 1000, `${vsixLimit / 1000}`],
        ['code loaded at activation (kB)', atActivation, `${activationLimit}`],
        ['all code (kB)', chunks.reduce((sum, { bytes }) => sum + bytes, 0) / 1000, ''],
        ['loading the bundle in a plain Node (ms)', spreadOf(loading), ''],
      ],
      targets: [
        { what: 'vsix (kB)', measured: size / 1000, target: vsixLimit / 1000 },
        { what: 'code loaded at activation (kB)', measured: atActivation, target: activationLimit },
      ],
    },
    {
      title: 'The largest files',
      columns: ['mostly', 'kB', 'loaded'],
      rows: chunks
        .slice(0, 8)
        .map(({ largest, bytes, atActivation }) => [
          largest,
          bytes / 1000,
          atActivation ? 'at activation' : 'on first use',
        ]),
    },
  ];
}

interface Chunk {
  /** The source file that takes most of it. */
  readonly largest: string;
  readonly bytes: number;
  /** Loaded with the extension's entry file, not on first use. */
  readonly atActivation: boolean;
}

async function readChunks(): Promise<readonly Chunk[]> {
  const { outputs } = JSON.parse(await readFile(join(projectRoot, 'out', 'metafile.json'), 'utf8')) as Metafile;
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
    .map(([file, { bytes, inputs }]) => ({ largest: largestOf(inputs), bytes, atActivation: eager.has(file) }))
    .sort((a, b) => b.bytes - a.bytes);
}

/** The source file that takes most of an output. */
function largestOf(inputs: Metafile['outputs'][string]['inputs']): string {
  const [largest] = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  return largest?.[0] ?? '';
}
