/** The only window of *Diagnose Sign-In Error*. VS Code does not restore it: what was pasted is gone when it closes. */
import { Uri, ViewColumn, env, window, type WebviewPanel } from 'vscode';
import type { IdentityService } from '../../app/identityService.ts';
import { copyText } from '../../host/window/clipboard.ts';
import type { Funnel } from '../../host/window/errorReporter.ts';
import * as kubectl from '../../host/kubectl.ts';
import { whyType, type PanelTarget } from '../../manifest.ts';
import { loadPage } from '../window/webviewPage.ts';
import { setIcon } from '../window/windowIcon.ts';
import { WhySession, type WhyStart } from './session.ts';
import { t } from '../../sentences/language.ts';

/** What the window needs from the extension. */
export interface WhyWindowOptions {
  readonly extensionUri: Uri;
  readonly funnel: Pick<Funnel, 'run'>;
  readonly service: () => Promise<IdentityService>;
  readonly openPanel: (target: PanelTarget) => void;
  readonly signIn: () => Promise<void>;
}

let open: { readonly view: WebviewPanel; readonly session: WhySession } | undefined;

/** Shows the window for a cluster, an identity or a message, and opens it if it isn't there. */
export function showWhy(target: WhyStart, options: WhyWindowOptions): void {
  if (open !== undefined) {
    open.session.show(target);
    open.view.reveal();
    return;
  }
  const view = window.createWebviewPanel(whyType, t`Sign-In Error`, ViewColumn.Active, {});
  const { funnel, extensionUri, service, openPanel, signIn } = options;
  const session = new WhySession(target, {
    service,
    openPanel,
    post: (state) => void view.webview.postMessage(state),
    copy: async (text) => copyText(t`Text`, text),
    openPage: (address) => void funnel.run(async () => env.openExternal(Uri.parse(address, true))),
    signIn: () => void funnel.run(signIn),
    kubectl,
    now: () => new Date(),
  });
  open = { view, session };
  view.onDidDispose(() => {
    session.dispose();
    open = undefined;
  });
  setIcon(view, extensionUri);
  view.webview.onDidReceiveMessage((message: unknown) => session.receive(message));
  loadPage(view, extensionUri, 'why');
}
