import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kubeconfigPath, mergeIntoFile, shortPath } from '../../../src/host/kubeconfigFile.ts';

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
  it('is the first that KUBECONFIG names, else the one in the home folder', () => {
    expect(kubeconfigPath(`${delimiter}/a${delimiter}/b`, '/home/me')).toBe('/a');
    expect(kubeconfigPath('', '/home/me')).toBe(join('/home/me', '.kube', 'config'));
    expect(shortPath('/home/me/.kube/config', '/home/me')).toBe('~/.kube/config');
    expect(shortPath('/home/meyer/config', '/home/me')).toBe('/home/meyer/config');
  });

  it('is made where there is none, and only its owner can read it', async () => {
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'sub'))).toEqual(['config']);
  });

  it('is kept as it was in a backup that only its owner can read, and loses the rights of others', async () => {
    path = join(folder, 'config');
    await writeFile(path, '# mine\n');
    await chmod(path, 0o644);
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot);
    const backup = `${path}.aks-identity-backup`;
    expect(await readFile(backup, 'utf8')).toBe('# mine\n');
    expect([(await stat(path)).mode & 0o777, (await stat(backup)).mode & 0o777]).toEqual([0o600, 0o600]);
  });

  it('keeps an entry of the same name unless the person agrees to replace it', async () => {
    await mergeIntoFile(path, incoming('https://a'), 'user', mayNot);
    const before = await readFile(path, 'utf8');
    await expect(mergeIntoFile(path, incoming('https://b'), 'user', mayNot)).rejects.toThrow('The person said no.');
    expect(await readFile(path, 'utf8')).toBe(before);
    const asked: (readonly string[])[] = [];
    await mergeIntoFile(path, incoming('https://b'), 'user', async (entries) => void asked.push(entries));
    expect(asked).toEqual([['cluster shop']]);
    expect(await readFile(path, 'utf8')).toContain('https://b');
  });

  it('is left alone where it is broken, without a backup', async () => {
    path = join(folder, 'config');
    await writeFile(path, 'clusters: [\n');
    await expect(mergeIntoFile(path, incoming('https://a'), 'user', may)).rejects.toMatchObject({ code: 'refused' });
    expect(await readFile(path, 'utf8')).toBe('clusters: [\n');
    expect(await readdir(folder)).toEqual(['config']);
  });

  it('is left alone while kubectl holds its lock, and the lock is not taken away', async () => {
    path = join(folder, 'config');
    await writeFile(`${path}.lock`, '');
    await expect(mergeIntoFile(path, incoming('https://a'), 'user', may)).rejects.toThrow(/locked by kubectl/);
    expect(await readdir(folder)).toEqual(['config.lock']);
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
