import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileStore, withLock, writeWhole, type Disk } from '../../../src/host/files/wholeFile.ts';
import { breath, failing, failure, quickDisk } from '../../support/disks.ts';
import { fc } from '../../support/property.ts';
import { bash } from '../../support/bash.ts';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
  lock = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

/** A lock that a process has left which is gone, or (empty) one that can't be asked. */
async function leave(owner: string): Promise<void> {
  await writeFile(lock, owner);
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(lock, longAgo, longAgo);
}
const gone = `${2 ** 30} ${hostname()} 1 token`;

/** Work that notes how many are at it at once. */
function counted() {
  let now = 0;
  let most = 0;
  return {
    most: () => most,
    work: async () => {
      most = Math.max(most, ++now);
      for (let round = 0; round < 10; round++) await readdir(folder);
      now--;
    },
  };
}

describe('a lock', () => {
  it.each(['', gone])('that a lost process has left (%j) is taken over, and nothing stays behind', async (owner) => {
    await leave(owner);
    expect(await withLock(lock, async () => 'done')).toBe('done');
    expect(await readdir(folder)).toEqual([]);
  });

  it('that was left is taken over by one at a time, however slow each step of each of them is', async () => {
    const waits = fc.array(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 8 }), {
      minLength: 2,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(waits, async (all) => {
        await leave(gone);
        const { most, work } = counted();
        await Promise.all(all.map((each) => withLock(lock, work, slowDisk(each))));
        expect(most()).toBe(1);
        expect(await readdir(folder)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('that was left is not taken from the process that was faster at taking it over', async () => {
    await leave(gone);
    const [seen, taken, cleared] = [1, 2, 3].map(() => Promise.withResolvers<void>());
    const isTurn = (path: unknown): boolean => String(path).endsWith('.clearing');
    const slow = quickDisk({
      writeFile: async (path, ...more) => {
        if (isTurn(path)) seen!.resolve();
        if (isTurn(path)) await taken!.promise;
        return writeFile(path, ...more);
      },
      rm: async (path, ...more) => {
        await rm(path, ...more);
        if (isTurn(path)) cleared!.resolve();
      },
    });
    const second = withLock(lock, async () => 'second', slow);
    await seen!.promise;
    await withLock(lock, async () => {
      const own = await readFile(lock, 'utf8');
      taken!.resolve();
      await cleared!.promise;
      expect(await readFile(lock, 'utf8')).toBe(own);
    });
    expect(await second).toBe('second');
  });

  it('that was taken over stays with its new owner', async () => {
    await withLock(lock, () => writeFile(lock, 'of another'));
    expect(await readFile(lock, 'utf8')).toBe('of another');
  });

  it('of a process that lives is waited for, but not for ever, and is then reported in plain words', async () => {
    const stuck = withLock(lock, async () => {
      const longAgo = new Date(Date.now() - 3_600_000);
      await utimes(lock, longAgo, longAgo);
      const waiting = withLock(lock, async () => 'never', quickDisk());
      await expect(waiting).rejects.toMatchObject({ code: 'conflict' });
      await expect(waiting).rejects.toThrow(`keeps ${lock} locked. If no other window is open, delete this file.`);
    });
    await stuck;
    expect(await readdir(folder)).toEqual([]);
  });

  it("that can't be removed is reported in plain words, too", async () => {
    await leave(gone);
    const disk = quickDisk({ rm: () => Promise.reject(failure('EPERM')) });
    await expect(withLock(lock, async () => 'never', disk)).rejects.toMatchObject({ code: 'conflict' });
    expect(await withLock(lock, async () => 'done')).toBe('done');
  });

  it.skipIf(process.platform === 'win32').each([
    ['a pipe', () => execFileSync(bash, ['-c', 'mkfifo "$0"', lock])],
    ['a folder', () => mkdirSync(lock)],
    ['a link to a device that never ends', () => symlinkSync('/dev/zero', lock)],
    ['a link to a lock that was left', () => symlinkSync(join(folder, 'left'), lock)],
  ] as const)('that is %s is never read or taken over, and waiting ends after half a minute', async (_, put) => {
    await writeFile(join(folder, 'left'), gone);
    put();
    await expect(withLock(lock, async () => 'done', quickDisk())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(lock) as string,
    });
    await rm(lock, { recursive: true });
    await withLock(lock, async () => (rmSync(lock), put()));
    expect((await readdir(folder)).toSorted()).toEqual(['left', 'lock']);
  });

  it('ends with work that failed, and the failure is reported', async () => {
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a file that something else has open for a moment, as on Windows,', () => {
  const path = (): string => join(folder, 'file');

  it.each(['EPERM', 'EACCES', 'EBUSY'])('is written and locked at last after %s', async (code) => {
    const disk = failing(code, 3);
    await writeWhole(path(), 'new', { disk });
    expect(await withLock(lock, () => fileStore(path()).read(), disk)).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('and for longer than two seconds, is reported, and its content stays', async () => {
    await writeWhole(path(), 'old');
    const disk = quickDisk({ rename: () => Promise.reject(failure('EBUSY')) });
    const before = disk.now();
    await expect(writeWhole(path(), 'new', { disk })).rejects.toThrow('EBUSY');
    expect(disk.now() - before).toBeGreaterThanOrEqual(2000);
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(path(), 'utf8')).toBe('old');
  });

  it('is not tried again if the disk is full', async () => {
    const disk = quickDisk({ rename: () => Promise.reject(failure('ENOSPC')), sleep: () => expect.fail('waited') });
    await expect(writeWhole(path(), 'new', { disk })).rejects.toThrow('ENOSPC');
  });
});

/** A disk that takes its time: so many breaths before each access in turn. */
function slowDisk(waits: readonly number[]): Disk {
  let turn = 0;
  async function wait(): Promise<void> {
    const breaths = waits[turn++ % waits.length] ?? 0;
    for (let count = 0; count < breaths; count++) await breath();
  }
  return quickDisk({
    now: Date.now,
    readFile: (...given) => wait().then(() => readFile(...given)),
    writeFile: (...given) => wait().then(() => writeFile(...given)),
    rm: (...given) => wait().then(() => rm(...given)),
  });
}
