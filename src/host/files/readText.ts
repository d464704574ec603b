import { readFile } from 'node:fs/promises';

/** Returns the text of a file that some program has written; Windows PowerShell writes UTF-16 where it is told `> file`. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8');
}
