/** A part of a history. */
import { possibleKindsOf } from './kindsOfEntries.ts';
import type { History, HistoryKind } from './model.ts';

/** Which entries are wanted. */
export interface HistoryFilter {
  readonly kinds?: readonly HistoryKind[];
}

/** Leaves the entries of other kinds out; an entry stays if it is, or may be, of one of the wanted kinds. */
export function filteredHistory(history: History, { kinds }: HistoryFilter): History {
  if (kinds === undefined) return history;
  return {
    ...history,
    entries: history.entries.filter((entry) => possibleKindsOf(entry).some((kind) => kinds.includes(kind))),
  };
}
