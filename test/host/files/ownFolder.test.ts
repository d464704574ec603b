import { chmod, mkdir, mkdtemp, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ownFolder } from '../../../src/host/files/ownFolder.ts';

let folder: string;
let first = '';
let second = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-'));
  [first, second] = [join(folder, 'home', 'own'), join(folder, 'temporary')];
});

/** What somebody else may have put in the first place. */
const obstacles: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a file', () => writeFile(first, '')],
  ['a link to a folder', () => mkdir(join(folder, 'real')).then(() => symlink(join(folder, 'real'), first))],
  ['a link that leads nowhere', () => symlink(join(folder, 'nowhere'), first)],
];
/** What the permissions of a folder may let others do, where a system has them. */
const openTo = [0o777, 0o750, 0o701].map((mode) => ({ mode, octal: mode.toString(8) }));

describe('a folder of the user’s own', () => {
  it('is made in their home, for them alone, and found again', async () => {
    expect(await ownFolder([first, second])).toBe(first);
    expect(await ownFolder([first, second])).toBe(first);
    if (process.platform !== 'win32') expect((await stat(first)).mode & 0o777).toBe(0o700);
    await expect(stat(second)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['where the system keeps what may be lost', () => join(folder, 'cache'), () => join(folder, 'cache')],
    ['in their home where nothing says where that is', () => '', () => join(folder, 'home', '.cache')],
    ['in their home where that is no whole path', () => 'cache', () => join(folder, 'home', '.cache')],
  ])('is %s', async (_, cache, place) => {
    for (const name of ['HOME', 'USERPROFILE']) vi.stubEnv(name, join(folder, 'home'));
    vi.stubEnv('XDG_CACHE_HOME', cache());
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await ownFolder()).toBe(join(place(), 'aks-identity'));
  });

  it.each(obstacles)('is another where the first place has %s', async (_, put) => {
    await mkdir(join(folder, 'home'));
    await put();
    expect(await ownFolder([first, second])).toBe(second);
    await expect(ownFolder([first])).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(first) as string,
    });
  });

  it.skipIf(process.platform === 'win32').each(openTo)('is none that others may open ($octal)', async ({ mode }) => {
    await mkdir(first, { recursive: true });
    await chmod(first, mode);
    expect(await ownFolder([first, second])).toBe(second);
  });

  it.skipIf(process.getuid?.() !== 0)('is never one that someone else made', async () => {
    const { chown } = await import('node:fs/promises');
    await mkdir(first, { recursive: true, mode: 0o700 });
    await chown(first, 4711, 4711);
    expect(await ownFolder([first, second])).toBe(second);
  });
});
