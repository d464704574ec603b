import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Baseline } from '../../../src/domain/report/comparison.ts';
import type { PanelTarget, Target } from '../../../src/manifest.ts';
import type { ReportState } from '../../../src/webview/protocol/report.ts';
import type { ReportSight } from '../../../src/domain/words/reportLook.ts';
import type { ExportedFile } from '../../../src/webview/report/exported.ts';
import { ReportSession } from '../../../src/webview/report/session.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { servePage, type Look, type ServedPage } from './servedPage.ts';

/** The report's page in a plain browser, its session in this process. */
export interface ReportPage extends ServedPage<ReportState> {
  readonly session: ReportSession;
  readonly exported: readonly (Omit<ExportedFile, 'bytes'> & { readonly text: string })[];
  readonly ran: readonly { readonly command: string; readonly target: Target | PanelTarget | undefined }[];
  /** The looks at the report to which a link was copied. */
  readonly linked: readonly ReportSight[];
}

/** Opens the report on a bench; it begins to check clusters at once. */
export async function openReportPage(
  bench: Bench,
  {
    pickEarlier = async () => undefined,
    service = async () => bench.service,
    ...look
  }: Look & {
    readonly pickEarlier?: () => Promise<Baseline | undefined>;
    readonly service?: () => Promise<IdentityService>;
  } = {},
): Promise<ReportPage> {
  const served = await servePage<ReportState>('report', look);
  const exported: (Omit<ExportedFile, 'bytes'> & { readonly text: string })[] = [];
  const ran: { command: string; target: Target | PanelTarget | undefined }[] = [];
  const linked: ReportSight[] = [];
  const session = new ReportSession(
    {},
    {
      service,
      shownSubscriptions: () => undefined,
      post: served.post,
      pickEarlier,
      save: ({ bytes, ...file }) =>
        void bytes.then((whole) => exported.push({ ...file, text: new TextDecoder().decode(whole) })),
      run: (command, target) => ran.push({ command, target }),
      copyLink: (_, sight) => linked.push(sight),
      note: () => undefined,
      now: () => new Date(bench.emulator.clock.now()),
    },
  );
  await served.open((message) => session.receive(message));
  const { close } = served;
  return Object.assign(served, {
    session,
    exported,
    ran,
    linked,
    close: async () => {
      session.dispose();
      await close();
    },
  });
}
