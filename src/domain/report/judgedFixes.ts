/** What became of the findings that a list of changes was to fix: the clusters are judged again, and compared. */
import { idKey } from '../arm/resourceId.ts';
import type { ClusterFindings, JoinedFixes } from '../findings/joinedFixes.ts';
import type { Finding } from '../findings/finding.ts';
import { openOf, severities } from '../findings/rule/weight.ts';
import { textOf } from '../../sentences/textOf.ts';
import type { ReportRow } from './columns.ts';
import { comparisonOf } from './comparison.ts';
import { fingerprintsOf } from './fingerprint.ts';
import type { EarlierFinding, PromisedFixes } from './promisedFixes.ts';

/** Returns what joined fixes promise; `all` has every finding of their clusters, `at` is the time when they were found. */
export function promisesOf({ fixed }: JoinedFixes, all: readonly ClusterFindings[], at: Date): PromisedFixes {
  const wanted = new Map(fixed.map(({ finding, change }) => [finding, change]));
  const clusters = new Set(fixed.map(({ cluster }) => idKey(cluster.id)));
  const concerned = all.filter(({ cluster }) => clusters.has(idKey(cluster.id)));
  const found = concerned.flatMap(({ cluster, findings }) => {
    const prints = fingerprintsOf({ cluster, findings });
    return findings.map((finding, index) => ({ clusterId: cluster.id, finding, fingerprint: prints[index] ?? '' }));
  });
  return {
    clusters: concerned.map(({ cluster: { id, name } }) => ({ id, name })),
    before: found
      .filter(({ finding }) => finding.severity !== 'unknown')
      .map(({ clusterId, fingerprint, finding: { code, severity, text, accepted } }) => ({
        ...{ fingerprint, clusterId, code, severity, text: textOf(text), since: at.toISOString() },
        ...(accepted === undefined ? {} : { isAccepted: true }),
      })),
    promised: found.flatMap(({ finding, fingerprint }) => {
      const change = wanted.get(finding);
      return change === undefined ? [] : [{ fingerprint, change }];
    }),
  };
}

/** What became of one cluster. */
export interface JudgedCluster {
  readonly id: string;
  readonly name: string;
  /** What was to be fixed and is gone. */
  readonly fixed: readonly EarlierFinding[];
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
}

/**
 * Returns what became of each cluster; `made` are the indexes of the changes in the plan, `rows` the clusters as they are now.
 * What somebody has accepted since is left out.
 */
export function judgeFixes(
  { clusters, before, promised }: PromisedFixes,
  made: ReadonlySet<number>,
  rows: readonly ReportRow[],
): readonly JudgedCluster[] {
  const earlier = new Map(before.map((one) => [one.fingerprint, one]));
  const gone = new Set(comparisonOf(rows, { at: '', findings: earlier }).fixed);
  const changeOf = new Map(promised.map(({ fingerprint, change }) => [fingerprint, change]));
  return clusters.map(({ id, name }) => {
    const row = rows.find(({ cluster }) => idKey(cluster.id) === idKey(id));
    const now = presentIn(row);
    const wanted = before.filter(
      ({ clusterId, fingerprint }) => idKey(clusterId) === idKey(id) && changeOf.has(fingerprint),
    );
    const accepted = acceptedIn(row);
    const absent = wanted.filter(({ fingerprint }) => !now.has(fingerprint) && !accepted.has(fingerprint));
    const isMade = (fingerprint: string): boolean => made.has(changeOf.get(fingerprint) ?? -1);
    const isOpen = (fingerprint: string): boolean => now.get(fingerprint)?.severity === 'unknown';
    const there = wanted.flatMap(({ fingerprint }) => {
      const finding = now.get(fingerprint);
      return finding && !isOpen(fingerprint) ? [{ finding, isMade: isMade(fingerprint) }] : [];
    });
    return {
      ...{ id, name },
      fixed: absent.filter((one) => gone.has(one)),
      unknown: [...absent.filter((one) => !gone.has(one)), ...wanted.filter(({ fingerprint }) => isOpen(fingerprint))],
      leftOut: there.filter((one) => !one.isMade).map(({ finding }) => finding),
      remaining: there.filter((one) => one.isMade).map(({ finding }) => finding),
      others: [...now].flatMap(([fingerprint, finding]) =>
        isGrave(finding) && !changeOf.has(fingerprint) && !isWorse(finding, earlier.get(fingerprint)) ? [finding] : [],
      ),
      worse: [...now].flatMap(([fingerprint, finding]) =>
        isWorse(finding, earlier.get(fingerprint)) ? [finding] : [],
      ),
    };
  });
}

/** The findings of a cluster that nobody accepts, by their fingerprints. */
function presentIn(row: ReportRow | undefined): ReadonlyMap<string, Finding> {
  if (row === undefined) return new Map();
  const open = new Set(openOf(row.findings));
  const prints = fingerprintsOf(row);
  return new Map(row.findings.flatMap((one, index) => (open.has(one) ? [[prints[index] ?? '', one] as const] : [])));
}

/** The fingerprints of what somebody accepts. */
function acceptedIn(row: ReportRow | undefined): ReadonlySet<string> {
  const prints = row === undefined ? [] : fingerprintsOf(row);
  return new Set(prints.filter((_, index) => row?.findings[index]?.accepted !== undefined));
}

function isGrave({ severity }: Finding): boolean {
  return severity === 'error' || severity === 'warning';
}

function isWorse(finding: Finding, before: EarlierFinding | undefined): boolean {
  const { severity } = finding;
  if (!isGrave(finding)) return false;
  return before === undefined || severities.indexOf(severity) < severities.indexOf(before.severity);
}
