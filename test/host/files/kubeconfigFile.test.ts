import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeIntoFile } from '../../../src/host/files/kubeconfigFile.ts';
import type { Phrase } from '../../../src/sentences/words.ts';
import { failing, failure, quickDisk } from '../../support/disks.ts';

const incoming = (server: string): string =>
  `clusters: [{ name: shop, cluster: { server: "${server}" } }]\ncontexts: [{ name: shop, context: { cluster: shop, user: u } }]\nusers: [{ name: u, user: { token: secret } }]\n`;
const mayNot = (): Promise<void> => Promise.reject(new Error('The person said no.'));
const may = (): Promise<void> => Promise.resolve();
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  path = join(folder, 'sub', 'config');
});
afterEach(async () => rm(folder, { recursive: true }));

describe('the kubeconfig file', () => {
  it('is made if there is none, and only its owner can read it', async () => {
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'sub'))).toEqual(['config']);
  });

  it('is kept as it was in a backup that only its owner can read, and loses the rights of others', async () => {
    path = join(folder, 'config');
    await writeFile(path, '# mine\n');
    await chmod(path, 0o644);
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot);
    const backup = `${path}.aks-identity-backup`;
    expect(await readFile(backup, 'utf8')).toBe('# mine\n');
    const modes = await Promise.all([path, backup].map(async (file) => (await stat(file)).mode & 0o777));
    if (process.platform !== 'win32') expect(modes).toEqual([0o600, 0o600]);
  });

  it('keeps an entry of the same name unless the user agrees to replace it', async () => {
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot);
    const before = await readFile(path, 'utf8');
    await expect(mergeIntoFile(path, incoming('https://b'), 'user', mayNot)).rejects.toThrow('The person said no.');
    expect(await readFile(path, 'utf8')).toBe(before);
    const asked: (readonly Phrase[])[] = [];
    await mergeIntoFile(path, incoming('https://b'), 'user', async (entries) => void asked.push(entries));
    expect(asked).toEqual([['cluster shop']]);
    expect(await readFile(path, 'utf8')).toContain('https://b');
  });

  it('is left alone if it is broken, and gets no backup', async () => {
    path = join(folder, 'config');
    await writeFile(path, 'clusters: [\n');
    await expect(mergeIntoFile(path, incoming('https://a'), 'user', may)).rejects.toMatchObject({ code: 'refused' });
    expect(await readFile(path, 'utf8')).toBe('clusters: [\n');
    expect(await readdir(folder)).toEqual(['config']);
  });

  const longAgo = new Date(Date.now() - 3_600_000);

  it.each([
    ['', new Date()],
    ['', longAgo],
    ["somebody else's", longAgo],
  ])('is left alone while kubectl holds its lock, with a message that says what to do: row %#', async (text, since) => {
    path = join(folder, 'config');
    await writeFile(`${path}.lock`, text);
    await utimes(`${path}.lock`, since, since);
    const message = `locked by kubectl (${path}.lock exists), so it was left alone. If no kubectl is running, delete ${path}.lock and try again.`;
    await expect(mergeIntoFile(path, incoming('https://a'), 'user', may)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual(['config.lock']);
    expect(await readFile(`${path}.lock`, 'utf8')).toBe(text);
  });

  it('is written despite a lock that this extension left long ago, but never despite one that was just taken', async () => {
    path = join(folder, 'config');
    const lock = `${path}.lock`;
    await writeFile(path, '# mine\n');
    await writeFile(lock, 'aks-identity 0\n');
    await expect(mergeIntoFile(path, incoming('https://a'), 'user', may)).rejects.toThrow(/by another window/);
    expect(await readFile(path, 'utf8')).toBe('# mine\n');
    await utimes(lock, longAgo, longAgo);
    await mergeIntoFile(path, incoming('https://a'), 'user', may);
    expect(await readFile(path, 'utf8')).toContain('https://a');
    expect((await readdir(folder)).sort()).toEqual(['config', 'config.aks-identity-backup']);
  });

  it('is left alone by a second merge while the first one holds the lock, which says whose it is', async () => {
    path = join(folder, 'config');
    await writeFile(path, '');
    const merges = ['https://a', 'https://b'].map((server) => mergeIntoFile(path, incoming(server), 'user', may));
    const ends = await Promise.allSettled(merges);
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    for (const end of ends)
      if (end.status === 'rejected') expect(String(end.reason)).toMatch(/another window|at the same time/);
    expect(await readdir(folder)).not.toContain('config.lock');
  });

  it.each(['EPERM', 'EACCES', 'EBUSY'])(
    'is written where others have it and its lock open for a moment: %s',
    async (code) => {
      path = join(folder, 'config');
      const lock = `${path}.lock`;
      await writeFile(path, '# mine\n');
      await writeFile(lock, 'aks-identity 0\n');
      await utimes(lock, longAgo, longAgo);
      await mergeIntoFile(path, incoming('https://a'), 'user', mayNot, failing(code, 3));
      expect(await readFile(path, 'utf8')).toContain('https://a');
      expect((await readdir(folder)).sort()).toEqual(['config', 'config.aks-identity-backup']);
    },
  );

  it('counts as written if only its lock could not be removed, which is taken over a minute later', async () => {
    path = join(folder, 'config');
    const disk = quickDisk({ rm: () => Promise.reject(failure('EBUSY')) });
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot, disk);
    expect(await readFile(path, 'utf8')).toContain('https://a');
    await utimes(`${path}.lock`, longAgo, longAgo);
    await mergeIntoFile(path, incoming('https://b'), 'user', may);
    expect(await readFile(path, 'utf8')).toContain('https://b');
    expect(await readdir(folder)).not.toContain('config.lock');
  });

  it('keeps the line ends of Windows', async () => {
    path = join(folder, 'config');
    await writeFile(path, '# mine\r\nclusters: []\r\n');
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot);
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^# mine\r\n/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('is not written if that would break an alias of another entry', async () => {
    path = join(folder, 'config');
    const file = 'clusters: []\ncontexts: []\nusers: [{ name: u, user: &u {} }, { name: v, user: *u }]\n';
    await writeFile(path, file);
    await expect(mergeIntoFile(path, incoming('https://a'), 'user', may)).rejects.toMatchObject({ code: 'refused' });
    expect(await readFile(path, 'utf8')).toBe(file);
    expect(await readdir(folder)).toEqual(['config']);
  });

  it('is written through a link, which stays a link', async () => {
    const real = join(folder, 'real');
    await writeFile(real, '# real\n');
    path = join(folder, 'config');
    await symlink(real, path);
    await mergeIntoFile(path, incoming('https://a'), 'user', may);
    expect(await readFile(real, 'utf8')).toContain('https://a');
    expect((await readdir(folder)).sort()).toEqual(['config', 'real', 'real.aks-identity-backup']);
  });
});
