/** What became of the findings that a list of changes was to fix: the clusters are judged again, and compared. */
import { idKey, sameId } from '../arm/resourceId.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { ClusterFindings, JoinedFixes } from '../findings/joinedFixes.ts';
import { mostSevereFirst, topicOf, type Finding } from '../findings/finding.ts';
import { severities, isGrave } from '../findings/rule/weight.ts';
import { textOf } from '../../sentences/textOf.ts';
import { say, type Words } from '../../sentences/words.ts';
import { inOneGo } from '../../shape/steps.ts';
import { defined } from '../../shape/defined.ts';
import type { ReportRow } from './columns.ts';
import { comparing } from './comparison.ts';
import { fingerprintOf, fingerprintsOf } from './fingerprint.ts';
import { notReadIn } from './notRead.ts';
import { mostNamedLeftOut, type EarlierFinding, type LeftOutFixes, type PromisedFixes } from './promisedFixes.ts';

/**
 * Returns what joined fixes promise, cluster by cluster in the order of the changes; `clusterFindings` has every finding of their
 * clusters, `at` is the time when they were found.
 */
export function promisesOf(
  { fixed }: Pick<JoinedFixes, 'fixed'>,
  clusterFindings: readonly ClusterFindings[],
  at: Date,
): PromisedFixes {
  const changeOf = new Map(fixed.map(({ finding, change }) => [finding, change]));
  const clusters = new Map(clusterFindings.map((each) => [idKey(each.cluster.id), each]));
  const order = new Set(fixed.map(({ cluster }) => idKey(cluster.id)));
  const concerned = [...order].flatMap((key) => clusters.get(key) ?? []);
  const promised = concerned.flatMap(({ cluster, findings }) => {
    const prints = fingerprintsOf({ cluster, findings });
    return findings.map((finding, index) => ({ clusterId: cluster.id, finding, fingerprint: prints[index] ?? '' }));
  });
  return {
    clusters: concerned.map(({ cluster: { id, name } }) => ({ id, name })),
    before: promised
      .filter(({ finding }) => finding.severity !== 'unknown')
      .map(({ clusterId, fingerprint, finding: { code, severity, text, accepted } }) => ({
        fingerprint,
        clusterId,
        code,
        severity,
        text: textOf(text),
        since: at.toISOString(),
        ...(accepted === undefined ? {} : { isAccepted: true }),
      })),
    promised: promised.flatMap(({ finding, fingerprint }) => {
      const change = changeOf.get(finding);
      if (change === undefined) return [];
      return { fingerprint, title: titleWithSubject(finding), change, ...defined({ why: finding.neededBecause }) };
    }),
  };
}

/** Returns what joined fixes leave out; `undefined` if they leave out nothing. */
export function leftOutOf(joined: Pick<JoinedFixes, 'leftOut' | 'beyond' | 'withoutFix'>): LeftOutFixes | undefined {
  const { beyond, withoutFix } = joined;
  if (joined.leftOut.length + beyond + withoutFix === 0) return undefined;
  const reasons = new Map(joined.leftOut.map((one) => [one.finding, one]));
  const worst = mostSevereFirst([...reasons.keys()]).flatMap((finding) => reasons.get(finding) ?? []);
  return {
    findings: worst.slice(0, mostNamedLeftOut).map(({ cluster, finding, reason }) => ({
      clusterId: cluster.id,
      cluster: cluster.name,
      fingerprint: fingerprintOf(cluster.id, finding),
      title: titleWithSubject(finding),
      reason,
    })),
    more: Math.max(0, worst.length - mostNamedLeftOut),
    beyond,
    withoutFix,
  };
}

/** The title with what tells the finding from others of its kind. */
function titleWithSubject(finding: Finding): Words {
  const { title } = topicOf(finding);
  const { grant, former, brief } = finding;
  const subject = grant && former ? say`${grant.role} of ${former.name ?? say`a principal`} on ${grant.where}` : brief;
  return subject === undefined ? title : say`${title} (${subject})`;
}

