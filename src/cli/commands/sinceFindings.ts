/** Since when findings of a report are there, and who made them, where Azure's logs tell. */
import type { IdentityService } from '../../app/identityService.ts';
import { idKey, subscriptionScope } from '../../domain/arm/resourceId.ts';
import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import { findingsFromLogs, mayHaveMore } from '../../domain/findings/fromHistory.ts';
import { fetchedCredential } from '../../domain/history/fetchedCredentials.ts';
import { explainingEntry, isExplainable } from '../../domain/history/explained.ts';
import { isWhole, unknownsOfHistory } from '../../domain/history/historyUnknowns.ts';
import { maskedHistories } from '../../domain/history/maskedHistory.ts';
import type { History, HistoryEntry } from '../../domain/history/model.ts';
import { sinceText } from '../../domain/history/text/historyLines.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { dayInSentence } from '../../domain/words/dateTime.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { joinWords, verbatim } from '../../sentences/words.ts';

/** As long as Azure keeps its activity log. */
const days = 90;

/**
 * Adds to findings since when they are there, and by whom, and adds findings that only the logs show; asks only about
 * clusters that have, or may have, such a finding.
 */
export async function withSince(
  rows: readonly ReportRow[],
  service: Pick<IdentityService, 'histories' | 'decided'>,
  { now, mask, signal }: { readonly now: Date; readonly mask: boolean; readonly signal: AbortSignal },
): Promise<{ readonly rows: readonly ReportRow[]; readonly unknown: readonly Unknown[] }> {
  const explainable = rows.filter(({ findings }) => findings.some(isExplainable)).map(({ cluster }) => cluster.id);
  // One question for all clusters of a subscription, because nothing is wrong with most of them.
  const places = rows.flatMap(({ cluster }) => (mayHaveMore(cluster) ? subscriptionScope(cluster.id) : []));
  const ids = distinctBy([...explainable, ...places], idKey);
  if (ids.length === 0) return { rows, unknown: [] };
  const read = await service.histories(ids, new Date(now.getTime() - days * 86_400_000), signal);
  const histories = mask ? maskedHistories(read) : read;
  const byId = new Map(histories.map((history) => [idKey(history.subject.id), history]));
  const logged = new Map(histories.map((history) => [history, Map.groupBy(history.entries, clusterKeyOf)]));
  return {
    rows: rows.map((row) => {
      const { cluster } = row;
      const place = mayHaveMore(cluster) ? byId.get(idKey(subscriptionScope(cluster.id))) : undefined;
      const entries = (place && logged.get(place)?.get(idKey(cluster.id))) ?? [];
      const more = findingsFromLogs(cluster, fetchedCredential(entries), now);
      const whole: ReportRow = {
        ...row,
        ...(place && isWhole(place) ? { asked: [...(row.asked ?? []), 'adminCertificateOutlives'] } : {}),
        ...(more.length === 0 ? {} : { findings: service.decided([...row.findings, ...more], cluster.id) }),
      };
      return withSinceInRow(whole, byId.get(idKey(cluster.id)));
    }),
    unknown: eachOnce(histories.flatMap(unknownsOfHistory)),
  };
}

function withSinceInRow(row: ReportRow, history: History | undefined): ReportRow {
  if (history === undefined) return row;
  return {
    ...row,
    findings: row.findings.map((finding) => {
      const entry = explainingEntry(finding, history.entries);
      if (entry === undefined) return finding;
      const since = verbatim(sinceText(entry, dayInSentence(entry.at.slice(0, 10))));
      return { ...finding, text: joinWords([finding.text, since]) };
    }),
  };
}

function clusterKeyOf({ resourceId }: HistoryEntry): string {
  return /^.*\/managedclusters\/[^/]+/.exec(idKey(resourceId))?.[0] ?? '';
}
