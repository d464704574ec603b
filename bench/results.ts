import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem, type, release } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.ts';
import type { Table } from './table.ts';

/** What bench/results.json holds. */
export interface Results {
  readonly machine: string;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  /** How many processes wanted a processor in the minutes before, on average. */
  readonly load: number;
  /** By the name of the comparison; those that did not run this time are kept. */
  readonly comparisons: Readonly<Record<string, readonly Table[]>>;
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
    load: Math.round((loadavg()[1] ?? 0) * 10) / 10,
  };
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const before = text === undefined ? undefined : (JSON.parse(text) as Partial<Results>);
  return { ...now, comparisons: before?.machine === machine ? (before.comparisons ?? {}) : {} };
}

/** The results with one comparison more, written at once. */
export async function keepResult(results: Results, name: string, tables: readonly Table[]): Promise<Results> {
  const all = { ...results, comparisons: { ...results.comparisons, [name]: tables } };
  await writeFile(file, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}
