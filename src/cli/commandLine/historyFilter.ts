import type { HistoryFilter } from '../../domain/history/filteredHistory.ts';
import { defined } from '../../shape/defined.ts';
import { options } from './options.ts';
import { oneOfWords, UsageError } from './usage.ts';

/** The options that only `history` has, as they were written. */
interface HistoryOptions {
  readonly since?: string | undefined;
  readonly kind?: readonly string[] | undefined;
}

/** What of a history is asked for. */
export interface WantedHistory extends HistoryFilter {
  readonly days?: number;
}

/** As long as Azure keeps its activity log. */
const mostDays = 90;

/** Returns what the options ask for; throws a `UsageError` if they are not valid. */
export function historyFilterOf({ since, kind }: HistoryOptions): WantedHistory | undefined {
  if (since === undefined && kind === undefined) return undefined;
  const kinds = kind?.flatMap((names) =>
    names.split(',').map((name) => oneOfWords('kind', name.trim(), options.kind.words)),
  );
  return defined({ days: since === undefined ? undefined : daysOf(since), kinds });
}

/** Reads `7d`, `12h` or `2w`. */
function daysOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,4})([hdw])$/i.exec(text.trim()) ?? [];
  const days = Number(count) * (daysIn[unit.toLowerCase()] ?? NaN);
  if (!(days > 0)) throw new UsageError(`--since needs a time such as 12h, 7d or 2w, not "${text}".`);
  if (days > mostDays)
    throw new UsageError(`--since can't be more than ${mostDays}d: Azure keeps its activity log no longer.`);
  return days;
}

const daysIn: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7 };

/** How far back it goes if nothing says it: as long as Azure keeps the values before and after. */
export const usualDays = daysOf(options.since.otherwise);
