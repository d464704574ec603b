import { Uri, type WebviewPanel } from 'vscode';

/** Gives one of our windows its icon. */
export function setIcon(view: WebviewPanel, extensionUri: Uri): void {
  view.iconPath = {
    light: Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
    dark: Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
  };
}
