import { Uri, ViewColumn, commands, env, window, workspace } from 'vscode';
import type { Disposable, Webview, WebviewPanel } from 'vscode';
import type { IdentityService } from '../app/identityService.ts';
import { lastSegment } from '../identity/resourceId.ts';
import { panelType } from '../manifest.ts';
import type { CommandId, PanelTarget } from '../manifest.ts';
import type { Memento } from './contract.ts';
import { pageHtml } from './html.ts';
import { parseMemento } from './messages.ts';
import { createSession, fits } from './session.ts';
import type { Session } from './session.ts';
import { readSshKeys } from './sshKeys.ts';
import { formTitles } from './forms.ts';

/** What panels need from the extension. */
export interface PanelsOptions {
  readonly extensionUri: Uri;
  /** The service of the present connection; rejects where there is none. */
  readonly service: () => Promise<IdentityService>;
}

/** All panels: one for each cluster, and one for each new thing that is being made. */
export interface Panels extends Disposable {
  /** Shows the target in its panel, which is opened if it isn't there. */
  readonly show: (target: PanelTarget) => void;
  /** Closes all panels, as they show what another connection had. */
  readonly closeAll: () => void;
}

interface OpenPanel {
  readonly window: WebviewPanel;
  readonly session: Session;
}

/** Panels, none yet; those of before a reload come back when VS Code restores them. */
export function createPanels({ extensionUri, service }: PanelsOptions): Panels {
  const open = new Set<OpenPanel>();

  function attach(view: WebviewPanel, from: PanelTarget | Memento): void {
    const files = Uri.joinPath(extensionUri, 'dist');
    view.iconPath = {
      light: Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
      dark: Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
    };
    const session = createSession(from, {
      service,
      post: (state) => void view.webview.postMessage(state),
      copy: async (text) => env.clipboard.writeText(text),
      save: saveSvg,
      open: (what, clusterId) => {
        void commands.executeCommand(commandOf[what], clusterId ? { clusterId } : undefined);
      },
      close: () => {
        view.dispose();
      },
      sshKeys: readSshKeys,
      now: () => new Date(),
    });
    const panel: OpenPanel = { window: view, session };
    open.add(panel);
    view.webview.onDidReceiveMessage(session.receive);
    view.onDidDispose(() => {
      open.delete(panel);
      session.dispose();
    });
    view.webview.options = { enableScripts: true, localResourceRoots: [files, Uri.joinPath(extensionUri, 'media')] };
    view.webview.html = htmlFor(view.webview, extensionUri);
  }

  function show(target: PanelTarget): void {
    const present = [...open].find(
      ({ session }) => fits(session, target) && (session.clusterId || !session.isRunning()),
    );
    if (present) {
      present.session.show(target);
      present.window.title = titleOf(target);
      return present.window.reveal();
    }
    attach(window.createWebviewPanel(panelType, titleOf(target), ViewColumn.Active, {}), target);
  }

  const serializer = window.registerWebviewPanelSerializer(panelType, {
    deserializeWebviewPanel: async (view: WebviewPanel, kept: unknown) => {
      const memento = parseMemento(kept);
      if (memento) attach(view, memento);
      else view.dispose();
    },
  });
  const closeAll = (): void => {
    for (const { window: view } of [...open]) view.dispose();
  };
  return {
    show,
    closeAll,
    dispose: () => {
      serializer.dispose();
      closeAll();
    },
  };
}

const commandOf = {
  portal: 'aksIdentity.openInPortal',
  json: 'aksIdentity.viewJson',
  log: 'aksIdentity.showLog',
} as const satisfies Readonly<Record<string, CommandId>>;

function titleOf(target: PanelTarget): string {
  if (target.kind === 'cluster') return lastSegment(target.clusterId);
  const { draft } = target;
  return 'clusterId' in draft && draft.clusterId ? lastSegment(draft.clusterId) : formTitles[draft.kind];
}

function htmlFor(webview: Webview, extensionUri: Uri): string {
  const address = (...path: string[]): string => webview.asWebviewUri(Uri.joinPath(extensionUri, ...path)).toString();
  return pageHtml({
    script: address('dist', 'panel.js'),
    styles: [address('dist', 'codicons', 'codicon.css'), address('media', 'panel.css')],
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
  });
}

async function saveSvg(svg: string, name: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = await window.showSaveDialog({
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
    filters: { SVG: ['svg'] },
  });
  if (file) await workspace.fs.writeFile(file, new TextEncoder().encode(svg));
}
