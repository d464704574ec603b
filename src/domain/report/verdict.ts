/** What a list of changes has fixed, in numbers: what is kept of a judgement after its panel has closed. */
import { count, list, oneOf, open, optional, text, time, type Of } from '../../shape/shape.ts';
import { joinWords, say, type Words } from '../../sentences/words.ts';
import { countWithNoun } from '../words/counts.ts';
import type { JudgedCluster } from './judgedFixes.ts';

const worst = oneOf('error', 'warning', 'unknown', 'info', 'ok');
/** How bad the worst is that is left. */
export type WorstGrade = Of<typeof worst>;

/** Older ones have not counted what was accepted. */
const counts = { fixed: count, leftOut: count, remaining: count, worse: count, others: count, unknown: count };

/** The check of a verdict in the journal. */
export const verdictShape = open({
  ...counts,
  accepted: optional(count),
  /** When the clusters were judged. */
  at: time,
  worst,
  /** The clusters, those first that need someone; `fixed` counts findings. */
  clusters: list(open({ id: text, name: text, worst, fixed: count })),
});
/** How many findings of a list of changes are fixed, and how many are not, as of a time. */
export type FixVerdict = Of<typeof verdictShape>;
/** A judgement in numbers. */
export type Tally = Omit<FixVerdict, 'at'>;

const fromWorst: readonly WorstGrade[] = ['error', 'warning', 'unknown', 'info', 'ok'];

/** Returns how bad the worst is that is left of a cluster. */
function worstGradeOf({ worse, remaining, leftOut, others, unknown }: JudgedCluster): WorstGrade {
  const grades: readonly WorstGrade[] = [
    ...[...worse, ...remaining, ...leftOut, ...others].map(({ severity }) => severity),
    ...unknown.map(() => 'unknown' as const),
  ];
  return fromWorst.find((grade) => grades.includes(grade)) ?? 'ok';
}

/** Returns a judgement in numbers. */
export function tallyOf(judged: readonly JudgedCluster[]): Tally {
  const counted = Object.keys(counts).map((key) => {
    const countName = key as keyof typeof counts;
    return [countName, judged.reduce((sum, cluster) => sum + cluster[countName].length, 0)] as const;
  });
  const clusters = judged.map((cluster) => ({
    id: cluster.id,
    name: cluster.name,
    worst: worstGradeOf(cluster),
    fixed: cluster.fixed.length,
  }));
  const ordered = fromWorst.flatMap((grade) => clusters.filter((cluster) => cluster.worst === grade));
  return {
    ...(Object.fromEntries(counted) as Record<keyof typeof counts, number>),
    accepted: judged.reduce((sum, { accepted }) => sum + accepted.length, 0),
    worst: ordered[0]?.worst ?? 'ok',
    clusters: ordered,
  };
}

/** Returns the sign of a judgement: whether the plan has done what it was to do, whatever else was found. */
export function gradeOfTally({
  worse,
  remaining,
  unknown,
}: Pick<Tally, 'worse' | 'remaining' | 'unknown'>): WorstGrade {
  if (worse > 0) return 'error';
  if (remaining > 0) return 'warning';
  return unknown > 0 ? 'unknown' : 'ok';
}

/** Says a judgement: `5 fixed, 1 left out, 1 still needs you` is all that was to be fixed; what is new comes after it. */
export function tallyWords({
  fixed,
  leftOut,
  remaining,
  accepted = 0,
  worse,
  unknown,
}: Omit<Tally, 'clusters' | 'worst'>): Words {
  const sum = joinWords(
    [
      say`${fixed} fixed`,
      ...(leftOut > 0 ? [say`${leftOut} left out`] : []),
      ...(remaining > 0 ? [remaining === 1 ? say`1 still needs you` : say`${remaining} still need you`] : []),
      ...(accepted > 0 ? [say`${accepted} accepted`] : []),
      ...(unknown > 0 ? [say`${unknown} couldn't be checked`] : []),
    ],
    ', ',
  );
  return worse > 0 ? say`${sum}; ${countWithNoun(worse, 'new finding')}` : sum;
}
