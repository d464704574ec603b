import { expect, it, vi } from 'vitest';
import { readSshKeys } from '../../../src/webview/panel/sshKeys.ts';

const key = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} me`;
vi.mock('vscode', () => ({
  FileType: { File: 1, Directory: 2 },
  Uri: { file: (path: string) => path, joinPath: (...parts: string[]) => parts.join('/') },
  workspace: {
    fs: {
      readDirectory: async () => [
        ['good.pub', 1],
        ['locked.pub', 1],
        ['odd.pub', 1],
        ['id_ed25519', 1],
        ['folder.pub', 2],
      ],
      readFile: async (path: string) => {
        if (path.endsWith('locked.pub')) throw new Error('NoPermissions');
        if (!path.endsWith('.pub')) throw new Error('A private key was opened.');
        return new TextEncoder().encode(path.endsWith('good.pub') ? `${key}\n` : 'nonsense');
      },
    },
  },
}));

it('a public key that cannot be read keeps nobody from the others; private keys are not opened', async () => {
  expect(await readSshKeys()).toEqual([{ file: 'good.pub', key }]);
});
