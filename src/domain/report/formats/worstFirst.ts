/** The order in which people look at clusters, wherever they are listed with the worst first. */
import { mostSevereFirst, type Finding } from '../../findings/finding.ts';
import { countOpen, openOf, severities, type Severity } from '../../findings/rule/weight.ts';
import { compareNames } from '../../../shape/compareNames.ts';
import { compareText } from '../../../shape/compareText.ts';
import { eachInSteps, sortedInSteps, type Stepwise } from '../../../shape/steps.ts';
import type { ReportRow } from '../columns.ts';
import { countNotChecked } from '../unknowns.ts';
import { consequenceOf, consequences } from './consequence.ts';

/** How bad a cluster is. */
export interface ClusterRank {
  readonly counts: Readonly<Record<Severity, number>>;
  /** The less, the worse: the severity of the worst that it has, what that leads to, and how much it has of each severity. */
  readonly rank: readonly number[];
}

/** Judges how bad a cluster is; what is accepted does not count. */
export function rankOf(row: ReportRow): ClusterRank {
  const { findings } = row;
  const counts = {
    error: countOpen(findings, 'error'),
    warning: countOpen(findings, 'warning'),
    unknown: countNotChecked(row),
    info: countOpen(findings, 'info'),
  };
  const [worst] = severities.filter((severity) => counts[severity] > 0);
  const ofWorst = openOf(findings).filter(({ severity }) => severity === worst);
  const leadsTo = Math.min(consequences.length, ...ofWorst.map(consequenceOf));
  const place = worst === undefined ? severities.length : severities.indexOf(worst);
  return { counts, rank: [place, leadsTo, ...severities.map((severity) => -counts[severity])] };
}

/** Compares how bad clusters are. */
export function worstFirst({ rank: a }: ClusterRank, { rank: b }: ClusterRank): number {
  for (const [at, number] of a.entries()) {
    const difference = number - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Compares by name; clusters with the same name always come in the same order. */
export function byClusterName({ cluster: a }: ReportRow, { cluster: b }: ReportRow): number {
  return compareNames(a.name, b.name) || compareText(a.id, b.id);
}

/** Returns the worst finding of those that count; `undefined` if none does. */
export function worstFindingOf(findings: readonly Finding[]): Finding | undefined {
  const byConsequence = openOf(findings).toSorted((a, b) => consequenceOf(a) - consequenceOf(b));
  return mostSevereFirst(byConsequence)[0];
}

/** Returns the clusters with the worst first. */
export function* worstRowsFirst(rows: readonly ReportRow[]): Stepwise<readonly ReportRow[]> {
  const ranked = yield* eachInSteps(rows, (row) => ({ row, ...rankOf(row) }));
  const sorted = yield* sortedInSteps(ranked, (a, b) => worstFirst(a, b) || byClusterName(a.row, b.row));
  return sorted.map(({ row }) => row);
}
