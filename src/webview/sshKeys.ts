import { FileType, Uri, workspace } from 'vscode';
import { sshPublicKey } from '../identity/names.ts';
import type { SshKey } from './choices.ts';

/** The public keys in the person's `.ssh` folder; none where there is no such folder. Private keys are never opened. */
export async function readSshKeys(): Promise<readonly SshKey[]> {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'];
  if (home === undefined) return [];
  const folder = Uri.joinPath(Uri.file(home), '.ssh');
  const entries = await workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  const files = entries.filter(([name, type]) => name.endsWith('.pub') && (type & FileType.File) !== 0);
  const keys = await Promise.all(files.map(([name]) => readKey(Uri.joinPath(folder, name), name)));
  return keys.filter((key) => key !== undefined);
}

async function readKey(file: Uri, name: string): Promise<SshKey | undefined> {
  const bytes = await workspace.fs.readFile(file);
  const key = new TextDecoder().decode(bytes).trim();
  return sshPublicKey(key) === undefined ? { file: name, key } : undefined;
}
