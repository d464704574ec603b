import { commands, env, window } from 'vscode';
import { refusedError } from '../errors.ts';
import { subscriptionOf } from '../domain/arm/resourceId.ts';
import type { Target } from '../manifest.ts';
import { defined } from '../shape/defined.ts';
import type { CommandContext } from './context.ts';

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
  if (text.trim() === '') throw refusedError('Select the error message in the editor first.');
  await why.show({ text });
}

/** Diagnoses the text that is selected in the terminal, which VS Code gives only through the clipboard. */
export async function diagnoseTerminalSelection({ why }: SignInErrorContext): Promise<void> {
  const before = await env.clipboard.readText();
  await env.clipboard.writeText('');
  await commands.executeCommand('workbench.action.terminal.copySelection');
  const text = await env.clipboard.readText();
  await env.clipboard.writeText(before);
  if (text.trim() === '') throw refusedError('Select the error message in the terminal first.');
  await why.show({ text });
}
