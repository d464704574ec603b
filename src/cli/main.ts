#!/usr/bin/env node
import './olderNode.ts';
import { isSameFile, writeOutput } from '../host/files/outputFile.ts';
import { readText } from '../host/files/readText.ts';
import { readShared } from '../host/files/sharedFile.ts';
import { writerTo } from './terminal.ts';

if (process.argv[2] === 'emulator') {
  const { runEmulator } = await import('../emulator/command.ts');
  process.exit(await runEmulator(process.argv.slice(3), 'aks-identity emulator'));
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const { run } = await import('./run.ts');
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
  readDecisions: readShared,
  writeFile: writeOutput,
  isSameFile,
  now: () => new Date(),
  signal: stop.signal,
});
// What is still open, such as a request that was stopped, is not waited for.
process.exit(code);
