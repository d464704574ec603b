/** A part of a history. */
import type { History, HistoryKind } from './model.ts';

/** Which entries are wanted. */
export interface HistoryFilter {
  readonly kinds?: readonly HistoryKind[];
}

/** Leaves the entries of other kinds out; an entry stays if it is of one of the wanted kinds. */
export function filteredHistory(history: History, { kinds }: HistoryFilter): History {
  if (kinds === undefined) return history;
  return { ...history, entries: history.entries.filter((entry) => entry.kinds.some((kind) => kinds.includes(kind))) };
}
