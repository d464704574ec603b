/** Notices what other windows of VS Code have done between two reads of the journal. */
import type { ActivityEntry } from './activity.ts';
import type { RunRecord } from './runRecord.ts';

/** All runs of a connection. */
export interface ListedRuns {
  readonly records: readonly RunRecord[];
  /** The same as the Activity view shows them. */
  readonly entries: readonly ActivityEntry[];
  /** Returns true for a run that this window recorded last. */
  readonly isOwn: (activityId: string) => boolean;
}

/** Finds out what other windows have written to the journal since it was last read. */
export interface OtherWindows {
  /** Sets the known entries, if there are none yet. */
  readonly begin: (entries: readonly ActivityEntry[]) => void;
  /** Reports what differs from the known entries, except for this window's own records, which it reports itself. */
  readonly compare: (listed: ListedRuns) => void;
}

/** Creates a watcher for runs of other windows. */
export function createOtherWindows(listeners: {
  readonly onActivity: () => void;
  readonly onEndedElsewhere: (ended: readonly RunRecord[]) => void;
}): OtherWindows {
  let entriesById: ReadonlyMap<string, ActivityEntry> | undefined;
  const byId = (entries: readonly ActivityEntry[]): ReadonlyMap<string, ActivityEntry> =>
    new Map(entries.map((entry) => [entry.activityId, entry]));

  return {
    begin: (entries) => void (entriesById ??= byId(entries)),
    compare({ records, entries, isOwn }) {
      const entriesNow = byId(entries);
      const news = entries.filter(
        (entry) => !isOwn(entry.activityId) && shownState(entry) !== shownState(entriesById?.get(entry.activityId)),
      );
      const isForgotten = [...(entriesById?.keys() ?? [])].some((id) => !entriesNow.has(id));
      entriesById = entriesNow;
      const endedIds = new Set(news.filter(({ status }) => status !== 'running').map(({ activityId }) => activityId));
      if (endedIds.size > 0) listeners.onEndedElsewhere(records.filter(({ activityId }) => endedIds.has(activityId)));
      if (news.length > 0 || isForgotten) listeners.onActivity();
    },
  };
}

/** Everything in an entry that a row shows, except elapsed time. */
function shownState(entry: ActivityEntry | undefined): string {
  const { status, resumable, elsewhere, endedAt, verdict, steps = [] } = entry ?? {};
  return JSON.stringify([status, resumable, elsewhere, endedAt, verdict?.at, steps.map((step) => step.status)]);
}
