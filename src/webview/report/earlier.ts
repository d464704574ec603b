/** The clusters of a report, compared with an earlier report. */
import { doInTurns } from '../../async/yielding.ts';
import type { IdentityService } from '../../app/identityService.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import {
  clustersLeft,
  comparedFindings,
  comparisonInWords,
  comparing,
  type Baseline,
  type ComparedFinding,
  type Comparison,
} from '../../domain/report/comparison.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { isJudged, type FleetRow } from './rows.ts';
import type { Stepwise } from '../../shape/steps.ts';
import { t } from '../../sentences/language.ts';

/** Returns a row with its findings compared to the earlier report, or the row unchanged if there is none. */
export function comparedToEarlier(
  { compared: _, ...row }: FleetRow,
  now: Date,
  baseline: Baseline | undefined,
): FleetRow {
  if (!baseline) return row;
  const findings = comparedFindings(row, now, { baseline });
  return { ...row, compared: new Map(findings.map((finding) => [finding.finding, finding])) };
}

/** Says since when reports have had a finding; empty if there is no earlier one. */
export function sinceWords(row: FleetRow, finding: Finding): { readonly since?: string } {
  const { state, since = '' }: Partial<ComparedFinding> = row.compared?.get(finding) ?? {};
  if (state === undefined) return {};
  return { since: state === 'new' ? t`New.` : t`Found since ${dateAndTime(new Date(since))}.` };
}

/**
 * Compares all clusters of the report with the earlier one, if there is one; `gone` are clusters of that one that
 * certainly no longer exist.
 */
export function* wholeComparison(
  rows: readonly FleetRow[],
  baseline: Baseline | undefined,
  gone?: readonly string[],
): Stepwise<Comparison | undefined> {
  return baseline && (yield* comparing(rows.filter(isJudged), baseline, gone));
}

/** Says what has changed since the earlier report; empty if there is none. */
export function* changesInWords(
  rows: readonly FleetRow[],
  baseline: Baseline | undefined,
  gone?: readonly string[],
): Stepwise<{ readonly changes?: readonly string[] }> {
  const comparison = yield* wholeComparison(rows, baseline, gone);
  if (!comparison) return {};
  const at = new Date(comparison.baseline.at);
  return { changes: yield* comparisonInWords(rows, at, comparison, dateAndTime(at)) };
}

/** Finds out which clusters that only the earlier report has no longer exist; none if the clusters were not listed. */
export async function goneSinceEarlier(
  {
    rows,
    baseline,
    listed,
  }: {
    readonly rows: readonly FleetRow[];
    readonly baseline?: Baseline | undefined;
    readonly listed?: readonly string[] | undefined;
  },
  service: Pick<IdentityService, 'goneClusters'> | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  if (!baseline || !listed || !service) return undefined;
  return service.goneClusters(await doInTurns(clustersLeft(rows, baseline), signal), listed, signal);
}
