/** How big the package is, what of it is loaded at activation, and how long a plain Node takes to load that. */
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import { activationLimit, atActivation, readChunks } from '../../scripts/package/chunks.ts';
import { packExtension, vsixLimit } from '../../scripts/package/vsix.ts';
import { repeated, spreadOf } from '../spread.ts';
import type { Table } from '../table.ts';

/** Packs the extension and loads its bundle several times, each in a fresh process. */
export async function measurePackage(runs: number): Promise<readonly Table[]> {
  const { size } = await packExtension();
  const chunks = await readChunks();
  const eager = atActivation(chunks);
  const loading = await repeated(3 * runs, async () =>
    Number(await runNode([join('bench', 'startUp', 'loadBundle.ts')])),
  );
  return [
    {
      title: 'The package',
      columns: ['what', 'measured', 'target'],
      rows: [
        ['vsix (kB)', size / 1000, `${vsixLimit / 1000}`],
        ['code loaded at activation (kB)', eager / 1000, `${activationLimit / 1000}`],
        ['all code (kB)', chunks.reduce((sum, { bytes }) => sum + bytes, 0) / 1000, ''],
        ['loading the bundle in a plain Node (ms)', spreadOf(loading), ''],
      ],
      targets: [
        { what: 'vsix (kB)', measured: size / 1000, target: vsixLimit / 1000 },
        { what: 'code loaded at activation (kB)', measured: eager / 1000, target: activationLimit / 1000 },
      ],
    },
    {
      title: 'The largest files',
      columns: ['mostly', 'kB', 'loaded'],
      rows: chunks
        .slice(0, 8)
        .map(({ largest, bytes, isEager }) => [largest, bytes / 1000, isEager ? 'at activation' : 'on first use']),
    },
  ];
}
