/** Disks that fail and clocks that need no time, for what is written to files. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Disk } from '../../src/host/files/wholeFile.ts';

/** Lets others go on. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The disk as it is, in a time in which waiting takes none. */
export function quickDisk(more: Partial<Disk> = {}): Disk {
  let slept = 0;
  const now = (): number => Date.now() + slept;
  const sleep = async (milliseconds: number): Promise<void> => {
    slept += milliseconds;
    await breath();
  };
  return { readFile, writeFile, rename, rm, now, sleep, patience: 2000, ...more };
}

/** What the system says, by its code. */
export function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A disk on which everything fails some times before it succeeds. */
export function failing(code: string, times: number): Disk {
  const left = new Map<string, number>();
  async function fail(what: string): Promise<void> {
    const count = left.get(what) ?? times;
    left.set(what, count - 1);
    if (count > 0) throw failure(code);
    left.delete(what);
  }
  return quickDisk({
    readFile: (...given) => fail('read').then(() => readFile(...given)),
    writeFile: (...given) => fail('write').then(() => writeFile(...given)),
    rename: (...given) => fail('rename').then(() => rename(...given)),
    rm: (...given) => fail('rm').then(() => rm(...given)),
  });
}
