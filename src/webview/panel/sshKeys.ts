import { FileType, Uri, workspace } from 'vscode';
import { sshPublicKey } from '../../domain/arm/namingRules.ts';
import type { SshKey } from '../forms/parts/lists.ts';

/** Reads the public keys in the user's `.ssh` folder. Private keys are never opened. */
export async function readSshKeys(): Promise<readonly SshKey[]> {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'];
  if (home === undefined) return [];
  const folder = Uri.joinPath(Uri.file(home), '.ssh');
  const entries = await workspace.fs.readDirectory(folder).then(
    (folderEntries) => folderEntries,
    () => [],
  );
  const files = entries.filter(([name, type]) => name.endsWith('.pub') && (type & FileType.File) !== 0);
  const keys = await Promise.allSettled(files.map(([name]) => readKey(Uri.joinPath(folder, name), name)));
  return keys.flatMap((key) => (key.status === 'fulfilled' && key.value ? [key.value] : []));
}

async function readKey(file: Uri, name: string): Promise<SshKey | undefined> {
  const bytes = await workspace.fs.readFile(file);
  const key = new TextDecoder().decode(bytes).trim();
  return sshPublicKey(key) === undefined ? { file: name, key } : undefined;
}
