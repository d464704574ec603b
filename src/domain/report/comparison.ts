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
export function comparisonOf(rows: readonly ReportRow[], baseline: Baseline, gone: readonly string[] = []): Comparison {
  const present = new Set(rows.flatMap(fingerprintsOf));
  const possible = new Set(rows.flatMap(possibleFingerprintsOf));
  const fullyRead = rows.filter((row) => !isPartlyUnknown(row)).map(({ cluster }) => cluster.id);
  const isKnown = amongIds([...fullyRead, ...gone], baseline);
  const absent = [...baseline.findings.values()].filter(
    ({ fingerprint, code }) => !present.has(fingerprint) && !aboutReading.has(code),
  );
  const isUnknown = amongUnknown(rows, baseline);
  const held = heldAmong(absent, rows, baseline);
  const isFixed = (finding: EarlierFinding): boolean =>
    isKnown(finding.clusterId) && !possible.has(finding.fingerprint) && !isUnknown(finding) && !held.includes(finding);
  return { baseline, fixed: absent.filter(isFixed), unseen: absent.filter((finding) => !isFixed(finding)), held };
}

/** The findings about left-over roles that somebody still holds: what showed that they are left over may be gone. */
function heldAmong(
  absent: readonly EarlierFinding[],
  rows: readonly ReportRow[],
  baseline: Baseline,
): readonly EarlierFinding[] {
  const ofRoles = absent.filter(({ code }) => aboutLeftovers.has(code));
  if (ofRoles.length === 0) return [];
  return rows.flatMap((row) => {
    const isOwn = amongIds([row.cluster.id], baseline);
    const own = ofRoles.filter(({ clusterId }) => isOwn(clusterId));
    const prints = own.length === 0 ? new Set() : leftoverFingerprintsOf(row);
    return own.filter(({ fingerprint }) => prints.has(fingerprint));
  });
}

/** Returns the clusters with findings in an earlier report that this report does not have. */
export function clustersLeft(rows: readonly Pick<ReportRow, 'cluster'>[], baseline: Baseline): readonly string[] {
  const ids = rows.map(({ cluster }) => cluster.id);
  const isPresent = amongIds(ids, baseline);
  const clusterIds = new Set([...baseline.findings.values()].map(({ clusterId }) => clusterId));
  return [...clusterIds].filter((id) => !isPresent(id));
}

/** Returns a function that says whether the cluster of an earlier finding may still have it. */
function amongUnknown(rows: readonly ReportRow[], baseline: Baseline): (finding: EarlierFinding) => boolean {
  const ids = new Map<string, string[]>();
  for (const row of rows) {
    for (const code of unknownCodes(row)) ids.set(code, [...(ids.get(code) ?? []), row.cluster.id]);
  }
  const clusters = new Map([...ids].map(([code, among]) => [code, amongIds(among, baseline)]));
  return ({ code, clusterId }) =>
    [code, code.split(':', 1)[0] ?? code].some((idOrName) => clusters.get(idOrName)?.(clusterId) === true);
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

/** Returns a function that finds an id of the earlier report among these, even if it is masked. */
function amongIds(ids: readonly string[], { findings }: Baseline): (id: string) => boolean {
  const keys = new Set(ids.map(idKey));
  if ([...findings.values()].some(({ clusterId }) => isMaskedId(clusterId)))
    for (const id of ids) keys.add(idKey(maskGuids(id)));
  return (id) => keys.has(idKey(id));
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
export function comparisonInWords(
  rows: readonly ReportRow[],
  now: Date,
  comparison: Comparison,
  at: Phrase = comparison.baseline.at,
): readonly string[] {
  const compared = rows.flatMap((row) => comparedFindings(row, now, comparison));
  const count = (wantedState: ComparedFinding['state']): number =>
    compared.filter(({ state }) => state === wantedState).length;
  const { fixed, unseen, held } = comparison;
  const name = ({ clusterId, text }: EarlierFinding): string => `${withNames(clusterId, textOf)}: ${text}`;
  return [
    toText`Compared with the report of ${at}: ${count('new')} new, ${count('unchanged')} unchanged, ${fixed.length} fixed.`,
    ...fixed.map((finding) => toText`Fixed: ${name(finding)}`),
    ...unseen.map((finding) =>
      held.includes(finding)
        ? toText`Not known whether it is fixed, as the role is still held but nothing shows any more that it may be left over: ${name(finding)}`
        : toText`Not known whether it is fixed, as its cluster was not found or not fully read: ${name(finding)}`,
    ),
  ];
}