/** What became of one cluster. */
export interface JudgedCluster {
  readonly id: string;
  readonly name: string;
  /** What was to be fixed and is gone. */
  readonly fixed: readonly EarlierFinding[];
  /** What was to be fixed and has been accepted since. */
  readonly accepted: readonly EarlierFinding[];
  /** What is still there because its change was not part of the plan. */
  readonly leftOut: readonly Finding[];
  /** What is still there although its change was part of the plan. */
  readonly remaining: readonly Finding[];
  /** Warnings and errors that were not there before, or were less severe. */
  readonly worse: readonly Finding[];
  /** Other errors and warnings that were there before and still are. */
  readonly others: readonly Finding[];
  /** What can't be told: the cluster, or something of it, could not be read. */
  readonly unknown: readonly EarlierFinding[];
  /** Why it can't be told; left out if there is nothing like that. */
  readonly why?: Words;
}

/** What a survey has found of clusters, and what it could not read of all together. */
interface Surveyed {
  readonly rows: readonly ReportRow[];
  readonly unknown: readonly Unknown[];
}

/**
 * Returns what became of each cluster; `changes` are the indexes of the changes in the plan. Each finding that was to be fixed is in
 * exactly one of `fixed`, `accepted`, `leftOut`, `remaining` and `unknown`.
 */
export function judgeFixes(
  { clusters, before, promised }: PromisedFixes,
  changes: ReadonlySet<number>,
  { rows, unknown }: Surveyed,
): readonly JudgedCluster[] {
  const earlier = new Map(before.map((finding) => [finding.fingerprint, finding]));
  const fixedFingerprints = new Set(inOneGo(comparing(rows, { at: '', findings: earlier })).fixed);
  const changeOf = new Map(promised.map(({ fingerprint, change }) => [fingerprint, change]));
  const fateOf = ({ was, is }: JudgedFix): 'fixed' | 'accepted' | 'unknown' | 'remaining' | 'leftOut' => {
    if (is === undefined) return fixedFingerprints.has(was) ? 'fixed' : 'unknown';
    if (is.accepted) return 'accepted';
    if (is.severity === 'unknown') return 'unknown';
    return changes.has(changeOf.get(was.fingerprint) ?? -1) ? 'remaining' : 'leftOut';
  };
  return clusters.map(({ id, name }) => {
    const row = rows.find(({ cluster }) => sameId(cluster.id, id));
    const findingsNow = findingsByPrint(row);
    const judged = before
      .filter(({ clusterId, fingerprint }) => sameId(clusterId, id) && changeOf.has(fingerprint))
      .map((was): JudgedFix => ({ was, is: findingsNow.get(was.fingerprint) }));
    const fates = Map.groupBy(judged, fateOf);
    const were = (fate: ReturnType<typeof fateOf>): readonly EarlierFinding[] =>
      (fates.get(fate) ?? []).map(({ was }) => was);
    const are = (fate: ReturnType<typeof fateOf>): readonly Finding[] =>
      (fates.get(fate) ?? []).flatMap(({ is }) => is ?? []);
    const grave = [...findingsNow].filter(([, finding]) => isGrave(finding) && !finding.accepted);
    const isNews = ([fingerprint, finding]: (typeof grave)[number]): boolean =>
      isWorse(finding, earlier.get(fingerprint));
    return {
      id,
      name,
      fixed: were('fixed'),
      accepted: were('accepted'),
      leftOut: are('leftOut'),
      remaining: are('remaining'),
      worse: grave.filter(isNews).map(([, finding]) => finding),
      others: grave.filter((entry) => !changeOf.has(entry[0]) && !isNews(entry)).map(([, finding]) => finding),
      unknown: were('unknown'),
      ...(fates.has('unknown') ? { why: whyUnjudged(row, unknown) } : {}),
    };
  });
}

/** A finding as it was, and as it is now, if it still is. */
interface JudgedFix {
  readonly was: EarlierFinding;
  readonly is: Finding | undefined;
}

function whyUnjudged(row: ReportRow | undefined, together: readonly Unknown[]): Words {
  const [first] = notReadIn(row === undefined ? [] : [row], together);
  return first?.text ?? (row === undefined ? say`The cluster was not found.` : say`Not everything could be read.`);
}

function findingsByPrint(row: ReportRow | undefined): ReadonlyMap<string, Finding> {
  if (row === undefined) return new Map();
  const prints = fingerprintsOf(row);
  return new Map(row.findings.map((finding, index) => [prints[index] ?? '', finding]));
}

function isWorse({ severity }: Finding, before: EarlierFinding | undefined): boolean {
  return before === undefined || severities.indexOf(severity) < severities.indexOf(before.severity);
}
