import { env, window } from 'vscode';

/** Copies the text, and says so for a moment; `what` names it. */
export async function copyText(what: string, text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(`$(check) ${what} copied`, 3000);
}
