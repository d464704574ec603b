import {
  commands,
  EventEmitter,
  TabInputWebview,
  ViewColumn,
  window,
  type Disposable,
  type Uri,
  type WebviewPanel,
} from 'vscode';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Funnel } from '../../host/window/errorReporter.ts';
import { followEvery, whileVisible } from '../../host/window/whileVisible.ts';
import { panelType, views, type PanelTarget } from '../../manifest.ts';
import type { Memento } from '../protocol/memento.ts';
import type { loadPage } from '../window/webviewPage.ts';
import { setIcon } from '../window/windowIcon.ts';
import { isRecord } from '../../shape/shape.ts';
import type { SessionSurroundings } from './beginSession.ts';
import type { Session } from './session.ts';
import { isPreviewOf, leadsIntoPanel, subjectName, panelSubjectOf, type PanelSubject } from './subject.ts';

/** What panels need from the extension. */
export interface PanelsOptions extends SessionSurroundings {
  readonly extensionUri: Uri;
}

interface OpenPanel {
  readonly window: WebviewPanel;
  readonly subject: PanelSubject;
  /**
   * The session, loaded with the first panel, so that a start without panels costs nothing; `undefined` if that failed,
   * and then the window closes.
   */
  readonly session: Promise<Session | undefined>;
  /** Loaded with the session. */
  loadPage?: typeof loadPage;
  isRunning: () => boolean;
  /** True until someone works in the panel, or opens it for more than a preview. */
  isPreview: boolean;
  /** True from the command that shows the panel until its page says whether it has the focus, or someone works in it. */
  isFocusDue: boolean;
  /** True if it asked for the connection last in vain. */
  isUnconnected: boolean;
  /** The run that it shows. */
  runInView: () => string | undefined;
}

/** Shows panels: one for each cluster, and one for each kind of new thing. */
export class Panels implements Disposable {
  readonly #funnel: Pick<Funnel, 'run' | 'note'>;
  readonly #extensionUri: Uri;
  readonly #surroundings: SessionSurroundings;
  readonly #open = new Set<OpenPanel>();
  readonly #viewChanged = new EventEmitter<void>();
  /** Panels that wait for the code that reads what their pages kept. */
  readonly #restoring = new Set<WebviewPanel>();
  /** What is to be shown in a window that VS Code is about to restore. */
  #due: PanelTarget | undefined;
  readonly #serializer: Disposable;
  /** Called when another run, or none, becomes visible. */
  readonly onDidChangeView = this.#viewChanged.event;

