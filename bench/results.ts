import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem, type, release } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.ts';
import type { Table } from './table.ts';

/** What bench/results.json holds. */
export interface Results {
  readonly machine: string;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  /** By the name of the comparison; those that did not run this time are kept. */
  readonly comparisons: Readonly<Record<string, Measured>>;
}

interface Measured {
  readonly measuredAt: string;
  readonly runs: number;
  readonly seconds: number;
  readonly tables: readonly Table[];
}

const file = join(projectRoot, 'bench', 'results.json');

/** The results of earlier, none where nothing was measured on this machine. */
export async function readResults(): Promise<Results> {
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`;
  const now = {
    machine,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${type()} ${release()}`,
    node: process.version,
  };
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const before = text === undefined ? undefined : (JSON.parse(text) as Partial<Results>);
  return { ...now, comparisons: before?.machine === machine ? (before.comparisons ?? {}) : {} };
}

/** The results with one comparison more, written at once. */
export async function keepResult(results: Results, name: string, measured: Measured): Promise<Results> {
  const all = { ...results, comparisons: { ...results.comparisons, [name]: measured } };
  await writeFile(file, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}
