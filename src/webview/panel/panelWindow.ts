import { EventEmitter, Uri, ViewColumn, commands, env, window, workspace } from 'vscode';
import type { Disposable, WebviewPanel } from 'vscode';
import type { IdentityService } from '../../app/identityService.ts';
import { lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import { openYaml } from '../../host/window/yamlDocument.ts';
import type { Funnel } from '../../host/window/errorReporter.ts';
import { panelType } from '../../manifest.ts';
import type { CommandId } from '../../contributions.ts';
import type { PanelTarget } from '../../manifest.ts';
import type { FlowKind } from '../protocol/flow.ts';
import type { Memento } from '../protocol/panel.ts';
import { setIcon, loadPage } from '../webviewPage.ts';
import { isRecord } from '../../shape/shape.ts';
import type { Opening } from './doors.ts';
import type { Session } from './session.ts';

/** Holds what panels need from the extension. */
export interface PanelsOptions {
  readonly extensionUri: Uri;
  readonly funnel: Pick<Funnel, 'run' | 'note'>;
  /** Returns the service of the current connection; rejects if there is none. */
  readonly service: () => Promise<IdentityService>;
}

/** Shows panels: one for each cluster, and one for each kind of new thing. */
export interface Panels extends Disposable {
  /** Shows the target in its panel, and opens the panel if it isn't there. */
  readonly show: (target: PanelTarget) => void;
  /** Returns true while a panel that tells of the run is in view. */
  readonly shows: (activityId: string) => boolean;
  /** Brings the panel that tells of the run to the front; false if there is none. */
  readonly reveal: (activityId: string) => boolean;
  /** Told when another run, or none, is in view. */
  readonly onDidChangeView: (listener: () => void) => Disposable;
  /** Closes all panels, because they show what another connection had. */
  readonly closeAll: () => void;
}

interface OpenPanel {
  readonly window: WebviewPanel;
  readonly subject: Subject;
  /**
   * The session, loaded with the first panel, so that a start without panels costs nothing; `undefined` if that failed:
   * the window closes.
   */
  readonly session: Promise<Session | undefined>;
  isRunning: () => boolean;
  /** True until somebody works in the panel, or asks for it by more than a look. */
  isPreview: boolean;
  /** The run that it tells of. */
  runInView: () => string | undefined;
}

/** Creates the panels, none of which is open; those from before a reload come back when VS Code restores them. */
export function createPanels({ extensionUri, funnel, service }: PanelsOptions): Panels {
  const open = new Set<OpenPanel>();
  const viewChanged = new EventEmitter<void>();

  function attach(view: WebviewPanel, from: PanelTarget | Memento): void {
    const panel: OpenPanel = {
      window: view,
      subject: subjectOf(from),
      session: funnel.run(() => begin(view, from)),
      isRunning: () => false,
      isPreview: 'isPreview' in from && from.isPreview === true,
      runInView: () => undefined,
    };
    open.add(panel);
    let isClosed = false;
    view.onDidDispose(() => {
      isClosed = true;
      open.delete(panel);
      viewChanged.fire();
      void panel.session.then((session) => session?.dispose());
    });
    view.onDidChangeViewState(() => viewChanged.fire());
    setIcon(view, extensionUri);
    void panel.session.then((session) => {
      if (isClosed) return;
      if (!session) {
        view.dispose();
        return;
      }
      if (session.title !== undefined) view.title = session.title;
      panel.isRunning = () => session.isRunning();
      panel.runInView = () => session.runInView();
      view.webview.onDidReceiveMessage((message: unknown) => {
        if (!isReady(message)) panel.isPreview = false;
        session.receive(message);
      });
      loadPage(view, extensionUri, 'panel');
    });
  }

  async function begin(view: WebviewPanel, from: PanelTarget | Memento): Promise<Session> {
    const [{ Session }, { readSshKeys }, kubectl] = await Promise.all([
      import('./session.ts'),
      import('./sshKeys.ts'),
      import('../../host/kubectl.ts'),
    ]);
    return new Session(from, {
      service,
      post: (state) => void view.webview.postMessage(state),
      copy: async (text) => env.clipboard.writeText(text),
      save: saveSvg,
      openYaml,
      kubectl,
      mayDiscard,
      onRunInView: () => viewChanged.fire(),
      note: (error) => funnel.note(error),
      open: (what, target) => {
        void commands.executeCommand(commandOf[what], target);
      },
      close: () => {
        void funnel.run(() => closeAndGoOn(view));
      },
      sshKeys: readSshKeys,
      now: () => new Date(),
    });
  }

  function show(target: PanelTarget): void {
    const name = nameOf(target);
    const { clusterId, kind } = subjectOf(target);
    const present = [...open].find(({ subject, isRunning }) =>
      clusterId === undefined ? subject.kind === kind && !isRunning() : sameId(subject.clusterId, clusterId),
    );
    const isPreview = 'isPreview' in target && target.isPreview === true;
    if (!present) {
      const before = isPreview ? [...open].filter((panel) => panel.isPreview) : [];
      const place = { viewColumn: ViewColumn.Active, preserveFocus: isPreview };
      attach(window.createWebviewPanel(panelType, name ?? 'AKS Identity', place, {}), target);
      for (const panel of before) panel.window.dispose();
      return;
    }
    void present.session.then((session) => session?.show(target));
    if (isPreview) return present.window.reveal(undefined, true);
    present.isPreview = false;
    if (name !== undefined) present.window.title = name;
    present.window.reveal();
  }

  /** Those for which the code is loaded that reads what their pages kept. */
  const restoring = new Set<WebviewPanel>();
  const serializer = window.registerWebviewPanelSerializer(panelType, {
    deserializeWebviewPanel: async (view: WebviewPanel, saved: unknown) => {
      restoring.add(view);
      view.onDidDispose(() => restoring.delete(view));
      const memento = await funnel.run(async () => (await import('../protocol/panel.ts')).parseMemento(saved));
      const isOpen = restoring.delete(view);
      if (!isOpen) return;
      if (memento) attach(view, memento);
      else view.dispose();
    },
  });
  const closeAll = (): void => {
    for (const view of [...restoring, ...[...open].map((panel) => panel.window)]) view.dispose();
  };
  return {
    show,
    shows: (activityId) => [...open].some((panel) => panel.window.visible && panel.runInView() === activityId),
    reveal: (activityId) => {
      const panel = [...open].find(({ runInView }) => runInView() === activityId);
      panel?.window.reveal();
      return panel !== undefined;
    },
    onDidChangeView: viewChanged.event,
    closeAll,
    dispose: () => {
      serializer.dispose();
      closeAll();
      viewChanged.dispose();
    },
  };
}

/**
 * Closes a panel; where it had the focus, the editor that is shown then takes it: VS Code would leave it nowhere. Both in
 * one call, so that the focus does not arrive when somebody has gone on already.
 */
async function closeAndGoOn(view: WebviewPanel): Promise<void> {
  if (!view.active || window.tabGroups.activeTabGroup.activeTab?.label !== view.title) {
    view.dispose();
    return;
  }
  await commands.executeCommand('runCommands', {
    commands: ['workbench.action.closeActiveEditor', 'workbench.action.focusActiveEditorGroup'],
  });
}

/** Whether a page only says that it is there. */
function isReady(message: unknown): boolean {
  return isRecord(message) && message['kind'] === 'ready';
}

const commandOf = {
  accept: 'aksIdentity.acceptFinding',
  stopAccepting: 'aksIdentity.stopAccepting',
  portal: 'aksIdentity.openInPortal',
  json: 'aksIdentity.viewJson',
  log: 'aksIdentity.showLog',
  signIn: 'aksIdentity.signIn',
  cluster: 'aksIdentity.showPanel',
  identity: 'aksIdentity.assignRole',
  leftovers: 'aksIdentity.reviewLeftovers',
  fix: 'aksIdentity.fixFinding',
  group: 'aksIdentity.createIdentity',
  credentials: 'aksIdentity.getCredentials',
  nodeImages: 'aksIdentity.upgradeNodeImages',
  registries: 'aksIdentity.attachRegistry',
} as const satisfies Readonly<Record<Opening, CommandId>>;

/** What a panel is about: a cluster, or a new thing of that kind, or several changes. */
interface Subject {
  readonly clusterId?: string | undefined;
  readonly kind?: FlowKind | undefined;
}

function subjectOf(from: PanelTarget | Memento): Subject {
  if ('version' in from) return from.clusterId === undefined ? { kind: from.kind } : { clusterId: from.clusterId };
  if (from.kind === 'cluster' || from.kind === 'unusedRoles' || from.kind === 'leavePodIdentity')
    return { clusterId: from.clusterId };
  if (from.kind === 'changes')
    return from.clusterId === undefined ? { kind: 'changes' } : { clusterId: from.clusterId };
  const { draft } = from;
  const clusterId = 'clusterId' in draft ? draft.clusterId : undefined;
  return clusterId === undefined ? { kind: draft.kind } : { clusterId };
}

/** What the target calls its window; where it does not, the session brings the title along. */
function nameOf(target: PanelTarget): string | undefined {
  const { clusterId } = subjectOf(target);
  if (clusterId !== undefined) return lastSegment(clusterId);
  return target.kind === 'changes' ? target.list.title : undefined;
}

async function mayDiscard(): Promise<boolean> {
  const discard = 'Discard';
  const detail = 'Another change was started here. What you entered for the previous one has not been applied.';
  return (await window.showWarningMessage('Discard what you entered?', { modal: true, detail }, discard)) === discard;
}

async function saveSvg(svg: string, name: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = await window.showSaveDialog({
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
    filters: { SVG: ['svg'] },
  });
  if (file) await workspace.fs.writeFile(file, new TextEncoder().encode(svg));
}
