/** What a run has fixed of what its list of changes promised: the clusters are judged again once it is over. */
import type { IdentityService } from '../../app/identityService.ts';
import { idKey, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { judgeFixes, type JudgedCluster } from '../../domain/report/judgedFixes.ts';
import type { EarlierFinding } from '../../domain/report/promisedFixes.ts';
import { gradeOfTally, tallyOf, tallyWords, type FixVerdict } from '../../domain/report/verdict.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { mostSevereFirst, type ClusterFinding, type Finding } from '../../domain/findings/finding.ts';
import type { ChangeList } from '../../manifest.ts';
import { errorWords } from '../../errors.ts';
import { joinWords, distinctWords } from '../../sentences/words.ts';
import type { JudgedView } from '../protocol/flow.ts';
import { listedFindings } from './afterRun.ts';
import { lostFindings } from './lostFindings.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { Judged, Run } from './runModel.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Judges the clusters of a list of changes after its run; `undefined` where the list promises nothing. */
export async function judgedAfter(
  service: Pick<IdentityService, 'survey'>,
  { changes, fixes }: ChangeList,
  run: Pick<Run, 'changes'>,
  signal: AbortSignal,
): Promise<Judged | undefined> {
  if (fixes === undefined) return undefined;
  const clusterKeys = new Set(fixes.clusters.map(({ id }) => idKey(id)));
  const subscriptionIds = [...new Set(fixes.clusters.flatMap(({ id }) => subscriptionOf(id) ?? []))];
  const planned = new Set(run.changes.map((change) => JSON.stringify(change)));
  const madeIndexes = changes.flatMap((change, index) => (planned.has(JSON.stringify(change)) ? [index] : []));
  try {
    const isWanted = ({ id }: { readonly id: string }): boolean => clusterKeys.has(idKey(id));
    const survey = await service.survey({ subscriptionIds, wanted: isWanted, asksEach: true, signal });
    return judgeFixes(fixes, new Set(madeIndexes), survey);
  } catch (error) {
    return { why: shownText(errorWords(error)) };
  }
}

/** Returns the findings that the result of a run names, in which their fixes are looked up; several clusters' with theirs. */
export function findingsNamedIn({ madeCheck, lost, judged = [] }: Partial<Run> = {}): readonly PlacedFinding[] {
  const clusters = 'why' in judged ? [] : judged;
  return [
    ...listedFindings(madeCheck).map((finding) => ({ finding })),
    ...lostFindings(lost).map((finding) => ({ clusterId: finding.lostAt, finding })),
    ...clusters.flatMap(({ id, worse, remaining, leftOut, others }) =>
      [...worse, ...remaining, ...leftOut, ...others].map((finding) => ({ clusterId: id, finding })),
    ),
  ];
}

/** A finding, and its cluster where the panel is not that cluster's. */
export type PlacedFinding = Pick<ClusterFinding, 'finding'> & Partial<ClusterFinding>;

/** Says what became of the clusters, those first that need someone. */
export function judgedView(judged: Judged): JudgedView {
  if ('why' in judged)
    return { title: t`It isn't known what the changes fixed`, tone: 'unknown', clusters: [], more: judged.why };
  const tally = tallyOf(judged);
  const views = new Map(judged.map((cluster) => [cluster.id, clusterView(cluster)]));
  return {
    title: shownText(tallyWords(tally)),
    tone: gradeOfTally(tally),
    clusters: tally.clusters.flatMap(({ id }) => views.get(id) ?? []),
  };
}

/** Returns why a judgement knows less than the last one, if it does. */
export function whyLessKnown(judged: Judged, last: FixVerdict | undefined): string | undefined {
  if ('why' in judged) return judged.why;
  if (last === undefined || tallyOf(judged).unknown <= last.unknown) return undefined;
  return shownText(joinWords(distinctWords(judged.flatMap(({ why }) => why ?? []))));
}

/** Says what a run had fixed when its clusters were last judged, and why that is not known now. */
export function verdictView({ at, ...tally }: FixVerdict, reason?: string): JudgedView {
  const grade = gradeOfTally(tally);
  const asOf = t`As of ${dateAndTime(new Date(at))}.`;
  return {
    title: shownText(tallyWords(tally)),
    tone: grade,
    clusters: tally.clusters.map(({ id, name, worst, fixed }) => ({
      id,
      name,
      tone: grade === 'ok' ? 'ok' : worst,
      text: t`${fixed} fixed`,
      items: [],
    })),
    more: reason === undefined ? asOf : t`${asOf} The clusters can't be checked again now. ${reason}`,
  };
}

type ClusterView = JudgedView['clusters'][number];

function clusterView(cluster: JudgedCluster): ClusterView {
  const { id, name, unknown, why = '', ...found } = cluster;
  const tally = tallyOf([cluster]);
  const items = [
    ...found.worse.map((finding) => findingItem(t`New`, finding)),
    ...found.remaining.map((finding) => findingItem(t`Still there`, finding)),
    ...found.leftOut.map((finding) => findingItem(t`Left out`, finding)),
    ...found.others.map((finding) => findingItem(t`From before`, finding)),
    ...unknown.map(({ text }: EarlierFinding) => ({
      tone: 'unknown' as const,
      text: t`Couldn't be checked: ${text} ${shownText(why)}`,
    })),
  ];
  // What was left out by hand is no failure of the plan, but the cluster still has it.
  const [left] = mostSevereFirst(found.leftOut);
  const grade = gradeOfTally(tally);
  return { id, name, tone: grade === 'ok' && left ? left.severity : grade, text: shownText(tallyWords(tally)), items };
}

function findingItem(state: string, { severity, text, code, fix }: Finding): ClusterView['items'][number] {
  return { tone: severity, text: `${state}: ${shownText(text)}`, ...fixKeyOf(code, fix) };
}
