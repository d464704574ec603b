/** What all windows of ours have alike: an icon, and a page that loads nothing but our files. */
import { Uri } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { pageHtml } from './html.ts';

/** Gives the window its icon. */
export function dress(view: WebviewPanel, extensionUri: Uri): void {
  view.iconPath = {
    light: Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
    dark: Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
  };
}

/** Loads the page; its first message follows. */
export function loadPage({ webview }: WebviewPanel, extensionUri: Uri, page: 'panel' | 'report'): void {
  const address = (...path: string[]): string => webview.asWebviewUri(Uri.joinPath(extensionUri, ...path)).toString();
  const roots = ['dist', 'media'].map((folder) => Uri.joinPath(extensionUri, folder));
  webview.options = { enableScripts: true, localResourceRoots: roots };
  webview.html = pageHtml({
    page,
    script: address('dist', 'panel.js'),
    styles: [
      address('dist', 'codicons', 'codicon.css'),
      address('media', 'panel.css'),
      ...(page === 'report' ? [address('media', 'report.css')] : []),
    ],
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
  });
}
