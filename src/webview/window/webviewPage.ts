/** What all our windows share: a page that loads only our files. */
import { env, l10n, Uri, type WebviewPanel } from 'vscode';
import { pageHtml } from './pageHtml.ts';

/** Milliseconds after which a page that has sent nothing is loaded again. */
const patience = 10_000;
const mostReloads = 2;

/**
 * Loads a page with its own script and style sheet, in addition to the common ones; the page's first message follows. A
 * page that becomes visible and sends nothing, which happens on a busy machine, is loaded again, at most twice.
 */
export function loadPage(view: WebviewPanel, extensionUri: Uri, page: 'panel' | 'report' | 'why'): void {
  const { webview } = view;
  const folder = Uri.joinPath(extensionUri, 'dist', 'page');
  const address = (...path: string[]): string => webview.asWebviewUri(Uri.joinPath(folder, ...path)).toString();
  let reloads = 0;
  let waiting: NodeJS.Timeout | undefined;
  let wasVisible = view.visible;

  function load(): void {
    webview.html = pageHtml({
      script: address(`${page}.js`),
      styles: [address('codicons', 'codicon.css'), address('drawing.css'), address(`${page}.css`)],
      cspSource: webview.cspSource,
      nonce: crypto.randomUUID().replaceAll('-', ''),
      language: { code: env.language, bundle: l10n.bundle },
    });
    expectWord();
  }

  function expectWord(): void {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (reloads === mostReloads) return;
      reloads += 1;
      load();
    }, patience);
  }

  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.onDidReceiveMessage(() => {
    reloads = 0;
    clearTimeout(waiting);
  });
  view.onDidChangeViewState(() => {
    if (view.visible === wasVisible) return;
    wasVisible = view.visible;
    if (wasVisible) expectWord();
    else clearTimeout(waiting);
  });
  view.onDidDispose(() => clearTimeout(waiting));
  load();
}
