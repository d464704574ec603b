import { refusedError } from '../../errors.ts';
import { standard } from '../commandLine/options.ts';
import type { Terminal } from './terminal.ts';

/** Reads JSON; rejects with `refused` and the name of its source if it is not valid. */
export function parsedJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) throw refusedError(`${name} is not valid JSON: ${error.message}`);
    throw error;
  }
}

/** Reads a file that was given on the command line, or the standard input; rejects with `refused` if it can't be read. */
export async function readGiven(
  path: string,
  { readFile, readInput }: Pick<Terminal, 'readFile' | 'readInput'>,
): Promise<string> {
  try {
    return await (path === standard ? readInput() : readFile(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    throw refusedError(`${inputName(path)} can't be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`);
  }
}

/** Names the source of a text, for the start of a sentence. */
export function inputName(path: string): string {
  return path === standard ? 'The standard input' : path;
}
