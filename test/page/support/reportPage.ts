import type { Baseline } from '../../../src/domain/report/comparison.ts';
import type { ReportFormat } from '../../../src/domain/report/report.ts';
import type { PanelTarget, Target } from '../../../src/manifest.ts';
import type { ReportState } from '../../../src/webview/protocol/report.ts';
import { ReportSession } from '../../../src/webview/report/session.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { servePage, type Look, type ServedPage } from './servedPage.ts';

/** The report's page in a plain browser, its session in this process. */
export interface ReportPage extends ServedPage<ReportState> {
  readonly exported: readonly { readonly text: string; readonly format: ReportFormat }[];
  readonly ran: readonly { readonly command: string; readonly target: Target | PanelTarget | undefined }[];
  /** Clusters to which a link was copied; `undefined` is the report itself. */
  readonly linked: readonly (string | undefined)[];
}

/** Opens the report on a bench; it begins to check clusters at once. */
export async function openReportPage(
  bench: Bench,
  { pickEarlier = async () => undefined, ...look }: Look & { pickEarlier?: () => Promise<Baseline | undefined> } = {},
): Promise<ReportPage> {
  const served = await servePage<ReportState>('report', look);
  const exported: { text: string; format: ReportFormat }[] = [];
  const ran: { command: string; target: Target | PanelTarget | undefined }[] = [];
  const linked: (string | undefined)[] = [];
  const session = new ReportSession(
    {},
    {
      service: async () => bench.service,
      shownSubscriptions: () => undefined,
      post: served.post,
      pickEarlier,
      openText: (text, format) => void text.then((whole) => exported.push({ text: whole, format })),
      run: (command, target) => ran.push({ command, target }),
      copyLink: (clusterId) => linked.push(clusterId),
      note: () => undefined,
      now: () => new Date(bench.emulator.clock.now()),
    },
  );
  await served.open((message) => session.receive(message));
  const { close } = served;
  return Object.assign(served, {
    exported,
    ran,
    linked,
    close: async () => {
      session.dispose();
      await close();
    },
  });
}
