import { commands, env, window } from 'vscode';
import { refusedError } from '../errors.ts';
import { subscriptionOf } from '../domain/arm/resourceId.ts';
import type { Target } from '../manifest.ts';
import { defined } from '../shape/defined.ts';
import type { CommandContext } from './context.ts';
import { say } from '../sentences/words.ts';

type SignInErrorContext = Pick<CommandContext, 'why'>;

/** Opens the window in which an error message is pasted, for the cluster or identity of the row. */
export async function diagnoseSignIn({ why }: SignInErrorContext, { clusterId, identityId }: Target): Promise<void> {
  const isReal = identityId !== undefined && subscriptionOf(identityId) !== undefined;
  await why.show(defined({ clusterId, identityId: isReal ? identityId : undefined }));
}

/** Diagnoses the text that is selected in the editor. */
export async function diagnoseSelection({ why }: SignInErrorContext): Promise<void> {
  const { activeTextEditor: editor } = window;
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  if (text.trim() === '') throw refusedError(say`Select the error message in the editor first.`);
  await why.show({ text });
}

/** Diagnoses the text that is selected in the terminal, which VS Code gives only through the clipboard. */
export async function diagnoseTerminalSelection({ why }: SignInErrorContext): Promise<void> {
  const text = await copiedInTerminal();
  if (text.trim() === '') throw refusedError(say`Select the error message in the terminal first.`);
  await why.show({ text });
}

/** What was copied before is put back; a picture or files can't be, so that they are touched only by a selection. */
async function copiedInTerminal(): Promise<string> {
  const before = await env.clipboard.readText();
  if (before === '') return copySelection();
  try {
    await env.clipboard.writeText('');
    return await copySelection();
  } finally {
    await env.clipboard.writeText(before);
  }
}

async function copySelection(): Promise<string> {
  await commands.executeCommand('workbench.action.terminal.copySelection');
  return env.clipboard.readText();
}
