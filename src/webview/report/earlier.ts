/** The clusters of a report beside an earlier report. */
import type { Finding } from '../../domain/findings/finding.ts';
import { comparedFindings, comparisonInWords, comparisonOf } from '../../domain/report/comparison.ts';
import type { Baseline, ComparedFinding, Comparison } from '../../domain/report/comparison.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { isJudged } from './rows.ts';
import type { FleetRow } from './rows.ts';

/** Returns a row with what its findings are beside the earlier report, or without that where there is none. */
export function besideEarlier({ compared: _, ...row }: FleetRow, now: Date, baseline: Baseline | undefined): FleetRow {
  if (!baseline) return row;
  const findings = comparedFindings(row, now, comparisonOf([], baseline));
  return { ...row, compared: new Map(findings.map((one) => [one.finding, one])) };
}

/** Says of a finding since when reports have had it; nothing where there is no earlier one. */
export function sinceWords(row: FleetRow, finding: Finding): { readonly since?: string } {
  const { state, since = '' }: Partial<ComparedFinding> = row.compared?.get(finding) ?? {};
  if (state === undefined) return {};
  return { since: state === 'new' ? 'New.' : `Found since ${dateAndTime(new Date(since))}.` };
}

/** Returns all clusters of the report that are judged beside the earlier one, where there is one. */
export function wholeComparison(rows: readonly FleetRow[], baseline: Baseline | undefined): Comparison | undefined {
  return baseline && comparisonOf(rows.filter(isJudged), baseline);
}

/** Says in sentences what has changed since the earlier report; nothing where there is none. */
export function changesInWords(
  rows: readonly FleetRow[],
  baseline: Baseline | undefined,
): { readonly changes?: readonly string[] } {
  const comparison = wholeComparison(rows, baseline);
  if (!comparison) return {};
  const at = new Date(comparison.baseline.at);
  return { changes: comparisonInWords(rows, at, comparison, dateAndTime(at)) };
}
