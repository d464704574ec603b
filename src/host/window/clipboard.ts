import { env } from 'vscode';
import { announce } from './notify.ts';

/** Copies the text, and says so for a moment; `what` names it. */
export async function copyText(what: string, text: string): Promise<void> {
  await env.clipboard.writeText(text);
  announce(`${what} copied`, 3000);
}
