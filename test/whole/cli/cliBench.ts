import { resolve } from 'node:path';
import { runTool } from '../../../src/cli/run.ts';
import { readObjectFiles } from '../../../src/host/files/clusterObjectFiles.ts';
import type { Terminal } from '../../../src/cli/terminal/terminal.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';

/** What a run of the command line has left. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly told: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Runs a command line in this process, with these files and no others. */
export async function ran(
  args: readonly string[],
  given: Readonly<Record<string, string>> = {},
  terminal: Partial<Terminal> = {},
): Promise<Ran> {
  const files = new Map(Object.entries(given));
  let out = '';
  let told = '';
  const code = await runTool({
    args,
    env: {},
    out: (text) => void (out += text),
    tell: (text) => void (told += text),
    isWatched: false,
    isColoured: false,
    readFile: async (path) => {
      const text = files.get(path);
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
    readDecisions: async (path) => files.get(path),
    writeFile: async (path, text) => void files.set(path, [...text].join('')),
    readInput: async () => files.get('-') ?? '',
    readObjects: readObjectFiles,
    isFolder: async () => false,
    isEmpty: async () => true,
    makeFolder: async () => undefined,
    isSameFile: async (one, other) => resolve(one) === resolve(other),
    now: () => new Date('2026-09-01T12:00:00Z'),
    signal: new AbortController().signal,
    ...terminal,
  });
  return { code, out, told, files };
}

/** Serves a world on this machine, as a bench sees it, too. */
export async function served(world: WorldFile): Promise<{ readonly bench: Bench } & ListeningEmulator> {
  const bench = createBench(world);
  return { bench, ...(await serveEmulator(bench.emulator, { port: 0 })) };
}
