/** What all our windows have in common: an icon, and a page that loads nothing but our files. */
import { Uri } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { pageHtml } from './html.ts';

/** Gives the window its icon. */
export function setIcon(view: WebviewPanel, extensionUri: Uri): void {
  view.iconPath = {
    light: Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
    dark: Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
  };
}

/** Loads a page with its own script and style sheet, beside what all pages share; the page's first message follows. */
export function loadPage({ webview }: WebviewPanel, extensionUri: Uri, page: 'panel' | 'report'): void {
  const folder = Uri.joinPath(extensionUri, 'dist', 'page');
  const address = (...path: string[]): string => webview.asWebviewUri(Uri.joinPath(folder, ...path)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = pageHtml({
    script: address(`${page}.js`),
    styles: [address('codicons', 'codicon.css'), address('drawing.css'), address(`${page}.css`)],
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
  });
}
