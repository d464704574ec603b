import { readFile } from 'node:fs/promises';

/** Returns the text of a file that some program wrote. */
export async function readText(path: string): Promise<string> {
  return decodedText(await readFile(path));
}

/** Decodes the bytes of such a file; Windows PowerShell writes UTF-16 for `> file`. */
export function decodedText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  if (isLittle) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder(isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}
