/** Words to the person in passing. What Azure, a file or another extension has named stays text in them. */
import { window } from 'vscode';

/** The text without links: VS Code would make one of `[words](command:...)` in a notification, and run that command. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** The text without icons, for lists and the status bar, where VS Code would draw one for `$(name)`. */
export function withoutIcons(text: string): string {
  return text.replace(/\\?\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, (icon) => (icon.startsWith('\\') ? icon : `\\${icon}`));
}

/** A notification; resolves with the button that was pressed. */
export async function inform(text: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return window.showInformationMessage(withoutLinks(text), ...buttons);
}

/** As `inform`, for what the person should look after. */
export async function warn(text: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return window.showWarningMessage(withoutLinks(text), ...buttons);
}

/** Says in the status bar, for some milliseconds, that something is done. */
export function announce(text: string, milliseconds: number): void {
  window.setStatusBarMessage(`$(check) ${withoutIcons(text)}`, milliseconds);
}