  constructor({ extensionUri, ...surroundings }: PanelsOptions) {
    const { funnel } = surroundings;
    this.#surroundings = surroundings;
    this.#funnel = funnel;
    this.#extensionUri = extensionUri;
    this.#serializer = window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: async (view: WebviewPanel, saved: unknown) => {
        this.#restoring.add(view);
        view.onDidDispose(() => this.#restoring.delete(view));
        const memento = await funnel.run(async () => (await import('./beginSession.ts')).parseMemento(saved));
        const isOpen = this.#restoring.delete(view);
        if (isOpen && memento) this.#attach(view, memento);
        else if (isOpen) view.dispose();
        const due = this.#due;
        if (due !== undefined && subjectName(due) === view.title) this.#show(due, false);
      },
    });
  }

  /** Shows the target in its panel, and opens the panel if it isn't there. */
  show(target: PanelTarget): void {
    this.#show(target, true);
  }

  #show(target: PanelTarget, mayWake: boolean): void {
    const name = subjectName(target);
    const { ofId, kind } = panelSubjectOf(target);
    const runId = 'activityId' in target ? target.activityId : undefined;
    const showing = runId === undefined ? undefined : [...this.#open].find(({ runInView }) => runInView() === runId);
    // A run that no panel shows takes the place of no other plan or form.
    const isFree = ({ isRunning }: OpenPanel): boolean => kind !== undefined && runId === undefined && !isRunning();
    const isOfTarget = (panel: OpenPanel): boolean =>
      ofId === undefined ? panel.subject.kind === kind && isFree(panel) : sameId(panel.subject.ofId, ofId);
    const present = showing ?? [...this.#open].find(isOfTarget);
    const isPreview = isPreviewOf(target);
    const keepsFocus = isPreview && !leadsIntoPanel(target);
    this.#due = undefined;
    if (!present) {
      const asleep = mayWake && name !== undefined ? this.#tabAsleep(name) : undefined;
      if (asleep) {
        this.#due = target;
        void this.#funnel.run(() => wake(asleep, keepsFocus));
        return;
      }
      const before = isPreview ? [...this.#open].filter((panel) => panel.isPreview) : [];
      const place = { viewColumn: ViewColumn.Active, preserveFocus: keepsFocus };
      this.#attach(window.createWebviewPanel(panelType, name ?? 'AKS Identity', place, {}), target);
      for (const panel of before) panel.window.dispose();
      return;
    }
    void present.session.then((session) => session?.show(target));
    if (keepsFocus) return present.window.reveal(undefined, true);
    present.isPreview &&= isPreview;
    present.isFocusDue = true;
    if (name !== undefined && !showing) present.window.title = name;
    present.window.reveal();
  }

  /** After a reload VS Code restores a window only once its tab is in view; until then the tab has nothing but its name. */
  #tabAsleep(name: string): TabPlace | undefined {
    if ([...this.#restoring, ...[...this.#open].map((panel) => panel.window)].some(({ title }) => title === name))
      return;
    return window.tabGroups.all
      .flatMap(({ tabs, viewColumn }) => tabs.map((tab, index) => ({ tab, index, viewColumn })))
      .find(({ tab: { label, input }, viewColumn }) => label === name && isPanel(input) && groupNames[viewColumn - 1]);
  }

  /** Returns true while a visible panel shows the run. */
  shows(activityId: string): boolean {
    return [...this.#open].some((panel) => panel.window.visible && panel.runInView() === activityId);
  }

  /** Brings the panel that shows the run to the front; false if there is none. */
  reveal(activityId: string): boolean {
    const panel = [...this.#open].find(({ runInView }) => runInView() === activityId);
    panel?.window.reveal();
    return panel !== undefined;
  }

  /** Lets panels that found no connection read from the one that there is now. */
  follow(): void {
    for (const { session, isUnconnected } of this.#open)
      if (isUnconnected) void session.then((present) => present?.receive({ kind: 'refresh' }));
  }

  /** Closes all panels, because they show what another connection had. */
  closeAll(): void {
    for (const view of [...this.#restoring, ...[...this.#open].map((panel) => panel.window)]) view.dispose();
  }

  dispose(): void {
    this.#serializer.dispose();
    this.closeAll();
    this.#viewChanged.dispose();
  }

  #attach(view: WebviewPanel, from: PanelTarget | Memento): void {
    const isPreview = isPreviewOf(from);
    const service = async (): ReturnType<SessionSurroundings['service']> => {
      panel.isUnconnected = false;
      return this.#surroundings.service().catch((error: unknown) => {
        panel.isUnconnected = true;
        throw error;
      });
    };
    const panel: OpenPanel = {
      window: view,
      subject: panelSubjectOf(from),
      session: this.#funnel.run(async () => {
        ({ loadPage: panel.loadPage } = await import('../window/webviewPage.ts'));
        return this.#begin(view, from, service);
      }),
      isRunning: () => false,
      isPreview,
      isFocusDue: !('version' in from) && (!isPreview || leadsIntoPanel(from)),
      isUnconnected: false,
      runInView: () => undefined,
    };
    this.#open.add(panel);
    let isClosed = false;
    const look = (): void => void panel.session.then((session) => session?.lookAgain());
    const looking = whileVisible(view, followEvery, look);
    view.onDidDispose(() => {
      isClosed = true;
      looking.dispose();
      this.#open.delete(panel);
      this.#viewChanged.fire();
      void panel.session.then((session) => session?.dispose());
    });
    view.onDidChangeViewState(() => this.#viewChanged.fire());
    setIcon(view, this.#extensionUri);
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
        noteMessage(panel, message);
        session.receive(message);
      });
      panel.loadPage?.(view, this.#extensionUri, 'panel');
    });
  }

  async #begin(
    view: WebviewPanel,
    from: PanelTarget | Memento,
    service: SessionSurroundings['service'],
  ): Promise<Session> {
    const { beginSession } = await import('./beginSession.ts');
    return beginSession(view, from, { ...this.#surroundings, service, onRunInView: () => this.#viewChanged.fire() });
  }
}

interface TabPlace {
  readonly index: number;
  readonly viewColumn: ViewColumn;
}

function isPanel(input: unknown): boolean {
  return input instanceof TabInputWebview && input.viewType.endsWith(panelType);
}

/** The editor groups that VS Code has a command for. */
const groupNames = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

/** Brings a tab into view, so that VS Code restores its window. */
async function wake({ index, viewColumn }: TabPlace, keepsFocus: boolean): Promise<void> {
  if (viewColumn !== window.tabGroups.activeTabGroup.viewColumn)
    await commands.executeCommand(`workbench.action.focus${groupNames[viewColumn - 1]}EditorGroup`);
  await commands.executeCommand('workbench.action.openEditorAtIndex', index);
  if (keepsFocus) await commands.executeCommand(`${views.clusters}.focus`);
}

/** Handles the part of a page's message that concerns the window. */
function noteMessage(panel: OpenPanel, message: unknown): void {
  const kind = isRecord(message) ? message['kind'] : undefined;
  if (kind === 'ready' || kind === 'spotted') return;
  if (kind !== 'unfocused') panel.isPreview = false;
  else if (panel.isFocusDue && panel.window.active) panel.window.reveal();
  panel.isFocusDue = false;
}
