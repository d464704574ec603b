import { readFileSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/project.ts';
import { noticesOf } from '../../scripts/notices.ts';

const made: string[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** A package, as a file of it is bundled. */
async function packed(manifest: object, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'notices-'));
  made.push(root);
  const folder = join(root, 'node_modules', '@x', 'y');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files }))
    await writeFile(join(folder, name), text);
  return join(folder, 'dist', 'a.js');
}

describe('the notices beside what is bundled', () => {
  it('have the licence of each dependency, and no package twice (C-11)', async () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const files = Object.keys(dependencies).flatMap((name) =>
      ['a.js', 'b.js'].map((file) => join(projectRoot, 'node_modules', name, file)),
    );
    const text = await noticesOf([...files, join(projectRoot, 'src', 'extension.ts')]);
    for (const [name, version] of Object.entries(dependencies))
      expect(text.split(`${name} ${version} (`)).toHaveLength(2);
    expect(text).toMatch(/Permission is hereby granted/);
    expect(text).toMatch(/Creative Commons Attribution 4\.0|Attribution 4\.0 International/);
  });

  it('have the whole text of a licence, with the notice that Apache 2.0 asks for, or name that of a package without one', async () => {
    const manifest = { name: '@x/y', version: '1.2.3', license: 'MIT', author: { name: 'Ana' } };
    const files = { LICENSE: 'Copyright Ana\r\nAll of it.\r\n', 'NOTICE.md': 'As is.' };
    expect(await noticesOf([await packed(manifest, files)])).toMatch(
      /@x\/y 1\.2\.3 \(MIT\)\n\nCopyright Ana\nAll of it\.\n$/,
    );
    expect(await noticesOf([await packed({ ...manifest, license: 'Apache-2.0' }, files)])).toContain('\n\nAs is.\n');
    expect(await noticesOf([await packed({ ...manifest, license: 'ISC' })])).toContain(
      'By Ana. The package has no text of its licence',
    );
  });

  it('have the text of MIT with the maker of a package that brings none, as MIT asks', async () => {
    const text = await noticesOf([await packed({ name: '@x/y', version: '1.2.3', license: 'MIT', author: 'Ana' })]);
    expect(text).toContain('\n\nCopyright (c) Ana\n\nPermission is hereby granted');
    expect(text).not.toContain('AKS Identity authors');
  });

  it('have lines as long as paragraphs, and every word', async () => {
    const manifest = { name: '@x/y', version: '1.2.3', license: 'MIT' };
    const long = 'word '.repeat(14).trim();
    const LICENSE = `Title\nCopyright Ana\n\n${long}\n  and so on ${long}\nthe end.\n- one\n- two`;
    const text = await noticesOf([await packed(manifest, { LICENSE })]);
    expect(text).toContain(`Title\nCopyright Ana\n\n${long} and so on ${long} the end.\n- one\n- two\n`);
  });

  it('name Creative Commons Attribution by its address, say what was changed, and keep what is beside it', async () => {
    const manifest = { name: '@x/y', version: '1.2.3', license: 'CC-BY-4.0', author: 'Ana' };
    const files = { LICENSE: '\uFEFFAttribution 4.0 International\n\nAll of it.', 'LICENSE-CODE': 'MIT License' };
    expect(await noticesOf([await packed(manifest, files)])).toContain(
      'By Ana, modified: reduced to what is used here. Without warranty, under Creative Commons Attribution 4.0 International:\nhttps://creativecommons.org/licenses/by/4.0/legalcode\n\nMIT License\n',
    );
  });

  it('are refused where a package has no licence', async () => {
    const unlicensed = packed({ name: '@x/y', version: '1.2.3' });
    await expect(unlicensed.then((file) => noticesOf([file]))).rejects.toThrow('@x/y 1.2.3 has no licence.');
  });
});
