import { AsyncLocalStorage } from 'node:async_hooks';

/** How many queries to Resource Graph some work still waits for, and for how long. */
export interface QueryProgress {
  /** The number of known queries without an answer; there may be more. */
  readonly left: number;
  /** Milliseconds for which Resource Graph makes them wait; 0 if it doesn't. */
  readonly wait: number;
}

/** Announced queries; those that are not sent in the end have to be taken back. */
export interface AnnouncedQueries {
  answered(): void;
  takeBack(): void;
}

interface Watch {
  left: number;
  wait: number;
  readonly onChange: (progress: QueryProgress) => void;
}

const watched = new AsyncLocalStorage<Watch>();

/**
 * Runs the work and reports how many queries to Resource Graph it still waits for, whenever that number or the wait
 * changes.
 */
export function reportingQueries<T>(
  onChange: ((progress: QueryProgress) => void) | undefined,
  work: () => Promise<T>,
): Promise<T> {
  return onChange === undefined ? work() : watched.run({ left: 0, wait: 0, onChange }, work);
}

/** Announces queries that will be sent. */
export function announceQueries(count: number): AnnouncedQueries {
  const watch = watched.getStore();
  let open = count;
  const change = (by: number): void => {
    open += by;
    if (watch) reportProgress(watch, { left: watch.left + by });
  };
  if (watch) reportProgress(watch, { left: watch.left + count });
  return { answered: () => change(open > 0 ? -1 : 0), takeBack: () => change(-open) };
}

/** Notes that a query has to wait this many milliseconds, and 0 once it continues. */
export function noteQueryWait(milliseconds: number): void {
  const watch = watched.getStore();
  if (watch) reportProgress(watch, { wait: milliseconds });
}

function reportProgress(watch: Watch, by: Partial<QueryProgress>): void {
  Object.assign(watch, by);
  const { left, wait } = watch;
  watch.onChange({ left, wait });
}
