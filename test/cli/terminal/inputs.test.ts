import { link, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readArguments, type Arguments } from '../../../src/cli/commandLine/arguments.ts';
import { assertOutputKeepsInputs } from '../../../src/cli/terminal/inputs.ts';
import { isSameFile } from '../../../src/host/files/outputFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'));
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
  await mkdir('sub');
});

const check = async (line: readonly string[]): Promise<void> => {
  const args = readArguments([...line, '--format', 'json']) as Arguments;
  if (args.output !== undefined) await assertOutputKeepsInputs(args.output, args, { isSameFile });
};

/** Each file that is read, and the command line before `--output` that has it read. */
const reads: readonly (readonly [string, ...string[]])[] = [
  ['change.json', 'plan', 'change.json'],
  ['.aks-identity.yaml', 'report'],
  ['.aks-identity.yml', 'report'],
  ['c.yaml', 'report', '--config', 'c.yaml'],
  ['cloud.json', 'report', '--cloud', 'cloud.json'],
  ['a.json', 'report', '--cluster-json', 'a.json'],
  ['b.json', 'report', '--cluster-json', 'a.json', '--role-assignments', 'b.json'],
];
const ways: readonly (readonly [string, (file: string) => Promise<string>])[] = [
  ['by its name', async (file) => file],
  ['by another path', async (file) => `./sub/../${file}`],
  ['through a link', async (file) => (await symlink(file, 'link'), 'link')],
  [
    'through links to links',
    async (file) => (await symlink(`../${file}`, 'sub/inner'), await symlink('sub/inner', 'outer'), 'outer'),
  ],
  ['through a folder that is a link', async (file) => (await symlink('.', 'here'), `here/${file}`)],
];
const hard = ['by a second name', async (file: string) => (await link(file, 'second'), 'second')] as const;
const cases = (all: typeof ways) =>
  reads.flatMap(([file, ...line]) => all.map(([how, name]) => ({ file, line, how, name })));

describe('a file that is read', () => {
  it.each(cases([...ways, hard]))('is not written over: $file $how', async ({ file, line, name }) => {
    await writeFile(file, '{}');
    await expect(check([...line, '--output', await name(file)])).rejects.toThrow(
      `--output would overwrite the input ${file}.`,
    );
  });

  it.each(cases(ways))('is not made either, where there is none yet: $file $how', async (one) => {
    await expect(check([...one.line, '--output', await one.name(one.file)])).rejects.toThrow(
      '--output would overwrite',
    );
  });

  it('is in nobody’s way under another name, nor is a device, nor an earlier report', async () => {
    for (const [file, ...line] of reads) {
      await writeFile(file, '{}');
      await check([...line, '--output', 'out.json']);
      await check(line);
    }
    await check(['report', '--config', '/dev/null', '--output', '/dev/null']);
    await check(['report', '--baseline', 'old.json', '--output', 'old.json']);
    await check(['plan', '{"kind":"x"}', '--output', 'out.json']);
  });
});
