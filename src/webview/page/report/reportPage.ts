import type { ReportIntent, ReportLook, ReportState } from '../../protocol/report.ts';

/** What only the page knows. */
export interface ReportLocal {
  /** Where the user types in the filter, and which suggestion is active, from 0; left out while none are shown. */
  search?: { readonly caret: number; readonly active: number };
}

/** What every part of the report needs to draw itself. */
export interface ReportPage {
  readonly state: ReportState;
  /** The filter and order that the user last chose, which the host may not have received yet. */
  readonly look: ReportLook;
  readonly local: ReportLocal;
  readonly send: (intent: ReportIntent) => void;
  /** Changes what the user wants to see, and goes to the first page unless another one is given. */
  readonly see: (by: Partial<ReportLook>) => void;
  readonly redraw: () => void;
}
