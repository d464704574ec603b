import { refused } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** Reads a file that was named on the command line; rejects with `refused` if it can't be read. */
export async function readGiven(path: string, { readFile }: Terminal): Promise<string> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    throw refused(`${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`);
  }
}
