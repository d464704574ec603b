/** Since when findings of a report are there, and who made them, where Azure's logs tell. */
import type { IdentityService } from '../../app/identityService.ts';
import { idKey, subscriptionScope } from '../../domain/arm/resourceId.ts';
import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import { findingsFromLogs, mayHaveOldCredentials } from '../../domain/findings/fromHistory.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { fetchedCredential } from '../../domain/history/fetchedCredentials.ts';
import { unexpectedWriters } from '../../domain/history/unexpectedWriters.ts';
import { explainingEntry, isExplainable, perhapsExplaining } from '../../domain/history/explained.ts';
import { isWhole, unknownsOfHistory } from '../../domain/history/historyUnknowns.ts';
import { maskedHistories } from '../../domain/history/maskedHistory.ts';
import type { History, HistoryEntry } from '../../domain/history/model.ts';
import { lateTexts, momentInSentence } from '../../domain/history/text/footLines.ts';
import { perhapsSinceText, sinceText, whoForAll } from '../../domain/history/text/historyLines.ts';
import { isUnexplained, unexplainedText } from '../../domain/history/text/unexplained.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { dayInSentence } from '../../domain/words/dateTime.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { joinWords, verbatim, type Phrase } from '../../sentences/words.ts';

/** As long as Azure keeps its activity log. */
const days = 90;

/** The rows, what could not be read of the logs, and how late they are. */
export interface RowsWithSince {
  readonly rows: readonly ReportRow[];
  readonly unknown: readonly Unknown[];
  readonly notes: readonly string[];
}

/**
 * Adds to findings since when they are there and by whom, or that nobody knows, and adds findings that only the logs show; asks only about
 * clusters that have, or may have, such a finding.
 */
export async function withSince(
  rows: readonly ReportRow[],
  service: Pick<IdentityService, 'histories' | 'decided' | 'expectedWriters'>,
  { now, mask, signal }: { readonly now: Date; readonly mask: boolean; readonly signal: AbortSignal },
): Promise<RowsWithSince> {
  const expected = service.expectedWriters();
  const looksForWriters = expected.length > 0;
  const explainable = rows
    .filter(({ findings }) => looksForWriters || findings.some(isExplainable))
    .map(({ cluster }) => cluster.id);
  // One question for all clusters of a subscription, because nothing is wrong with most of them.
  const places = rows.flatMap(({ cluster }) => (mayHaveOldCredentials(cluster) ? subscriptionScope(cluster.id) : []));
  const ids = distinctBy([...explainable, ...places], idKey);
  if (ids.length === 0) return { rows, unknown: [], notes: [] };
  const read = await service.histories(ids, new Date(now.getTime() - days * 86_400_000), signal);
  const histories = mask ? maskedHistories(read) : read;
  const byId = new Map(histories.map((history) => [idKey(history.subject.id), history]));
  const writersOf = new Map(
    looksForWriters
      ? rows.flatMap(({ cluster }) => {
          const own = byId.get(idKey(cluster.id));
          return own === undefined ? [] : [[cluster.id, unexpectedWriters(own, expected)] as const];
        })
      : [],
  );
  const logged = new Map(histories.map((history) => [history, Map.groupBy(history.entries, clusterKeyOf)]));
  return {
    rows: rows.map((row) => {
      const { cluster } = row;
      const own = byId.get(idKey(cluster.id));
      const place = mayHaveOldCredentials(cluster) ? byId.get(idKey(subscriptionScope(cluster.id))) : undefined;
      const entries = (place && logged.get(place)?.get(idKey(cluster.id))) ?? [];
      const found = writersOf.get(cluster.id);
      const more = findingsFromLogs(cluster, { fetched: fetchedCredential(entries), ...found }, now);
      const asked: NonNullable<ReportRow['asked']> = [
        ...(row.asked ?? []),
        ...(place && isWhole(place) ? (['adminCertificateOutlives'] as const) : []),
        ...(found !== undefined && found.unknown === undefined && own && isWhole(own)
          ? (['grantedOutsidePipeline'] as const)
          : []),
      ];
      const whole: ReportRow = {
        ...row,
        ...(asked.length === 0 ? {} : { asked }),
        ...(more.length === 0 ? {} : { findings: service.decided([...row.findings, ...more], cluster.id) }),
      };
      return withSinceInRow(whole, own);
    }),
    unknown: eachOnce([
      ...histories.flatMap(unknownsOfHistory),
      ...[...writersOf.values()].flatMap(({ unknown }) => unknown ?? []),
    ]),
    notes: lateTexts({ sources: histories.flatMap(({ sources }) => sources) }, momentInSentence),
  };
}

function withSinceInRow(row: ReportRow, history: History | undefined): ReportRow {
  if (history === undefined) return row;
  return {
    ...row,
    findings: row.findings.map((finding) => {
      if (!isExplainable(finding)) return finding;
      const { since, beginning } = beginningOf(finding, history);
      const text = since === undefined ? finding.text : joinWords([finding.text, verbatim(since)]);
      return { ...finding, text, beginning };
    }),
  };
}

/** What is known of the beginning of a finding, in words, and as data. */
function beginningOf(
  finding: Finding,
  history: History,
): { readonly since?: string; readonly beginning: NonNullable<Finding['beginning']> } {
  const day = ({ at }: HistoryEntry): Phrase => dayInSentence(at.slice(0, 10));
  const { entries } = history;
  const told = explainingEntry(finding, entries);
  const entry = told ?? perhapsExplaining(finding, entries);
  if (entry !== undefined)
    return {
      since: told === undefined ? perhapsSinceText(entry, day(entry)) : sinceText(entry, day(entry), finding),
      beginning: { known: told === undefined ? 'perhaps' : 'told', at: entry.at, who: whoForAll(entry) },
    };
  const { createdOn } = finding.grant ?? {};
  // The evidence says when it was assigned; since when nothing uses it, that does not tell.
  if (createdOn !== undefined && finding.former === undefined) return { beginning: { known: 'told', at: createdOn } };
  return {
    since: unexplainedText(finding, history, 'Not everything could be read.'),
    beginning: { known: isUnexplained(finding, history) ? 'nothing' : 'unknown' },
  };
}

function clusterKeyOf({ resourceId }: HistoryEntry): string {
  return /^.*\/managedclusters\/[^/]+/.exec(idKey(resourceId))?.[0] ?? '';
}
