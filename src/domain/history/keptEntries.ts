/** What several readings of one history know together. */
import { compareText } from '../../shape/compareText.ts';
import { isWhole } from './historyUnknowns.ts';
import type { History, HistoryEntry } from './model.ts';

/**
 * Returns the entries of a reading with those of earlier ones: what is older than it reaches, and what it may lack because it is not
 * whole. The newest come first.
 */
export function withEarlier(read: History, earlier: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const ids = new Set(read.entries.map(({ id }) => id));
  const mayLack = !isWhole(read);
  const kept = earlier.filter(
    ({ id, at, sources }) =>
      // What only the journal had may be in the log by now, with another ID.
      !ids.has(id) && (at < read.since || (mayLack && sources.some((source) => source !== 'journal'))),
  );
  return [...read.entries, ...kept].toSorted((a, b) => compareText(b.at, a.at) || compareText(a.id, b.id));
}
