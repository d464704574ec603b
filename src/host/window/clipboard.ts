import { env } from 'vscode';
import { announce } from './notify.ts';

/** Copies the text and says so briefly in the status bar; `what` names the text. */
export async function copyText(what: string, text: string): Promise<void> {
  await env.clipboard.writeText(text);
  announce(`${what} copied`, 3000);
}
