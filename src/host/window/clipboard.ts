import { env } from 'vscode';
import { announce } from './notify.ts';

/** Copies the text and says so briefly in the status bar; `description` names the text. */
export async function copyText(description: string, text: string): Promise<void> {
  await env.clipboard.writeText(text);
  announce(`${description} copied`, 3000);
}
