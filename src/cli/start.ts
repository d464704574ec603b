/** Starts the process: connects the tool to standard streams, files and signals, and ends with its exit code. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { readObjectFiles } from '../host/files/clusterObjectFiles.ts';
import { isSameFile, writeOutput } from '../host/files/outputFile.ts';
import { decodedText, readText } from '../host/files/readText.ts';
import { readShared } from '../host/files/sharedFile.ts';
import { runTool } from './run.ts';
import { collectGarbage } from './smallHeap.ts';
import { writerTo } from './terminal/terminal.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const tell = writerTo(process.stderr);
const code = await runTool({
  args: process.argv.slice(2),
  env: process.env,
  out: writerTo(process.stdout),
  // The report is made even if nobody reads the messages next to it.
  tell: (text) => void tell(text).catch(() => undefined),
  screen: process.stdout.isTTY
    ? { columns: process.stdout.columns, isColoured: process.stdout.hasColors() }
    : undefined,
  isWatched: process.stderr.isTTY,
  isColoured: process.stderr.isTTY && process.stderr.hasColors(),
  readFile: readText,
  readInput: async () => {
    if (process.stdin.isTTY)
      await tell(
        `Type or paste the input here, then press ${process.platform === 'win32' ? 'Ctrl+Z and Enter' : 'Ctrl+D'}.\n`,
      );
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return decodedText(Buffer.concat(chunks));
  },
  readDecisions: readShared,
  writeFile: writeOutput,
  isSameFile,
  readObjects: readObjectFiles,
  isFolder: (path) =>
    stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    ),
  isEmpty: (path) =>
    readdir(path).then(
      (names) => names.length === 0,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return true;
        throw error;
      },
    ),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  now: () => new Date(),
  signal: stop.signal,
  collectGarbage,
});
// Doesn't wait for what is still open, such as a cancelled request.
process.exit(code);
