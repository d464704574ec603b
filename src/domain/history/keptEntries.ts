/** What several readings of one history know together. */
import { idKey } from '../arm/resourceId.ts';
import { compareText } from '../../shape/compareText.ts';
import { isWhole } from './historyUnknowns.ts';
import { verbOf } from './inTime.ts';
import type { History, HistoryEntry } from './model.ts';

/**
 * Returns the entries of a reading with those of earlier ones: what is older than it reaches, and what it may lack because it is not
 * whole. The newest come first.
 */
export function withEarlier(read: History, earlier: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const ids = new Set(read.entries.map(({ id }) => id));
  // What only the table had has the ID of its event, once the log has that.
  const told = new Set(read.entries.flatMap(deedsIn));
  const isTold = (entry: HistoryEntry): boolean =>
    entry.correlationId !== undefined && deedsIn(entry).every((deed) => told.has(deed));
  const mayLack = !isWhole(read);
  const kept = earlier.filter(
    (entry) =>
      // What only the journal had may be in the log by now, with another ID.
      !ids.has(entry.id) &&
      !isTold(entry) &&
      (entry.at < read.since || (mayLack && entry.sources.some((source) => source !== 'journal'))),
  );
  return [...read.entries, ...kept].toSorted((a, b) => compareText(b.at, a.at) || compareText(a.id, b.id));
}

/** What each source says that was done. */
function deedsIn(entry: HistoryEntry): readonly string[] {
  const { correlationId = '', resourceId, sources } = entry;
  return sources.map((source) => [source, correlationId.toLowerCase(), verbOf(entry), idKey(resourceId)].join(' '));
}
