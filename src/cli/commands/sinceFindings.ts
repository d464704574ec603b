/** Since when findings of a report are there, and who made them, where Azure's logs tell. */
import type { IdentityService } from '../../app/identityService.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import { findingsFromLogs, mayHaveMore } from '../../domain/findings/fromHistory.ts';
import { fetchedCredential } from '../../domain/history/fetchedCredentials.ts';
import { explainingEntry, isExplainable } from '../../domain/history/explained.ts';
import { isWhole, unknownsOfHistory } from '../../domain/history/historyUnknowns.ts';
import { maskedHistories } from '../../domain/history/maskedHistory.ts';
import type { History } from '../../domain/history/model.ts';
import { sinceText } from '../../domain/history/text/historyLines.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { dayInSentence } from '../../domain/words/dateTime.ts';
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
  const ids = rows
    .filter(({ cluster, findings }) => mayHaveMore(cluster) || findings.some(isExplainable))
    .map(({ cluster }) => cluster.id);
  if (ids.length === 0) return { rows, unknown: [] };
  const whole = await service.histories(ids, new Date(now.getTime() - days * 86_400_000), signal);
  const histories = mask ? maskedHistories(whole) : whole;
  const byCluster = new Map(histories.map((history) => [idKey(history.subject.id), history]));
  return {
    rows: rows.map((row) => {
      const history = byCluster.get(idKey(row.cluster.id));
      if (history === undefined) return row;
      const more = findingsFromLogs(row.cluster, fetchedCredential(history.entries), now);
      const findings = more.length === 0 ? row.findings : service.decided([...row.findings, ...more], row.cluster.id);
      const asked = isWhole(history) ? { asked: [...(row.asked ?? []), 'adminCertificateOutlives' as const] } : {};
      return withSinceInRow({ ...row, ...asked, findings }, history);
    }),
    unknown: eachOnce(histories.flatMap(unknownsOfHistory)),
  };
}

function withSinceInRow(row: ReportRow, history: History): ReportRow {
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
