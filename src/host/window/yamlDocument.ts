import { window, workspace } from 'vscode';

/** Opens YAML as a document that is not saved yet. */
export async function openYaml(content: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ content, language: 'yaml' }));
}
