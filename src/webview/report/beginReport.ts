/** What the report does in VS Code besides its page; loaded with its window. */
import { commands, env, window, workspace, type WebviewPanel } from 'vscode';
import { withRefusalsAsErrors } from '../../app/facts/withRefusalsAsErrors.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import { doInTurns } from '../../async/yielding.ts';
import { readingBaseline } from '../../domain/report/formats/baseline.ts';
import { reportFormats } from '../../domain/report/reportFormats.ts';
import { linkToReport } from '../../domain/words/links.ts';
import type { ReportSight } from '../../domain/words/reportLook.ts';
import { decodedText } from '../../host/files/readText.ts';
import { copyText } from '../../host/window/clipboard.ts';
import type { Funnel } from '../../host/window/errorReporter.ts';
import { saveFile } from '../../host/window/saveFile.ts';
import { parseReportMemento } from '../protocol/report.ts';
import type { ExportedFile } from './exported.ts';
import type { ReportHost } from './reportHost.ts';
import { ReportSession, type ReportTarget } from './session.ts';
import { t } from '../../sentences/language.ts';

/** What a session needs from the extension. */
export interface ReportSurroundings extends Pick<ReportHost, 'service' | 'shownSubscriptions'> {
  readonly funnel: Pick<Funnel, 'run' | 'note'>;
}

/** What a report starts with: a target, or what its page kept across a reload. */
export type ReportBeginning = { readonly target: ReportTarget } | { readonly memento: unknown };

/** Starts the session of a window; if what a page kept is not valid, the report starts again. */
export function beginReport(
  view: WebviewPanel,
  from: ReportBeginning,
  { funnel, service, shownSubscriptions }: ReportSurroundings,
): ReportSession {
  return new ReportSession('target' in from ? from.target : (parseReportMemento(from.memento) ?? {}), {
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

async function pickEarlier(): Promise<Baseline | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: t`Compare with Earlier Report`,
      openLabel: t`Compare`,
      filters: { [t`Reports in JSON or SARIF`]: ['json', 'sarif'] },
    })) ?? [];
  if (!file) return undefined;
  const bytes = await workspace.fs.readFile(file);
  return doInTurns(readingBaseline(decodedText(bytes))).catch((error: unknown) =>
    withRefusalsAsErrors(() => {
      throw error;
    }),
  );
}

async function copyLink(subscriptionId: string | undefined, sight: ReportSight): Promise<void> {
  await copyText(t`Link`, linkToReport(subscriptionId, { scheme: env.uriScheme, sight }));
}

async function save({ name, bytes, format }: ExportedFile): Promise<void> {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  await saveFile(await bytes, {
    title: t`Export Identity Report`,
    name,
    filters: { [reportFormats[format].name]: [extension] },
  });
}
