/** Short messages to the user, in which names from Azure, a file or another extension stay plain text. */
import { window } from 'vscode';
import { inLine, inLines } from '../../domain/arm/inert.ts';

/** Returns the text without links: a notification would run the command of `[words](command:...)`. */
export function withoutLinks(text: string): string {
  return inLines(text).replaceAll('](', '] (');
}

/** Returns the text on one line and without icons: lists and the status bar would draw one for `$(name)`. */
export function withoutIcons(text: string): string {
  return inLine(text).replace(/\\?\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, (icon) =>
    icon.startsWith('\\') ? icon : `\\${icon}`,
  );
}

/** Shows a notification and resolves with the button that the user pressed. */
export async function showInformation(text: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return window.showInformationMessage(withoutLinks(text), ...buttons);
}

/** Shows a warning, otherwise like `showInformation`. */
export async function showWarning(text: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return window.showWarningMessage(withoutLinks(text), ...buttons);
}

/** Shows a text in the status bar for some milliseconds. */
export function showInStatusBar(text: string, milliseconds: number): void {
  window.setStatusBarMessage(`$(check) ${withoutIcons(text)}`, milliseconds);
}
