/** What the panel shows of what changed. */
import { onlyTrue } from '../../domain/change/fields.ts';
import { flag, object, oneOf, optional, type Of } from '../../shape/shape.ts';
import { cappedList, text } from './limits.ts';

/** The kinds by which entries are filtered. */
export const historyKind = oneOf('identity', 'roles', 'access', 'credentials', 'other');

/** How many days back a history may go. */
export const historyDays = oneOf(1, 7, 14, 30, 90);

const entry = object({
  key: text,
  when: text,
  who: text,
  /** The program; left out if it is not known. */
  client: optional(text),
  what: text,
  kind: historyKind,
  isFailed: optional(onlyTrue),
  /** Everything else, one line each. */
  details: cappedList(text),
  /** The fixes of the findings of the cluster that it explains; left out: none. */
  fixes: optional(cappedList(object({ fixKey: text, label: text, isLoss: flag }))),
});
/** One thing that was done. */
export type HistoryEntryView = Of<typeof entry>;

/** The check of the tab. */
export const historyView = object({
  title: text,
  /** The kinds with their numbers, or that these are not known; pressing one shows only those. */
  kinds: cappedList(object({ kind: historyKind, label: text, count: text, isOn: flag })),
  days: cappedList(object({ days: historyDays, label: text, isOn: flag })),
  /** What is being read, in words. */
  reading: optional(text),
  /** Why nothing could be read. */
  problem: optional(text),
  /** Left out until it was read. */
  entries: optional(cappedList(entry)),
  /** That there is nothing, or that there is more. */
  note: optional(text),
  /** Since when each source answers. */
  sources: cappedList(text),
  /** What is not known, with the reason. */
  unknown: cappedList(text),
  /** What no source shows, whatever can be read. */
  neverShown: cappedList(text),
});
/** What changed around the cluster or the identity. */
export type HistoryTabView = Of<typeof historyView>;
