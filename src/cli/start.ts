/** The process: what the tool reads and writes, and how it ends. */
import { mkdir, stat } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { isSameFile, writeOutput } from '../host/files/outputFile.ts';
import { decodedText, readText } from '../host/files/readText.ts';
import { readShared } from '../host/files/sharedFile.ts';
import { run } from './run.ts';
import { writerTo } from './terminal.ts';

// Else the heap may become several times as large as what is in use, although this process is soon over.
setFlagsFromString('--heap-growing-percent=25');

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const tell = writerTo(process.stderr);
const code = await run({
  args: process.argv.slice(2),
  env: process.env,
  out: writerTo(process.stdout),
  // Where nobody reads any more what is said beside the report, the report is made all the same.
  tell: (text) => void tell(text).catch(() => undefined),
  isWatched: process.stderr.isTTY,
  isColoured: process.stderr.isTTY && !process.env['NO_COLOR'],
  readFile: readText,
  readInput: async () => {
    const parts: Buffer[] = [];
    for await (const part of process.stdin) parts.push(part as Buffer);
    return decodedText(Buffer.concat(parts));
  },
  readDecisions: readShared,
  writeFile: writeOutput,
  isSameFile,
  isFolder: (path) =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  now: () => new Date(),
  signal: stop.signal,
});
// What is still open, such as a request that was stopped, is not waited for.
process.exit(code);
