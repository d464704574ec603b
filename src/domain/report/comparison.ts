/** What has changed since an earlier report. */
import { idKey } from '../arm/resourceId.ts';
import { withNames } from '../arm/scopeWords.ts';
import { catalogue, type FindingKind } from '../findings/catalogue.ts';
import type { Rule } from '../findings/rule/rule.ts';
import type { Finding } from '../findings/finding.ts';
import { codesOfMissing } from '../findings/rules/missingRoles.ts';
import type { ReportRow } from './columns.ts';
import { fingerprintsOf, leftoverFingerprintsOf, possibleFingerprintsOf } from './fingerprint.ts';
import { isMaskedId, maskGuids } from './mask.ts';
import type { EarlierFinding } from './promisedFixes.ts';
import { isPartlyUnknown } from './unknowns.ts';
import { eachInSteps, type Stepwise } from '../../shape/steps.ts';
import { textOf, toText } from '../../sentences/textOf.ts';
import type { Phrase } from '../../sentences/words.ts';

/** An earlier report, as far as it is compared. */
export interface Baseline {
  readonly at: string;
  /** The findings of that report, by fingerprint; ids may be masked. */
  readonly findings: ReadonlyMap<string, EarlierFinding>;
}

/** A finding of this report, and whether the earlier one had it. */
export interface ComparedFinding {
  readonly finding: Finding;
  readonly fingerprint: string;
  /**
   * Left out if there is no earlier report, and for findings that only say that something could not be checked, because
   * they are no change of the cluster.
   */
  readonly state?: 'new' | 'unchanged';
  readonly since?: string;
}

/** What is new, unchanged and fixed since an earlier report. */
export interface Comparison {
  readonly baseline: Baseline;
  /** What was found then and is gone now, in clusters that were read completely and in those that no longer exist. */
  readonly fixed: readonly EarlierFinding[];
  /** What was found then and can't be judged now, because its cluster, or something in it, was not read. */
  readonly unseen: readonly EarlierFinding[];
  /** Those of `unseen` whose role is still held, although nothing shows any more that it may be left over. */
  readonly held: readonly EarlierFinding[];
}

/** Compares clusters with an earlier report; `gone` are the clusters of that report that certainly no longer exist. */
export function* comparing(
  rows: readonly ReportRow[],
  baseline: Baseline,
  gone: readonly string[] = [],
): Stepwise<Comparison> {
  const earlier = [...baseline.findings.values()];
  const keysOf = keysAmong(baseline);
  const withLeftovers = new Set(
    earlier.flatMap(({ code, clusterId }) => (aboutLeftovers.has(code) ? idKey(clusterId) : [])),
  );
  const [present, possible, leftovers] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const known = new Set(gone.flatMap(keysOf));
  const unknown = new Map<string, Set<string>>();
  yield* eachInSteps(rows, (row) => {
    const keys = keysOf(row.cluster.id);
    for (const print of fingerprintsOf(row)) present.add(print);
    for (const print of possibleFingerprintsOf(row)) possible.add(print);
    if (keys.some((key) => withLeftovers.has(key)))
      for (const print of leftoverFingerprintsOf(row)) leftovers.add(print);
    const codes = unknownCodes(row);
    for (const key of keys) {
      if (!isPartlyUnknown(row)) known.add(key);
      for (const code of codes) unknown.set(code, (unknown.get(code) ?? new Set()).add(key));
    }
  });
  const found = { fixed: [] as EarlierFinding[], unseen: [] as EarlierFinding[], held: [] as EarlierFinding[] };
  yield* eachInSteps(earlier, (finding) => {
    const { fingerprint, code, clusterId } = finding;
    if (present.has(fingerprint) || aboutReading.has(code)) return;
    const key = idKey(clusterId);
    const [kind = ''] = code.split(':', 1);
    // What showed that a role is left over may be gone while somebody still holds it.
    const isHeld = aboutLeftovers.has(code) && leftovers.has(fingerprint);
    if (isHeld) found.held.push(finding);
    const mayBeThere =
      isHeld || possible.has(fingerprint) || [code, kind].some((any) => unknown.get(any)?.has(key) === true);
    found[known.has(key) && !mayBeThere ? 'fixed' : 'unseen'].push(finding);
  });
  return { baseline, ...found };
}

/** Returns the clusters with findings in an earlier report that this report does not have. */
export function* clustersLeft(
  rows: readonly Pick<ReportRow, 'cluster'>[],
  baseline: Baseline,
): Stepwise<readonly string[]> {
  const keysOf = keysAmong(baseline);
  const present = new Set((yield* eachInSteps(rows, ({ cluster }) => keysOf(cluster.id))).flat());
  const clusterIds = new Set([...baseline.findings.values()].map(({ clusterId }) => clusterId));
  return [...clusterIds].filter((id) => !present.has(idKey(id)));
}

