/** What changed, ready to show. */
import { possibleKindsOf } from '../../domain/history/kindsOfEntries.ts';
import { historyKinds, type History, type HistoryEntry, type HistoryKind } from '../../domain/history/model.ts';
import {
  lateTexts,
  neverShownTexts,
  notKnownInHistory,
  sourceTexts,
  type MomentWriter,
} from '../../domain/history/text/footLines.ts';
import {
  clientText,
  detailTexts,
  historyKindNames,
  whatText,
  whoText,
} from '../../domain/history/text/historyLines.ts';
import { moreOf } from '../../domain/words/counts.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { defined } from '../../shape/defined.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import { isWhole } from '../../domain/history/historyUnknowns.ts';
import type { HistoryEntryView, HistoryTabView } from '../protocol/history.ts';
import type { TabModel } from '../access/tabReading.ts';
import { t, shownText } from '../../sentences/language.ts';
import { capitalised, momentWords, type Words } from '../../sentences/words.ts';

/** What a panel knows of what changed. */
export interface HistoryModel extends TabModel<History> {
  readonly days: HistoryTabView['days'][number]['days'];
  /** The only kind that is shown; left out: all. */
  readonly kind?: HistoryKind;
  /** Why it is not known of some changes whether an expected writer made them. */
  readonly unknownWriters?: Unknown;
}

/** Before the tab was opened. */
export const unreadHistory: HistoryModel = { isReading: false, days: 14 };

/** More entries than these are not drawn; a filter or the command line shows the others. */
const mostEntries = 300;

/** The foot tells the time as the list above it does. */
const inOwnTime: MomentWriter = {
  moment: (iso) => dateAndTime(new Date(iso)),
  day: (iso) => momentWords(new Date(iso), 'date'),
};

/** Finds the fixes of what an entry has caused. */
export type FixesOfEntry = (entry: HistoryEntry) => NonNullable<HistoryEntryView['fixes']>;

/** Makes the tab. */
export function historyTab(
  { isReading, known, problem, days, kind, unknownWriters }: HistoryModel,
  fixesOf: FixesOfEntry = () => [],
): HistoryTabView {
  const all = known?.entries ?? [];
  const wanted = kind === undefined ? all : all.filter((entry) => possibleKindsOf(entry).includes(kind));
  const shown = wanted.slice(0, mostEntries);
  return {
    title: t`What changed, and who did it`,
    kinds: historyKinds.map((each) => ({
      kind: each,
      label: shownText(historyKindNames[each]),
      count: countText(all.filter((entry) => possibleKindsOf(entry).includes(each)).length, known),
      isOn: each === kind,
    })),
    days: ([1, 7, 14, 30, 90] as const).map((each) => ({
      days: each,
      label: each === 1 ? t`24 hours` : t`${each} days`,
      isOn: each === days,
    })),
    ...(isReading ? { reading: t`Reading Azure's logs ...` } : {}),
    ...defined({ problem }),
    ...(known ? { entries: shown.map((entry) => entryView(entry, fixesOf)) } : {}),
    ...defined({ note: known && noteOf(known, wanted.length, kind) }),
    sources: sourcesThat(true, known),
    unknown: known
      ? [...sourcesThat(false, known), ...notKnownInHistory(withMore(known, unknownWriters), inOwnTime)]
      : [],
    neverShown: known ? neverShownTexts(known.subject) : [],
  };
}

/** A source that could not be read is unknown. */
function sourcesThat(areRead: boolean, known?: History): readonly string[] {
  const sources = known?.sources.filter(({ from }) => (from !== undefined) === areRead) ?? [];
  return sourceTexts({ sources }, inOwnTime);
}

/** What could not be read may have more of each kind. */
function countText(count: number, known: History | undefined): string {
  if (known === undefined || isWhole(known)) return String(count);
  return count === 0 ? t`unknown` : t`${count} or more`;
}

function withMore(known: History, more: Unknown | undefined): History {
  return more === undefined ? known : { ...known, unknown: [...known.unknown, more] };
}

function noteOf(history: History, count: number, kind: HistoryKind | undefined): string | undefined {
  if (count > mostEntries)
    return t`And ${moreOf(count - mostEntries, 'entry')}. Choose a kind or a shorter time to see them.`;
  if (count > 0) return undefined;
  // What was read last may reach less far than what was asked for last.
  const since = dateAndTime(new Date(history.since));
  return [nothingText(since, isWhole(history), kind), ...lateTexts(history, inOwnTime.moment)].join(' ');
}

function nothingText(since: Words, isKnown: boolean, kind: HistoryKind | undefined): string {
  if (kind === undefined)
    return isKnown
      ? t`Nothing changed since ${since}, as far as Azure shows.`
      : t`Nothing changed since ${since}, as far as it could be read.`;
  return isKnown
    ? t`Nothing of this kind changed since ${since}, as far as Azure shows.`
    : t`Nothing of this kind changed since ${since}, as far as it could be read.`;
}

function entryView(entry: HistoryEntry, fixesOf: FixesOfEntry): HistoryEntryView {
  const { id, at, kinds, status } = entry;
  const client = clientText(entry);
  const fixes = fixesOf(entry);
  return {
    key: id,
    when: shownText(dateAndTime(new Date(at))),
    who: whoText(entry),
    ...(client === '' ? {} : { client }),
    what: capitalised(whatText(entry)),
    kind: kinds[0] ?? 'other',
    ...(status === 'failed' ? { isFailed: true as const } : {}),
    details: detailTexts(entry),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}
