/** Shows a report on its page: makes states from the model, at a pace that people can follow. */
import { acceptableReport, incompleteStateError } from '../state/acceptableState.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { firstLook, type ReportSight } from '../../domain/words/reportLook.ts';
import { createKnownRows } from './knownRows.ts';
import type { ReportHost } from './reportHost.ts';
import { createReportView, type ReportModel } from './state.ts';

/** Milliseconds between two states while clusters are found; more if a state takes long to make. */
const pace = 200;

/** Keeps the model of a report and posts every change of it to the page. */
export class ReportScreen {
  readonly known = createKnownRows();
  readonly view = createReportView();
  /** Replaced as a whole; use `change` for what has to be shown at once. */
  model: ReportModel;
  readonly #host: Pick<ReportHost, 'post' | 'note'>;
  #isReady = false;
  #isDisposed = false;
  #timer: NodeJS.Timeout | undefined;
  #wait = pace;
  #wasWhole = true;

  constructor(
    { subscriptionId, look = firstLook, unfolded = [] }: Partial<ReportSight> & { readonly subscriptionId?: string },
    host: Pick<ReportHost, 'post' | 'note'>,
  ) {
    this.#host = host;
    this.model = {
      phase: 'reading',
      look,
      seen: 0,
      subscriptionId,
      subscriptionNames: new Map(),
      rows: [],
      found: 0,
      notes: [],
      unknown: [],
      stale: false,
      unfolded: unfoldedKeys(unfolded),
      selected: new Set(),
    };
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Shows the current state, after the page has loaded. */
  begin(): void {
    this.#isReady = true;
    this.#post();
  }

  change(by: Partial<ReportModel>): void {
    this.model = { ...this.model, ...by };
    this.#post();
  }

  /** Shows what was found meanwhile, at a pace that the user can follow. */
  changeSoon(by: Partial<ReportModel>): void {
    this.model = { ...this.model, ...by };
    this.#timer ??= setTimeout(() => this.change({ rows: this.known.all() }), this.#wait);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  #post(): void {
    // Includes what was waiting to be shown.
    if (this.#timer !== undefined) this.model = { ...this.model, rows: this.known.all() };
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isReady || this.#isDisposed) return;
    const start = performance.now();
    const { state, isWhole } = acceptableReport(this.view.state(this.model));
    if (this.#wasWhole && !isWhole) this.#host.note(incompleteStateError('report'));
    this.#wasWhole = isWhole;
    this.#host.post(state);
    this.#wait = Math.max(pace, 4 * (performance.now() - start));
  }
}

/** Returns the keys of rows that are to be unfolded, however the ids among them are written. */
export function unfoldedKeys(rows: readonly string[]): ReadonlySet<string> {
  return new Set(rows.map((key) => (key.startsWith('/') ? idKey(key) : key)));
}
