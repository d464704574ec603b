/** What checks have last found of each cluster, so that other views need not read it again to know it. */
import { idKey } from '../domain/arm/resourceId.ts';
import type { Unknown } from '../domain/arm/unknown.ts';
import { isAround } from '../domain/around/catalogue.ts';
import type { Checked, Finding } from '../domain/findings/finding.ts';
import type { AccessCounts } from '../domain/whoCanAct/accessCounts.ts';
import { defined } from '../shape/defined.ts';
import { isLeftOutIn, otherUnknownsOf, type CheckedRow } from '../domain/report/unknowns.ts';

/** What a check has found of a cluster; `findings` are those about the cluster itself. */
export interface CheckFound extends Checked {
  /** What is wrong with the resources around it. */
  readonly around: readonly Finding[];
  /** What else is unknown about it. */
  readonly otherUnknowns: readonly Unknown[];
  /** How many can act on it. */
  readonly access?: AccessCounts;
  /** True if something was left out that takes a request for each of many clusters. */
  readonly isPartial: boolean;
}

/** What a report has found of a cluster, and when. */
export interface ClusterJudgement extends CheckFound {
  readonly at: Date;
}

/** The judgements by `idKey` of the cluster. */
export type Judgements = ReadonlyMap<string, ClusterJudgement>;

/** Returns what was found, apart for the cluster and for what is around it. */
export function foundIn(row: CheckedRow): CheckFound {
  const { findings, unjudged = [] } = row;
  const otherUnknowns = otherUnknownsOf(row);
  return {
    findings: findings.filter((finding) => !isAround(finding)),
    around: findings.filter(isAround),
    unjudged,
    otherUnknowns,
    ...defined({ access: row.access }),
    isPartial: isLeftOutIn(row),
  };
}

/** Returns the judgement of a row, as it is known at a time. */
export function judgementOf(row: CheckedRow & { readonly cluster: { readonly id: string } }, at: Date) {
  return [idKey(row.cluster.id), { ...foundIn(row), at }] as const satisfies readonly [string, ClusterJudgement];
}
