/** The only window of the identity report; VS Code restores it after a reload. */
import { ViewColumn, window, type Disposable, type Uri, type WebviewPanel } from 'vscode';
import { reportType } from '../../manifest.ts';
import type { loadPage } from '../window/webviewPage.ts';
import { setIcon } from '../window/windowIcon.ts';
import type { ReportBeginning, ReportSurroundings } from './beginReport.ts';
import type { ReportSession, ReportTarget } from './session.ts';
import { shownText } from '../../sentences/language.ts';
import { say } from '../../sentences/words.ts';

/** What the report needs from the extension. */
export interface ReportsOptions extends ReportSurroundings {
  readonly extensionUri: Uri;
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
  /** Loaded with the session. */
  loadPage?: typeof loadPage;
}

/** Creates the report without a window; one from before a reload appears when VS Code restores it. */
export function createReports({ extensionUri, funnel, service, shownSubscriptions }: ReportsOptions): Reports {
  let open: OpenReport | undefined;

  function attach(view: WebviewPanel, from: ReportBeginning): void {
    open?.window.dispose();
    const report: OpenReport = {
      window: view,
      session: funnel.run(async () => {
        ({ loadPage: report.loadPage } = await import('../window/webviewPage.ts'));
        return begin(view, from);
      }),
    };
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
      report.loadPage?.(view, extensionUri, 'report');
    });
  }

  async function begin(view: WebviewPanel, from: ReportBeginning): Promise<ReportSession> {
    const { beginReport } = await import('./beginReport.ts');
    return beginReport(view, from, { funnel, service, shownSubscriptions });
  }

  const serializer = window.registerWebviewPanelSerializer(reportType, {
    deserializeWebviewPanel: async (view: WebviewPanel, memento: unknown) => {
      attach(view, { memento });
    },
  });
  const close = (): void => void open?.window.dispose();
  return {
    show(target) {
      if (!open)
        return attach(window.createWebviewPanel(reportType, shownText(title), ViewColumn.Active, {}), { target });
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

const title = say`Identity Report`;
