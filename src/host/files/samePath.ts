import { normalize, win32 } from 'node:path';

/**
 * Returns true if two absolute paths lead to the same place by their text: Windows and macOS usually don't tell capitals from small letters,
 * and macOS no accents of their own from letters that have them.
 */
export function isSamePath(a: string, b: string, system: NodeJS.Platform = process.platform): boolean {
  if (system !== 'win32' && system !== 'darwin') return normalize(a) === normalize(b);
  const [first, second] = [a, b].map((path) =>
    (system === 'win32' ? win32.normalize(path) : normalize(path).normalize()).toLowerCase(),
  );
  return first === second;
}
