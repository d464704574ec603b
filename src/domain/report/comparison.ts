/** What has changed since an earlier report. */
import { idKey } from '../arm/resourceId.ts';
import { withNames } from '../arm/scopeWords.ts';
import type { Finding } from '../findings/finding.ts';
import type { Severity } from '../findings/weight.ts';
import type { ReportRow } from './columns.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { unreadOf } from './unread.ts';

/** A finding as an earlier report has it. */
export interface EarlierFinding {
  readonly fingerprint: string;
  readonly clusterId: string;
  readonly code: string;
  readonly severity: Severity;
  readonly text: string;
  /** When a report had it first, as far as is known. */
  readonly since: string;
  /** Left out where nobody had accepted it. */
  readonly isAccepted?: boolean;
}

/** An earlier report, as far as it is compared. */
export interface Baseline {
  readonly at: string;
  readonly findings: readonly EarlierFinding[];
}

/** A finding of this report, and what it is beside the earlier one. */
export interface ComparedFinding {
  readonly finding: Finding;
  readonly fingerprint: string;
  /** Left out where there is no earlier report. */
  readonly state?: 'new' | 'unchanged';
  readonly since?: string;
}

/** What is new, unchanged and fixed in this report beside an earlier one. */
export interface Comparison {
  readonly baseline: Baseline;
  /** What was found then, by its fingerprint. */
  readonly before: ReadonlyMap<string, EarlierFinding>;
  /** What was found then and isn't any more, of clusters of which everything was read. */
  readonly fixed: readonly EarlierFinding[];
  /** What was found then, and can't be told now: its cluster, or something of it, was not read. */
  readonly unseen: readonly EarlierFinding[];
}

/** Compares clusters with an earlier report, whose ids may be masked. */
export function comparisonOf(
  rows: readonly ReportRow[],
  baseline: Baseline,
  masked: (text: string) => string = (text) => text,
): Comparison {
  const present = new Set(rows.flatMap(fingerprintsOf));
  const read = new Set(
    rows.flatMap((row) => {
      const { id } = row.cluster;
      return unreadOf(row).length > 0 ? [] : [idKey(id), idKey(masked(id))];
    }),
  );
  const gone = baseline.findings.filter(({ fingerprint }) => !present.has(fingerprint));
  const isRead = ({ clusterId }: EarlierFinding): boolean => read.has(idKey(clusterId));
  const before = new Map(baseline.findings.map((one) => [one.fingerprint, one]));
  return { baseline, before, fixed: gone.filter(isRead), unseen: gone.filter((one) => !isRead(one)) };
}

/** Returns the findings of a cluster, in their order, with what they are beside the earlier report. */
export function comparedFindings(row: ReportRow, now: Date, comparison?: Comparison): readonly ComparedFinding[] {
  const prints = fingerprintsOf(row);
  return row.findings.map((finding, index) => {
    const fingerprint = prints[index] ?? '';
    if (!comparison) return { finding, fingerprint };
    const before = comparison.before.get(fingerprint);
    if (!before) return { finding, fingerprint, state: 'new', since: now.toISOString() };
    return { finding, fingerprint, state: 'unchanged', since: before.since };
  });
}

/** Says in sentences what the comparison has brought; `at` is how they name the time of the earlier report. */
export function comparisonInWords(
  rows: readonly ReportRow[],
  now: Date,
  comparison: Comparison,
  at: string = comparison.baseline.at,
): readonly string[] {
  const all = rows.flatMap((row) => comparedFindings(row, now, comparison));
  const added = all.filter(({ state }) => state === 'new').length;
  const { fixed, unseen } = comparison;
  const name = ({ clusterId, text }: EarlierFinding): string => `${withNames(clusterId)}: ${text}`;
  return [
    `Compared with the report of ${at}: ${added} new, ${all.length - added} unchanged, ${fixed.length} fixed.`,
    ...fixed.map((one) => `Fixed: ${name(one)}`),
    ...unseen.map(
      (one) => `Not known whether it is fixed, as its cluster was not found or not wholly read: ${name(one)}`,
    ),
  ];
}
