/** Notes on entries of decisions that have no effect. They never make the tool fail. */
import { hasEnded, isAbout, isExpected, isIn } from '../domain/decisions/applyDecisions.ts';
import type { Acceptance, Decisions } from '../domain/decisions/decisions.ts';
import { subscriptionOf } from '../domain/arm/resourceId.ts';
import { canBeFound, type FindingCode } from '../domain/findings/catalogue.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import { notCheckedIn } from '../domain/report/unknowns.ts';

/** Decisions, and the file that they come from. */
export interface DecisionsOfFile {
  readonly path: string;
  readonly decisions: Decisions;
}

/** Returns notes on entries that can't apply to anything: their code does not exist, or they have ended. */
export function notesOnEntries({ path, decisions }: DecisionsOfFile, now: Date): readonly string[] {
  const { accept = [], severities = {} } = decisions;
  return [
    ...accept.flatMap((entry, index) => {
      const place = placeOf(path, entry, index);
      if (!canBeFound(entry.finding)) return `${place} does nothing: no finding can have this code.`;
      return hasEnded(entry, now) ? `${place} ended on ${entry.expires}.` : [];
    }),
    ...Object.keys(severities)
      .filter((code) => !canBeFound(code as FindingCode))
      .map((code) => `${path}: the severity of ${code} does nothing: no finding can have this code.`),
  ];
}

/** What a report without filters covers. */
interface Covered {
  readonly rows: readonly ReportRow[];
  /** The subscriptions whose clusters were listed, in lower case. */
  readonly listed: readonly string[];
  /** Whether subscriptions that the account can see may have been left out. */
  readonly isRestricted: boolean;
}

/** Returns notes on entries that match nothing, except those that may be about a cluster that was not checked, or not completely. */
export function notesOnStaleEntries(
  { path, decisions: { accept = [], expectedGrants = [] } }: DecisionsOfFile,
  covered: Covered,
  now: Date,
): readonly string[] {
  const { rows, isRestricted } = covered;
  const findings = rows.flatMap(({ cluster, findings: all }) => all.map((finding) => ({ finding, id: cluster.id })));
  const isStale = (entry: Acceptance): boolean =>
    canBeFound(entry.finding) &&
    !hasEnded(entry, now) &&
    isCovered(entry.scope, covered) &&
    rows.every((row) => isFullyKnown(row) || !isIn(entry.scope, row.cluster.id)) &&
    !findings.some(({ finding, id }) => isAbout(entry, finding, id));
  const isWhole = !isRestricted && rows.every(isFullyKnown);
  return [
    ...accept.flatMap((entry, index) =>
      isStale(entry) ? `${placeOf(path, entry, index)} matches no finding of this report.` : [],
    ),
    ...expectedGrants.flatMap((entry, index) =>
      isWhole && !findings.some(({ finding: { grant } }) => grant !== undefined && isExpected(entry, grant))
        ? `${path}: entry ${index + 1} of expectedGrants (${entry.role}) matches no finding of this report.`
        : [],
    ),
  ];
}

/** Whether the report has every cluster of a scope. */
function isCovered(scope: string, { listed, isRestricted }: Covered): boolean {
  const subscriptionId = subscriptionOf(scope);
  return subscriptionId === undefined || subscriptionId.includes('*')
    ? !isRestricted
    : listed.includes(subscriptionId.toLowerCase());
}

function isFullyKnown(row: ReportRow): boolean {
  return notCheckedIn(row) === 0 && (row.unknownFindings?.size ?? 0) === 0;
}

function placeOf(path: string, { finding }: Acceptance, index: number): string {
  return `${path}: entry ${index + 1} of accept (${finding})`;
}
