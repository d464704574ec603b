import { execFile } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeOutput } from '../../../src/host/files/outputFile.ts';
import { failure, quickDisk } from '../../support/disks.ts';
import { bash } from '../../support/bash.ts';

const start = promisify(execFile);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-'));
});

/** Runs shell commands in the folder; `write PATH TEXT` there writes as the command line does. */
async function shell(commands: string): Promise<string> {
  const source = JSON.stringify(join(import.meta.dirname, '../../../src/host/files/outputFile.ts'));
  const script = join(folder, 'write.ts');
  await writeFile(script, `import { writeOutput } from ${source};\nawait writeOutput(...process.argv.slice(2));\n`);
  const write = `write() { ${JSON.stringify(process.execPath)} ${JSON.stringify(script)} "$@"; }`;
  return (await start(bash, ['-c', `set -e; cd ${JSON.stringify(folder)}; ${write}; ${commands}`])).stdout;
}

describe('a file that is written as output', () => {
  it('replaces the one before as a whole, with its permissions, and leaves nothing next to it', async () => {
    const path = join(folder, 'out.json');
    await writeFile(path, 'before');
    await chmod(path, 0o640);
    const reader = await stat(path);
    await writeOutput(path, 'after');
    const now = await stat(path);
    expect(await readFile(path, 'utf8')).toBe('after');
    expect([now.mode, now.ino === reader.ino]).toEqual([reader.mode, false]);
    expect(await readdir(folder)).toEqual(['out.json']);
  });

  it('and was not there has the permissions of any new file', async () => {
    await writeOutput(join(folder, 'new.json'), 'a');
    expect((await stat(join(folder, 'new.json'))).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  it('through links is written where they lead, also where nothing is yet', async () => {
    await mkdir(join(folder, 'a'));
    await mkdir(join(folder, 'b'));
    await symlink('../b/real.json', join(folder, 'a', 'inner'));
    await symlink('a/inner', join(folder, 'outer'));
    for (const text of ['first', 'second']) {
      await writeOutput(join(folder, 'outer'), text);
      expect(await readFile(join(folder, 'b', 'real.json'), 'utf8')).toBe(text);
    }
    expect((await lstat(join(folder, 'outer'))).isSymbolicLink()).toBe(true);
    expect((await lstat(join(folder, 'a', 'inner'))).isSymbolicLink()).toBe(true);
  });

  it('needs its folder, and nothing is written where it is a folder itself', async () => {
    await expect(writeOutput(join(folder, 'no', 'out.json'), 'a')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(writeOutput(folder, 'a')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['o', 'ö', '漢', '🙂'])('is replaced as a whole with the longest of names, too (%s)', async (letter) => {
    const path = join(folder, letter.repeat(Math.floor(255 / Buffer.byteLength(letter))));
    for (const text of ['first', 'second']) {
      const before = await stat(path).catch(() => undefined);
      await writeOutput(path, text);
      expect(await readFile(path, 'utf8')).toBe(text);
      expect((await stat(path)).ino).not.toBe(before?.ino);
    }
    expect(await readdir(folder)).toHaveLength(1);
  });

  const troubles = (['writeFile', 'rename'] as const).flatMap((operation) =>
    ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ENOSPC', 'EFBIG', 'EIO'].map((code) => ({ operation, code })),
  );
  it.each(troubles)(
    'stays as it was where $operation fails with $code, and it is said so (C-28)',
    async ({ operation, code }) => {
      const path = join(folder, 'out.json');
      await writeFile(path, 'before');
      const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
      const disk = {
        readFile,
        writeFile,
        rename,
        rm,
        patience: 0,
        now: Date.now,
        sleep: () => Promise.resolve(),
      };
      await expect(writeOutput(path, 'after', { disk: { ...disk, [operation]: fail } })).rejects.toThrow(code);
      expect(await readFile(path, 'utf8')).toBe('before');
      expect(await readdir(folder)).toEqual(['out.json']);
    },
  );

  it.each(['EPERM', 'EACCES', 'EBUSY'])('is said to be open elsewhere where Windows refuses it: %s', async (code) => {
    const path = join(folder, 'report.csv');
    await writeFile(path, 'before');
    const disk = quickDisk({ rename: () => Promise.reject(failure(code)) });
    const message = `report.csv can't be replaced (${code}): another program has it open, or you may not write to its folder. It was left unchanged. Close it there, or name another file.`;
    await expect(writeOutput(path, 'after', { disk, isWindows: true })).rejects.toThrow(message);
    await expect(writeOutput(path, 'after', { disk, isWindows: false })).rejects.not.toThrow(/has it open/);
    expect(await readFile(path, 'utf8')).toBe('before');
  });

  it.skipIf(process.platform === 'win32')(
    'a pipe or an open file that is written as output gets the text, and nothing is put in its place',
    async () => {
      expect(await shell('write /dev/stdout text | cat')).toBe('text');
      expect(await shell('echo one > log; write /dev/stdout two >> log; echo three >> log; cat log')).toBe(
        'one\ntwothree\n',
      );
      expect(await shell('ln -s /dev/stdout link; write link text >> log2; cat log2')).toBe('text');
      expect(await shell('mkfifo pipe; write pipe text & cat pipe; wait; test -p pipe; ls')).toBe(
        'textlink\nlog\nlog2\npipe\nwrite.ts\n',
      );
      expect(await shell('write /dev/null text; test -c /dev/null; cat <(write /dev/fd/1 text)')).toBe('text');
    },
  );
});
