/** What a run has fixed of what its list of changes promised: the clusters are judged again once it is over. */
import type { IdentityService } from '../../app/identityService.ts';
import { idKey, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { judgeFixes, type JudgedCluster } from '../../domain/report/judgedFixes.ts';
import type { EarlierFinding } from '../../domain/report/promisedFixes.ts';
import type { ClusterFinding, Finding } from '../../domain/findings/finding.ts';
import type { ChangeList } from '../../manifest.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import { textOf } from '../../sentences/textOf.ts';
import type { JudgedView } from '../protocol/flow.ts';
import { listedFindings, lostFindings } from './afterRun.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { Judged, Run } from './runModel.ts';

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
    return { why: describeFailure(failureOf(error)) };
  }
}

/** Returns the findings that the result of a run names, in which their fixes are looked up; several clusters' with theirs. */
export function findingsNamedIn({ madeCheck, lost, judged = [] }: Partial<Run> = {}): readonly PlacedFinding[] {
  const clusters = 'why' in judged ? [] : judged;
  return [
    ...[...listedFindings(madeCheck), ...lostFindings(lost)].map((finding) => ({ finding })),
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
    return { title: "It isn't known what the changes fixed", tone: 'unknown', clusters: [], more: judged.why };
  const count = (listOf: (cluster: JudgedCluster) => readonly unknown[]): number =>
    judged.reduce((sum, cluster) => sum + listOf(cluster).length, 0);
  const fixed = count((cluster) => cluster.fixed);
  const leftOut = count((cluster) => cluster.leftOut);
  const unknown = count((cluster) => cluster.unknown);
  const remaining = count((cluster) => cluster.remaining);
  const worse = count((cluster) => cluster.worse);
  const otherCount = count((cluster) => cluster.others);
  const parts = [
    `${fixed} fixed`,
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
    ...(remaining > 0 ? [`${remaining} still ${remaining === 1 ? 'needs' : 'need'} you`] : []),
    ...(worse > 0 ? [`${worse} new`] : []),
    ...(otherCount > 0 ? [`${otherCount} not part of this plan`] : []),
    ...(unknown > 0 ? [`${unknown} couldn't be checked`] : []),
  ];
  const views = judged.map(clusterView);
  const tones = ['error', 'warning', 'unknown', 'info', 'ok'] as const;
  const ordered = tones.flatMap((tone) => views.filter((view) => view.tone === tone));
  return { title: parts.join(', '), tone: ordered[0]?.tone ?? 'ok', clusters: ordered };
}

type ClusterView = JudgedView['clusters'][number];

function clusterView(cluster: JudgedCluster): ClusterView {
  const { id, name, fixed, unknown, why = '', ...found } = cluster;
  const items = [
    ...found.worse.map((finding) => itemOf('New', finding)),
    ...found.remaining.map((finding) => itemOf('Still there', finding)),
    ...found.leftOut.map((finding) => itemOf('Left out', finding)),
    ...found.others.map((finding) => itemOf('Not part of this plan', finding)),
    ...unknown.map(({ text }: EarlierFinding) => ({
      tone: 'unknown' as const,
      text: `Couldn't be checked: ${text} ${textOf(why)}`,
    })),
  ];
  const tone = (['error', 'warning', 'unknown', 'info'] as const).find((candidate) =>
    items.some((item) => item.tone === candidate),
  );
  return { id, name, tone: tone ?? 'ok', text: `${fixed.length} fixed`, items };
}

function itemOf(state: string, { severity, text, code, fix }: Finding): ClusterView['items'][number] {
  return { tone: severity, text: `${state}: ${textOf(text)}`, ...fixKeyOf(code, fix) };
}
