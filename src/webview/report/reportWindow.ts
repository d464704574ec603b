/** The only window of the identity report; VS Code restores it after a reload. */
import { ViewColumn, commands, env, window, workspace, type Disposable, type Uri, type WebviewPanel } from 'vscode';
import { withRefusalsAsErrors } from '../../app/facts/withRefusalsAsErrors.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import { decodedText } from '../../host/files/readText.ts';
import { copyText } from '../../host/window/clipboard.ts';
import type { Funnel } from '../../host/window/errorReporter.ts';
import { reportType } from '../../manifest.ts';
import { reportFormats } from '../../domain/report/reportFormats.ts';
import type { ReportSight } from '../../domain/words/reportLook.ts';
import type { ReportMemento } from '../protocol/report.ts';
import { setIcon, loadPage } from '../window/webviewPage.ts';
import type { ExportedFile } from './exported.ts';
import type { ReportHost } from './reportHost.ts';
import type { ReportSession, ReportTarget } from './session.ts';

/** What the report needs from the extension. */
export interface ReportsOptions extends Pick<ReportHost, 'service' | 'shownSubscriptions'> {
  readonly extensionUri: Uri;
  readonly funnel: Pick<Funnel, 'run' | 'note'>;
}

/** Controls the window of the report, which may not be open. */
export interface Reports extends Disposable {
  /** Shows the report of the target, and opens its window if it isn't there. */
  readonly show: (target: ReportTarget) => void;
  /** Reads again after the connection or the shown subscriptions have changed. */
  readonly follow: () => void;
  readonly close: () => void;
}

interface OpenReport {
  readonly window: WebviewPanel;
  /** The session; `undefined` if it could not be loaded, and then the window closes. */
  readonly session: Promise<ReportSession | undefined>;
}

/** Creates the report without a window; one from before a reload appears when VS Code restores it. */
export function createReports({ extensionUri, funnel, service, shownSubscriptions }: ReportsOptions): Reports {
  let open: OpenReport | undefined;

  function attach(view: WebviewPanel, from: ReportTarget | Promise<ReportTarget | ReportMemento>): void {
    open?.window.dispose();
    const report: OpenReport = { window: view, session: funnel.run(() => begin(view, from)) };
    open = report;
    let isClosed = false;
    view.onDidDispose(() => {
      isClosed = true;
      if (open === report) open = undefined;
      void report.session.then((session) => session?.dispose());
    });
    setIcon(view, extensionUri);
    void report.session.then((session) => {
      if (isClosed) return;
      if (!session) {
        view.dispose();
        return;
      }
      view.webview.onDidReceiveMessage((message: unknown) => session.receive(message));
      loadPage(view, extensionUri, 'report');
    });
  }

  async function begin(
    view: WebviewPanel,
    from: ReportTarget | Promise<ReportTarget | ReportMemento>,
  ): Promise<ReportSession> {
    const [{ ReportSession }, beginning] = await Promise.all([import('./session.ts'), from]);
    return new ReportSession(beginning, {
      service,
      shownSubscriptions,
      post: (state) => void view.webview.postMessage(state),
      pickEarlier: () => funnel.run(pickEarlier),
      save: (file) => void funnel.run(() => save(file)),
      run: (command, target) => void commands.executeCommand(command, target),
      copyLink: (id, sight) => void funnel.run(() => copyLink(id, sight)),
      note: (error) => funnel.note(error),
      now: () => new Date(),
    });
  }

  const serializer = window.registerWebviewPanelSerializer(reportType, {
    deserializeWebviewPanel: async (view: WebviewPanel, memento: unknown) => {
      attach(view, readMemento(memento));
    },
  });
  const close = (): void => void open?.window.dispose();
  return {
    show(target) {
      if (!open) return attach(window.createWebviewPanel(reportType, title, ViewColumn.Active, {}), target);
      void open.session.then((session) => session?.show(target));
      open.window.reveal();
    },
    follow: () => void open?.session.then((session) => session?.follow()),
    close,
    dispose: () => {
      serializer.dispose();
      close();
    },
  };
}

const title = 'Identity Report';

/** Reads what a page kept; if it is not valid, the report starts again. */
async function readMemento(memento: unknown): Promise<ReportTarget | ReportMemento> {
  const { parseReportMemento } = await import('../protocol/report.ts');
  return parseReportMemento(memento) ?? {};
}

async function pickEarlier(): Promise<Baseline | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: 'Compare with Earlier Report',
      openLabel: 'Compare',
      filters: { 'Reports in JSON or SARIF': ['json', 'sarif'] },
    })) ?? [];
  if (!file) return undefined;
  const bytes = await workspace.fs.readFile(file);
  const { parseBaseline } = await import('../../domain/report/formats/baseline.ts');
  return withRefusalsAsErrors(() => parseBaseline(decodedText(bytes)));
}

async function copyLink(subscriptionId: string | undefined, sight: ReportSight): Promise<void> {
  const { linkToReport } = await import('../../domain/words/links.ts');
  await copyText('Link', linkToReport(subscriptionId, { scheme: env.uriScheme, sight }));
}

async function save({ name, text, format }: ExportedFile): Promise<void> {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const { saveFile } = await import('../../host/window/saveFile.ts');
  await saveFile(await text, {
    title: 'Export Identity Report',
    name,
    filters: { [reportFormats[format].name]: [extension] },
  });
}
