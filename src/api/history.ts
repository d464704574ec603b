/** What changed, as JSON. */
import { publicUnknown } from '../domain/arm/unknown.ts';
import {
  type History,
  type HistoryActor,
  type HistoryEntry,
  type HistoryValue,
  type SourceReading,
} from '../domain/history/model.ts';
import { unknownsOfHistory } from '../domain/history/historyUnknowns.ts';
import { limitsOf } from '../domain/history/text/footLines.ts';
import { clientText, whatText, whoText } from '../domain/history/text/historyLines.ts';
import { inText, textOf, type InText } from '../sentences/textOf.ts';
import { defined } from '../shape/defined.ts';

/** One thing that was done; `who`, `client` and `text` are the words of its line. */
export interface ApiHistoryEntry {
  readonly id: string;
  readonly at: string;
  readonly kinds: HistoryEntry['kinds'];
  readonly who: string;
  readonly client?: string;
  readonly text: string;
  readonly status: HistoryEntry['status'];
  readonly failure?: string;
  readonly action: string;
  readonly resourceId: string;
  readonly by: HistoryActor;
  /** Who deleted the resource group in which it was, where nothing says who deleted it. */
  readonly probablyBy?: HistoryActor;
  readonly clientApplicationId?: string;
  readonly address?: string;
  readonly role?: HistoryEntry['role'];
  /** `null`: nothing was there; left out: not known. */
  readonly changes: readonly {
    readonly path: string;
    readonly before?: string | null;
    readonly after?: string | null;
    /** Azure shows only the beginning of the values. */
    readonly isCut?: true;
  }[];
  readonly otherChanges: number;
  /** It was to be deleted, and was not there. */
  readonly foundNothing?: true;
  readonly whyNoValues?: HistoryEntry['whyNoValues'];
  readonly isCreation?: true;
  /** The deletion that took it along. */
  readonly cause?: string;
  readonly sources: HistoryEntry['sources'];
  readonly isProbable?: true;
  readonly correlationId?: string;
  /** The change in AKS Identity that did it. */
  readonly run?: { readonly activityId: string; readonly title: string; readonly isProbable?: true };
  /** The ID of the entry that probably tells the same. */
  readonly probablySameAs?: string;
  /** Whether you did it, by the object ID, or why that is only probable; left out: somebody else, or nothing says so. */
  readonly you?: HistoryEntry['you'];
  /** Who changed the request on its way. */
  readonly changedByPolicy?: readonly HistoryActor[];
}

/** What changed around a cluster, an identity or another place. */
export interface ApiHistory {
  readonly subjectId: string;
  readonly since: string;
  readonly until: string;
  /** The newest first. */
  readonly entries: readonly ApiHistoryEntry[];
  /** What was asked, and since when each can answer; without `from` it could not be read. */
  readonly sources: readonly (Omit<SourceReading, 'unknown' | 'subscriptionName'> & { readonly isWhole: boolean })[];
  readonly removedElsewhere: number;
  readonly unreadable: number;
  readonly unknown: readonly InText<ReturnType<typeof publicUnknown>>[];
  /** What no source shows. */
  readonly notCovered: readonly string[];
}

/** Returns a history as data. */
export function apiHistory(history: History): ApiHistory {
  const { subject, since, until, entries, sources, removedElsewhere, unreadable } = history;
  return {
    subjectId: subject.id,
    since,
    until,
    entries: entries.map(apiEntry),
    sources: sources.map(({ unknown, subscriptionName: _, ...source }) => ({
      ...source,
      isWhole: unknown.length === 0,
    })),
    removedElsewhere,
    unreadable,
    unknown: unknownsOfHistory(history).map((each) => inText(publicUnknown(each))),
    notCovered: limitsOf(subject.kind),
  };
}

function apiEntry(entry: HistoryEntry): ApiHistoryEntry {
  const {
    id,
    at,
    kinds,
    status,
    action,
    resourceId,
    by,
    client,
    changes,
    otherChanges,
    sources,
    run,
    failure,
    ...rest
  } = entry;
  const clientName = clientText(entry);
  return {
    id,
    at,
    kinds,
    who: whoText(entry),
    ...(clientName === '' ? {} : { client: clientName }),
    text: whatText(entry),
    status,
    action,
    resourceId,
    by,
    ...defined({ clientApplicationId: client?.applicationId }),
    changes: changes.map(({ path, before, after }) => ({
      path,
      ...defined({ before: apiValue(before), after: apiValue(after) }),
      ...(isCut(before) || isCut(after) ? { isCut: true as const } : {}),
    })),
    otherChanges,
    sources,
    ...defined({ failure: failure && textOf(failure) }),
    ...rest,
    ...(run === undefined ? {} : { run: { ...run, title: textOf(run.title) } }),
  };
}

function isCut(value: HistoryValue): boolean {
  return value.kind === 'text' && value.isCut === true;
}

function apiValue(value: HistoryValue): string | null | undefined {
  if (value.kind === 'text') return value.text;
  return value.kind === 'nothing' ? null : undefined;
}
