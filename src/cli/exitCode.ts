import type { Finding } from '../domain/findings/finding.ts';
import { severities } from '../domain/findings/weight.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import { comparedFindings } from '../domain/report/comparison.ts';
import type { Comparison } from '../domain/report/comparison.ts';
import type { Arguments, FailOn } from './arguments.ts';

/** The exit codes of the tool. */
export const exitCode = { clean: 0, failed: 1, findings: 2, unread: 3, interrupted: 130 } as const;

/** Says whether a finding is as severe as what makes the tool fail. */
export function isAtLeast(severity: Finding['severity'], failOn: FailOn): boolean {
  return failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);
}

/** Returns the findings that make the tool fail: severe enough, not accepted, and new where there is an earlier report. */
export function failing(
  rows: readonly ReportRow[],
  failOn: FailOn,
  { now, comparison }: { readonly now: Date; readonly comparison?: Comparison | undefined },
): readonly Finding[] {
  return rows
    .flatMap((row) => comparedFindings(row, now, comparison))
    .flatMap(({ finding, state }) => {
      const counts = state !== 'unchanged' && finding.accepted === undefined;
      return counts && isAtLeast(finding.severity, failOn) ? [finding] : [];
    });
}

/** Returns the code for what was found and what was not read; that something is unknown comes first. */
export function codeFor(
  found: { readonly failing: number; readonly unread: number },
  { allowPartial }: Pick<Arguments, 'allowPartial'>,
): number {
  if (found.unread > 0 && !allowPartial) return exitCode.unread;
  return found.failing > 0 ? exitCode.findings : exitCode.clean;
}
