import type fs from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { writtenState } from '../../support/writtenState.ts';

/** A system that cannot flush a folder to disk or replace a file that is open, like Windows, and one that writes a little at a time. */
const disk = vi.hoisted(() => ({ flushesFolders: true, busyRenames: 0 }));
vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  return {
    ...real,
    fsyncSync(handle: number) {
      if (!disk.flushesFolders && real.fstatSync(handle).isDirectory()) {
        throw Object.assign(new Error('EPERM: operation not permitted, fsync'), { code: 'EPERM' });
      }
      real.fsyncSync(handle);
    },
    renameSync(from: string, to: string) {
      if (disk.busyRenames-- > 0)
        throw Object.assign(new Error('EPERM: operation not permitted, rename'), { code: 'EPERM' });
      real.renameSync(from, to);
    },
    writeSync: (handle: number, data: string) => real.writeSync(handle, data.slice(0, 1000)),
  };
});

const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  disk.flushesFolders = true;
  disk.busyRenames = 0;
});
const stateFile = join(folder, 'state.json');

describe('a state file', () => {
  it("is written as a whole, also where a folder can't be flushed to disk", async () => {
    disk.flushesFolders = false;
    expect(await writtenState(stateFile)).toMatchObject({ emulator: { advancedSeconds: 1 } });
    rmSync(stateFile);
  });

  it('is written where something else has it open for a moment, and left as it was where it stays open', async () => {
    disk.busyRenames = 3;
    expect(await writtenState(stateFile)).toMatchObject({ emulator: { advancedSeconds: 1 } });
    disk.busyRenames = 1000;
    await expect(writtenState(stateFile)).rejects.toThrow('EPERM');
    rmSync(stateFile);
  });
});
