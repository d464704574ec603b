import { expect, it, vi } from 'vitest';
import { readSshKeys } from '../../../src/webview/panel/sshKeys.ts';
import { FileType, workspace } from '../../support/vscode/module.ts';

const key = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} me`;

it("a public key that can't be read does not hide the others; private keys are not opened", async () => {
  vi.spyOn(workspace.fs, 'readDirectory').mockResolvedValue([
    ['good.pub', FileType.File],
    ['locked.pub', FileType.File],
    ['odd.pub', FileType.File],
    ['id_ed25519', FileType.File],
    ['folder.pub', FileType.Directory],
  ]);
  vi.spyOn(workspace.fs, 'readFile').mockImplementation(async ({ path }) => {
    if (path.endsWith('locked.pub')) throw new Error('NoPermissions');
    if (!path.endsWith('.pub')) throw new Error('A private key was opened.');
    return new TextEncoder().encode(path.endsWith('good.pub') ? `${key}\n` : 'nonsense');
  });
  expect(await readSshKeys()).toEqual([{ file: 'good.pub', key }]);
});
