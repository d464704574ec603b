import type { ReportIntent, ReportLook, ReportState } from '../../protocol/report.ts';

/** What drawing a report has at hand. */
export interface ReportPage {
  readonly state: ReportState;
  /** The filter and order that the person chose last, which the host may not have seen yet. */
  readonly look: ReportLook;
  readonly send: (intent: ReportIntent) => void;
  /** Changes what the person wants to see, and goes to its first page unless another is given. */
  readonly see: (by: Partial<ReportLook>) => void;
}
