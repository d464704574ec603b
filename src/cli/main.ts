#!/usr/bin/env node
import './olderNode.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { run } from './run.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const code = await run({
  args: process.argv.slice(2),
  env: process.env,
  out: (text) =>
    new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve()))),
  tell: (text) => void process.stderr.write(text),
  isWatched: process.stderr.isTTY,
  isColoured: process.stderr.isTTY && !process.env['NO_COLOR'],
  readFile: (path) => readFile(path, 'utf8'),
  writeFile: (path, text) => writeFile(path, text),
  now: () => new Date(),
  signal: stop.signal,
});
// What is still open, such as a request that was stopped, is not waited for.
process.exit(code);
