import { cancelledError } from '../../errors.ts';
import { window, type QuickPickItem } from 'vscode';
import { withoutIcons } from './notify.ts';

/** One item of a list to choose from; an icon belongs in `iconPath`, because the texts may come from Azure. */
export type Choice<T> = QuickPickItem & { readonly value: T };

/** Lets the user choose from a searchable list, which may still be loading. Throws `cancelled` if they leave. */
export async function chooseOne<T>(
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  question: { readonly title: string; readonly placeholder: string },
): Promise<T> {
  const drawn = Promise.resolve(choices).then((ready) => ready.map(asText));
  const chosen = await window.showQuickPick<Choice<T>>(drawn, {
    title: question.title,
    placeHolder: question.placeholder,
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: false,
  });
  if (!chosen) throw cancelledError();
  return chosen.value;
}

/** Lets the user choose any number of items from a searchable list. Throws `cancelled` if they leave. */
export async function chooseSome<T>(
  choices: readonly Choice<T>[],
  question: { readonly title: string; readonly placeholder: string },
): Promise<readonly T[]> {
  const chosen = await window.showQuickPick<Choice<T>>(choices.map(asText), {
    canPickMany: true,
    title: question.title,
    placeHolder: question.placeholder,
    matchOnDescription: true,
    ignoreFocusOut: false,
  });
  if (!chosen) throw cancelledError();
  return chosen.map(({ value }) => value);
}

function asText<T>(choice: Choice<T>): Choice<T> {
  const { label, description, detail } = choice;
  return {
    ...choice,
    label: withoutIcons(label),
    ...(description === undefined ? {} : { description: withoutIcons(description) }),
    ...(detail === undefined ? {} : { detail: withoutIcons(detail) }),
  };
}

/** Asks the user for a text; `rule` says while they type what is wrong with it. Throws `cancelled` if they leave. */
export async function askForText(question: {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly rule?: (text: string) => string | undefined;
}): Promise<string> {
  const { rule } = question;
  const text = await window.showInputBox({
    title: question.title,
    prompt: question.prompt,
    ignoreFocusOut: true,
    ...(question.value === undefined ? {} : { value: question.value }),
    ...(question.placeholder === undefined ? {} : { placeHolder: question.placeholder }),
    ...(rule ? { validateInput: (typed: string) => rule(typed.trim()) } : {}),
  });
  if (text === undefined) throw cancelledError();
  return text.trim();
}

/** Asks in a modal dialog and throws `cancelled` unless the user presses the button. */
export async function confirmOrCancel(question: string, detail: string, button: string): Promise<void> {
  const chosen = await window.showWarningMessage(question, { modal: true, detail }, button);
  if (chosen !== button) throw cancelledError();
}
