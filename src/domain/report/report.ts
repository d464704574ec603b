/** Writes clusters with their findings as a text. */
import { publicUnknown, unknownText, unknownTexts } from '../arm/unknown.ts';
import { inertJson } from '../arm/inert.ts';
import { inCommonTerms, type Finding } from '../findings/finding.ts';
import { controlsOf } from './controls.ts';
import { columns, type ReportRow } from './columns.ts';
import { comparedFindings } from './comparison.ts';
import { csvOf } from './csv.ts';
import { gitlabOf } from './gitlab.ts';
import { htmlOf } from './html.ts';
import { markdownOf } from './markdown.ts';
import { notReadData, notReadIn } from './notRead.ts';
import { compare, worstFirst, type AboutReport, type WithNotRead } from './overview.ts';
import { sarifOf } from './sarif.ts';
import { notCheckedIn, notReadOf } from './unknowns.ts';

/** The formats in which a report can be written. */
export type ReportFormat = 'markdown' | 'html' | 'csv' | 'json' | 'sarif' | 'gitlab';

/**
 * Writes the report in a format; the same clusters, findings and time always make the same text, whatever their order. What
 * people read begins with the worst, in a spreadsheet, too; what programs read is in the order of ids.
 */
export function reportOf(rows: readonly ReportRow[], format: ReportFormat, now: Date, about: AboutReport = {}): string {
  const { comparison, unknown = [] } = about;
  const filter = about.filter === undefined ? [] : [about.filter];
  const notes = [...filter, ...(about.notes ?? []), ...openIn(rows)];
  const notRead = notReadIn(rows, unknown);
  const sorted = [...rows].sort((a, b) => compare(a.cluster.id.toLowerCase(), b.cluster.id.toLowerCase()));
  switch (format) {
    case 'markdown':
      return markdownOf(worstFirst(sorted), now, { ...about, notRead });
    case 'html':
      return htmlOf(worstFirst(sorted), now, { ...about, notRead });
    case 'gitlab':
      return gitlabOf(sorted, notRead);
    case 'csv':
      return csvOf(worstFirst(sorted), now, { comparison, unknown, filter: about.filter, notes: about.notes ?? [] });
    case 'json':
      return jsonOf(sorted, now, {
        ...about,
        notes: [...filter, ...unknownTexts(unknown), ...notes.slice(filter.length)],
        notRead,
      });
    case 'sarif':
      return sarifOf(sorted, now, { notes, notRead, comparison, hidden: about.hidden, category: about.category });
  }
}

/** Names the clusters that were not fully checked, so that what has no finding is not taken for good. */
function openIn(rows: readonly ReportRow[]): readonly string[] {
  const open = rows.filter((row) => notCheckedIn(row) > 0).map(({ cluster }) => cluster.name);
  return open.length === 0 ? [] : [`Not fully checked: ${open.toSorted(compare).join(', ')}.`];
}

function withControls(finding: Finding): object {
  const controls = controlsOf(finding);
  return controls.length === 0 ? inCommonTerms(finding) : { ...inCommonTerms(finding), controls };
}

function jsonOf(
  rows: readonly ReportRow[],
  now: Date,
  { notes, unknown: together = [], notRead: failures, comparison, hidden = [] }: AboutReport & WithNotRead,
): string {
  const unknown = together.map(publicUnknown);
  const clusters = rows.map((row) => {
    const fields = columns.flatMap(({ field, json, of }) =>
      field === undefined ? [] : [[field, json ? json(row) : of(row)] as const],
    );
    const notRead = notReadOf(row);
    const findings = comparedFindings(row, now, comparison).map(({ finding, ...more }) => ({
      ...withControls(finding),
      ...more,
    }));
    return {
      id: row.cluster.id,
      ...Object.fromEntries(fields),
      findings,
      unread: notRead.map(unknownText),
      ...(notRead.length === 0 ? {} : { unknown: notRead.map(publicUnknown) }),
    };
  });
  const changes = comparison && {
    comparedWith: comparison.baseline.at,
    fixed: comparison.fixed,
    unseen: comparison.unseen,
  };
  const more = {
    ...(unknown.length > 0 ? { unknown } : {}),
    notRead: failures.map(notReadData),
    ...changes,
    ...(hidden.length > 0 ? { hidden } : {}),
  };
  return `${inertJson({ generatedAt: now.toISOString(), notes, ...more, clusters }, 2)}\n`;
}
