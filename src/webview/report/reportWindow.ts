/** The window of the identity report: there is one, and VS Code restores it after a reload. */
import { ViewColumn, commands, window } from 'vscode';
import type { Disposable, Uri, WebviewPanel } from 'vscode';
import type { Funnel } from '../../host/window/errorReporter.ts';
import { openReport } from '../../host/window/reportDocument.ts';
import { reportType } from '../../manifest.ts';
import type { ReportMemento } from '../protocol/report.ts';
import { parseReportMemento } from '../protocol/reportGuards.ts';
import { dress, loadPage } from '../webviewPage.ts';
import type { ReportHost, ReportSession, ReportTarget } from './session.ts';

/** What the report needs from the extension. */
export interface ReportsOptions extends Pick<ReportHost, 'service' | 'shownSubscriptions'> {
  readonly extensionUri: Uri;
  readonly funnel: Pick<Funnel, 'run' | 'note'>;
}

/** The report's window, which may not be there. */
export interface Reports extends Disposable {
  /** Shows the report of the target; its window is opened if it isn't there. */
  readonly show: (target: ReportTarget) => void;
  /** The connection is another, or other subscriptions are shown. */
  readonly follow: () => void;
  readonly close: () => void;
}

interface OpenReport {
  readonly window: WebviewPanel;
  /** None where it could not be loaded: the window closes. */
  readonly session: Promise<ReportSession | undefined>;
}

/** No report yet; that of before a reload comes back when VS Code restores it. */
export function createReports({ extensionUri, funnel, service, shownSubscriptions }: ReportsOptions): Reports {
  let open: OpenReport | undefined;

  function attach(view: WebviewPanel, from: ReportTarget | ReportMemento): void {
    open?.window.dispose();
    const report: OpenReport = { window: view, session: funnel.run(() => begin(view, from)) };
    open = report;
    let isClosed = false;
    view.onDidDispose(() => {
      isClosed = true;
      if (open === report) open = undefined;
      void report.session.then((session) => session?.dispose());
    });
    dress(view, extensionUri);
    void report.session.then((session) => {
      if (isClosed) return;
      if (!session) {
        view.dispose();
        return;
      }
      view.webview.onDidReceiveMessage(session.receive);
      loadPage(view, extensionUri, 'report');
    });
  }

  async function begin(view: WebviewPanel, from: ReportTarget | ReportMemento): Promise<ReportSession> {
    const { createReportSession } = await import('./session.ts');
    return createReportSession(from, {
      service,
      shownSubscriptions,
      post: (state) => void view.webview.postMessage(state),
      openText: (text, format) => void funnel.run(() => openReport(text, format)),
      run: (command, target) => void commands.executeCommand(command, target),
      note: (error) => funnel.note(error),
      now: () => new Date(),
    });
  }

  const serializer = window.registerWebviewPanelSerializer(reportType, {
    deserializeWebviewPanel: async (view: WebviewPanel, kept: unknown) => {
      attach(view, parseReportMemento(kept) ?? {});
    },
  });
  const close = (): void => {
    open?.window.dispose();
  };
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
