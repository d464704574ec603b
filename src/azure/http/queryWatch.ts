import { AsyncLocalStorage } from 'node:async_hooks';

/** How many queries to Resource Graph some work still waits for, and how long. */
export interface QueryProgress {
  /** So many are known to be needed and have no answer yet; there may be more. */
  readonly left: number;
  /** Milliseconds for which Resource Graph makes them wait; 0 where it does not. */
  readonly wait: number;
}

/** Queries that were announced; what was not sent in the end has to be taken back. */
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

/** Announces queries that are going to be sent. */
export function announceQueries(count: number): AnnouncedQueries {
  const watch = watched.getStore();
  let open = count;
  const change = (by: number): void => {
    open += by;
    if (watch) tell(watch, { left: watch.left + by });
  };
  if (watch) tell(watch, { left: watch.left + count });
  return { answered: () => change(open > 0 ? -1 : 0), takeBack: () => change(-open) };
}

/** Notes that a query has to wait so many milliseconds, and 0 once it continues. */
export function noteQueryWait(milliseconds: number): void {
  const watch = watched.getStore();
  if (watch) tell(watch, { wait: milliseconds });
}

function tell(watch: Watch, by: Partial<QueryProgress>): void {
  Object.assign(watch, by);
  const { left, wait } = watch;
  watch.onChange({ left, wait });
}
