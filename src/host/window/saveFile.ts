import { homedir } from 'node:os';
import { Uri, commands, window, workspace } from 'vscode';
import { showInformation } from './notify.ts';
import { t } from '../../sentences/language.ts';

/** Lets the user choose where to save a file, saves it, and offers to open it. Nothing is saved if they leave. */
export async function saveFile(
  bytes: Uint8Array,
  file: { readonly title: string; readonly name: string; readonly filters: Record<string, string[]> },
): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  const { title, filters } = file;
  const chosen = await window.showSaveDialog({ title, filters, defaultUri: Uri.joinPath(folder, file.name) });
  if (!chosen) return;
  await workspace.fs.writeFile(chosen, bytes);
  const open = t`Open`;
  const answer = await showInformation(t`Saved ${chosen.path.slice(chosen.path.lastIndexOf('/') + 1)}.`, open);
  if (answer === open) await commands.executeCommand('vscode.open', chosen);
}
