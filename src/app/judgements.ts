/** What reports have last found of each cluster, so that other views need not read it again to know it. */
import { idKey } from '../domain/arm/resourceId.ts';
import type { Unknown } from '../domain/arm/unknown.ts';
import type { Checked } from '../domain/findings/finding.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import { otherUnknownsOf } from '../domain/report/unknowns.ts';

/** What a report has found of a cluster, and when. */
export interface Judgement extends Checked {
  readonly at: Date;
  /** What else is unknown about it. */
  readonly otherUnknowns: readonly Unknown[];
}

/** The judgements by `idKey` of the cluster. */
export type Judgements = ReadonlyMap<string, Judgement>;

/** Returns the judgement of a row, as it is known at a time. */
export function judgementOf(row: ReportRow, at: Date): readonly [string, Judgement] {
  const { findings, unknown = [] } = row;
  return [idKey(row.cluster.id), { findings, unknown, otherUnknowns: otherUnknownsOf(row), at }];
}