/** The codes, or whole kinds, of findings that are unknown for a cluster. A need at an unknown place counts for every place. */
function unknownCodes({ unknownFindings, unjudged = [], asked = [], stillHeld }: ReportRow): readonly string[] {
  return [
    ...onlyIfAsked.filter((kind) => !asked.includes(kind)),
    ...(unknownFindings?.keys() ?? []),
    ...(stillHeld === undefined ? aboutLeftovers : []),
    ...unjudged.flatMap(({ id, scope }) => (scope.startsWith('/') ? [] : codesOfMissing(id))),
  ];
}

/** Returns a function for the keys under which the earlier report may have an id; some of its own may be masked. */
function keysAmong({ findings }: Baseline): (id: string) => readonly string[] {
  const isMasked = [...findings.values()].some(({ clusterId }) => isMaskedId(clusterId));
  return (id) => (isMasked ? [...new Set([idKey(id), idKey(maskGuids(id))])] : [idKey(id)]);
}

/** The codes of findings that only say that something could not be read. */
const aboutReading: ReadonlySet<string> = new Set(
  Object.entries(catalogue).flatMap(([code, { severity }]) => (severity === 'unknown' ? code : [])),
);

/** The codes of findings about roles that may be left over. */
const aboutLeftovers: ReadonlySet<string> = new Set<FindingKind>(['leftoverGrant', 'oldIdentityInUse']);

/** The kinds of findings that are looked for only where a person wants that. */
const onlyIfAsked = (Object.entries(catalogue) as [FindingKind, Rule][]).flatMap(([kind, rule]) =>
  rule.isOnlyIfAsked ? [kind] : [],
);

/** Returns the findings of a cluster in order, each with how it compares with the earlier report. */
export function comparedFindings(
  row: Pick<ReportRow, 'cluster' | 'findings'>,
  now: Date,
  comparison?: Pick<Comparison, 'baseline'>,
): readonly ComparedFinding[] {
  const prints = fingerprintsOf(row);
  return row.findings.map((finding, index) => {
    const fingerprint = prints[index] ?? '';
    if (!comparison || finding.severity === 'unknown') return { finding, fingerprint };
    const before = comparison.baseline.findings.get(fingerprint);
    if (!before) return { finding, fingerprint, state: 'new', since: now.toISOString() };
    return { finding, fingerprint, state: 'unchanged', since: before.since };
  });
}

/**
 * Returns the accepted findings of clusters in the form in which a report keeps them if it leaves them out, so that the
 * next report knows since when they exist.
 */
export function acceptedFindings(
  rows: readonly Pick<ReportRow, 'cluster' | 'findings'>[],
  now: Date,
  comparison?: Pick<Comparison, 'baseline'>,
): readonly EarlierFinding[] {
  return rows.flatMap((row) =>
    comparedFindings(row, now, comparison).flatMap(({ finding, fingerprint, since = now.toISOString() }) => {
      const { accepted, code, severity, text } = finding;
      if (accepted === undefined) return [];
      return { fingerprint, clusterId: row.cluster.id, code, severity, text: textOf(text), since, isAccepted: true };
    }),
  );
}

/** Describes the comparison in sentences; `at` is what they call the time of the earlier report. */
export function* comparisonInWords(
  rows: readonly ReportRow[],
  now: Date,
  comparison: Comparison,
  at: Phrase = comparison.baseline.at,
): Stepwise<readonly string[]> {
  const counts = { new: 0, unchanged: 0 };
  yield* eachInSteps(rows, (row) => {
    for (const { state } of comparedFindings(row, now, comparison)) if (state !== undefined) counts[state]++;
  });
  const { fixed, unseen } = comparison;
  const held = new Set(comparison.held);
  const name = ({ clusterId, text }: EarlierFinding): string => `${withNames(clusterId, textOf)}: ${text}`;
  return [
    toText`Compared with the report of ${at}: ${counts.new} new, ${counts.unchanged} unchanged, ${fixed.length} fixed.`,
    ...(yield* eachInSteps(fixed, (finding) => toText`Fixed: ${name(finding)}`)),
    ...(yield* eachInSteps(unseen, (finding) =>
      held.has(finding)
        ? toText`Not known whether it is fixed, as the role is still held but nothing shows any more that it may be left over: ${name(finding)}`
        : toText`Not known whether it is fixed, as its cluster was not found or not fully read: ${name(finding)}`,
    )),
  ];
}
