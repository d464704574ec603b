import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Baseline } from '../../../src/domain/report/comparison.ts';
import type { PanelTarget, Target } from '../../../src/manifest.ts';
import {
  parseReportState,
  type ReportIntent,
  type ReportLine,
  type ReportLook,
  type ReportMemento,
  type ReportState,
} from '../../../src/webview/protocol/report.ts';
import { ReportSession, type ReportTarget } from '../../../src/webview/report/session.ts';

import { firstLook, type ReportSight } from '../../../src/domain/words/reportLook.ts';
import type { ExportedFile } from '../../../src/webview/report/exported.ts';
import type { Bench } from '../../support/azure/azureBench.ts';

/** A report without a window, on a bench: what is posted goes through JSON and the page's own check. */
export interface ReportBench {
  readonly session: ReportSession;
  readonly states: readonly ReportState[];
  readonly exported: readonly ExportedFile[];
  /** The texts of what was exported, in the order in which that was asked for. */
  readonly texts: () => Promise<readonly string[]>;
  readonly ran: readonly { readonly command: string; readonly target: Target | PanelTarget | undefined }[];
  /** Reports to which a link was copied. */
  readonly linked: readonly { readonly subscriptionId: string | undefined; readonly sight: ReportSight }[];
  readonly noted: readonly unknown[];
  readonly state: () => ReportState;
  readonly send: (intent: ReportIntent) => void;
  /** The first look with these differences. */
  readonly see: (by: Partial<ReportLook>) => void;
  /** The next state that is so, or the present one. */
  readonly until: (isSo: (state: ReportState) => boolean) => Promise<ReportState>;
  readonly names: () => readonly string[];
}

/** Opens a report; it begins to look at clusters at once. */
export function openReport(
  bench: Bench,
  from: ReportTarget | ReportMemento = {},
  world: {
    readonly service?: () => Promise<IdentityService>;
    readonly shownSubscriptions?: () => readonly string[] | undefined;
    readonly pickEarlier?: () => Promise<Baseline | undefined>;
    /** The page says by `send` that it is there, not at once. */
    readonly isLate?: boolean;
  } = {},
): ReportBench {
  const { isLate = false, ...host } = world;
  const states: ReportState[] = [];
  const exported: ExportedFile[] = [];
  const ran: { command: string; target: Target | PanelTarget | undefined }[] = [];
  const linked: { subscriptionId: string | undefined; sight: ReportSight }[] = [];
  let seq = 0;
  const noted: unknown[] = [];
  const waiting = new Set<() => void>();
  const session = new ReportSession(from, {
    service: async () => bench.service,
    shownSubscriptions: () => undefined,
    pickEarlier: async () => undefined,
    ...host,
    post: (state) => {
      const received = parseReportState(JSON.parse(JSON.stringify(state)));
      if (!received) throw new Error(`The page would refuse this state: ${JSON.stringify(state)}`);
      states.push(received);
      for (const look of [...waiting]) look();
    },
    save: (file) => exported.push(file),
    run: (command, target) => ran.push({ command, target }),
    copyLink: (subscriptionId, sight) => linked.push({ subscriptionId, sight }),
    note: (error) => noted.push(error),
    now: () => new Date(bench.emulator.clock.now()),
  });
  const state = (): ReportState => states.at(-1)!;
  const send = (intent: ReportIntent): void => session.receive(intent);
  if (!isLate) send({ kind: 'ready' });
  return {
    session,
    states,
    exported,
    texts: () => Promise.all(exported.map(async ({ bytes }) => new TextDecoder().decode(await bytes))),
    ran,
    linked,
    noted,
    state,
    send,
    see: (by) => send({ kind: 'look', seq: ++seq, look: { ...firstLook, ...by } }),
    until: (isSo) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isSo(state())) return;
          waiting.delete(look);
          resolve(state());
        };
        waiting.add(look);
        look();
      }),
    names: () => state().lines.map(({ name }) => name),
  };
}

/** The report once all clusters were checked. */
export const isReady = ({ phase }: ReportState): boolean => phase === 'ready';

/** What a line of the report has in the column, which is shown. */
export function cellOf({ columns }: Pick<ReportState, 'columns'>, { cells }: ReportLine, key: string): string | number {
  const shown = columns.filter((column) => column.isShown);
  return cells[shown.findIndex((column) => column.key === key) - 2]!.text;
}

/** How many findings of a severity a line has. */
export function foundIn({ found }: ReportLine, tone: 'error' | 'warning' | 'info' | 'unknown'): number {
  return found.find((one) => one.tone === tone)?.count ?? 0;
}
