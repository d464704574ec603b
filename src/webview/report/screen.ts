/** Shows a report on its page: makes states from the model, at a pace that people can follow. */
import { doInTurns } from '../../async/yielding.ts';
import { acceptableReport, incompleteStateError } from '../state/acceptableState.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { firstLook, type ReportSight } from '../../domain/words/reportLook.ts';
import { createKnownRows } from './knownRows.ts';
import type { Stepwise } from '../../shape/steps.ts';
import type { ReportHost } from './reportHost.ts';
import type { ReportModel } from './state.ts';
import { createReportView, type DrawnReport } from './view.ts';

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
  #drawing: AbortController | undefined;
  #drawn: DrawnReport | undefined;
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

  /** What the page shows: what its buttons are about. */
  get drawn(): DrawnReport | undefined {
    return this.#drawn;
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
    // What is being drawn is shown first, however fast the news come.
    this.#timer ??= setTimeout(() => (this.#drawing ? this.#timer?.refresh() : this.change({})), this.#wait);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#drawing?.abort();
  }

  #post(): void {
    // Includes what was waiting to be shown.
    if (this.#timer !== undefined) this.model = { ...this.model, rows: this.known.all() };
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isReady || this.#isDisposed) return;
    this.#drawing?.abort();
    this.#drawing = undefined;
    // Other work that gets its turn in between is no time of the drawing.
    let spent = 0;
    const steps = timed(this.view.drawn(this.model), (milliseconds) => void (spent += milliseconds));
    // The first step is all of it unless there are many rows.
    const first = steps.next();
    if (first.done === true) return this.#show(first.value, spent);
    const drawing = new AbortController();
    this.#drawing = drawing;
    doInTurns(steps, drawing.signal)
      .then((drawn) => {
        if (drawing.signal.aborted) return;
        this.#drawing = undefined;
        this.#show(drawn, spent);
      })
      .catch((error: unknown) => drawing.signal.aborted || this.#host.note(error));
  }

  #show(drawn: DrawnReport, spent: number): void {
    this.#drawn = drawn;
    const { state, isWhole } = acceptableReport(drawn.state);
    if (this.#wasWhole && !isWhole) this.#host.note(incompleteStateError('report'));
    this.#wasWhole = isWhole;
    this.#host.post(state);
    this.#wait = Math.max(pace, 4 * spent);
  }
}

/** Does the same steps, and tells the milliseconds that each has taken. */
function* timed<T>(steps: Stepwise<T>, spend: (milliseconds: number) => void): Stepwise<T> {
  for (;;) {
    const start = performance.now();
    const step = steps.next();
    spend(performance.now() - start);
    if (step.done === true) return step.value;
    yield;
  }
}

/** Returns the keys of rows that are to be unfolded, however the ids among them are written. */
export function unfoldedKeys(rows: readonly string[]): ReadonlySet<string> {
  return new Set(rows.map((key) => (key.startsWith('/') ? idKey(key) : key)));
}
