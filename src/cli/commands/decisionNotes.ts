/** Notes on entries of decisions that have no effect. They never make the tool fail. */
import { hasEnded, isAbout, isExpected, isIn } from '../../domain/decisions/applyDecisions.ts';
import type { Acceptance, Decisions } from '../../domain/decisions/decisions.ts';
import { subscriptionOf } from '../../domain/arm/resourceId.ts';
import { canBeFound, nearestCode, type FindingCode } from '../../domain/findings/catalogue.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { countNotChecked } from '../../domain/report/unknowns.ts';

/** Decisions, and the file that they come from. */
export interface DecisionsOfFile {
  readonly path: string;
  readonly decisions: Decisions;
  /** The line of what stands at a path in the file. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

/** Returns notes on entries that can't apply, whatever is found: their code does not exist, or they have ended. */
export function notesOnEntries(file: DecisionsOfFile, now: Date): readonly string[] {
  const { accept = [], severities = {} } = file.decisions;
  return [
    ...accept.flatMap((entry, index) => {
      const place = whereInFile(file, entry, index);
      if (!canBeFound(entry.finding)) return `${place} does nothing: ${noSuchCode(entry.finding)}`;
      return hasEnded(entry, now) ? `${place} ended on ${entry.expires}.` : [];
    }),
    ...Object.keys(severities)
      .filter((code) => !canBeFound(code as FindingCode))
      .map(
        (code) => `${lineIn(file, ['severities', code])}: the severity of ${code} does nothing: ${noSuchCode(code)}`,
      ),
  ];
}

function noSuchCode(code: string): string {
  const similarCode = nearestCode(code);
  return `no finding can have this code.${similarCode === undefined ? '' : ` Did you mean ${similarCode}?`}`;
}

/** What a report without filters covers. */
interface Covered {
  readonly rows: readonly ReportRow[];
  /** The subscriptions whose clusters were listed, in lower case. */
  readonly listed: readonly string[];
  /** Whether subscriptions that the account can see may have been left out. */
  readonly isRestricted: boolean;
}

/**
 * Returns notes on entries that match nothing. Of an entry that may be about a cluster that was not looked at, or not fully, nothing
 * is said.
 */
export function notesOnStaleEntries(file: DecisionsOfFile, covered: Covered, now: Date): readonly string[] {
  const { accept = [], expectedGrants = [] } = file.decisions;
  const { rows, isRestricted } = covered;
  const findings = rows.flatMap(({ cluster, findings: allFindings }) =>
    allFindings.map((finding) => ({ finding, id: cluster.id })),
  );
  const isStale = (entry: Acceptance): boolean =>
    canBeFound(entry.finding) &&
    !hasEnded(entry, now) &&
    isCovered(entry.scope, covered) &&
    rows.every((row) => isFullyKnown(row) || !isIn(entry.scope, row.cluster.id)) &&
    !findings.some(({ finding, id }) => isAbout(entry, finding, id));
  const isWhole = !isRestricted && rows.every(isFullyKnown);
  return [
    ...accept.flatMap((entry, index) =>
      isStale(entry) ? `${whereInFile(file, entry, index)} matches no finding of this report.` : [],
    ),
    ...expectedGrants.flatMap((entry, index) =>
      isWhole && !findings.some(({ finding: { grant } }) => grant !== undefined && isExpected(entry, grant))
        ? `${lineIn(file, ['expectedGrants', index])}: entry ${index + 1} of expectedGrants (${entry.role}) matches no finding of this report.`
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
  return countNotChecked(row) === 0 && (row.unknownFindings?.size ?? 0) === 0;
}

function whereInFile(file: DecisionsOfFile, { finding }: Acceptance, index: number): string {
  return `${lineIn(file, ['accept', index])}: entry ${index + 1} of accept (${finding})`;
}

function lineIn({ path, lineOf }: DecisionsOfFile, place: readonly (string | number)[]): string {
  return `${path}, line ${lineOf(place)}`;
}
