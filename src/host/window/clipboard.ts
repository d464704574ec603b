import { env } from 'vscode';
import { showInStatusBar } from './notify.ts';
import { t } from '../../sentences/language.ts';

/** Copies the text and says so briefly in the status bar; `description` names the text. */
export async function copyText(description: string, text: string): Promise<void> {
  await env.clipboard.writeText(text);
  showInStatusBar(t`${description} copied`, 3000);
}
