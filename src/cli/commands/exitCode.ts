import type { Finding } from '../../domain/findings/finding.ts';
import { severities } from '../../domain/findings/rule/weight.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { comparedFindings, type ComparedFinding, type Comparison } from '../../domain/report/comparison.ts';
import type { Arguments, FailOn } from '../commandLine/arguments.ts';

/** The exit codes of the tool. */
export const exitCode = { clean: 0, failed: 1, findings: 2, notRead: 3, interrupted: 130 } as const;

function isAtLeast(severity: Finding['severity'], failOn: FailOn): boolean {
  return failOn !== 'never' && rankOf(severity) <= rankOf(failOn);
}

function rankOf(severity: Finding['severity']): number {
  return severities.indexOf(severity);
}

/**
 * Says whether a finding makes the tool fail: it is severe enough, not accepted, and not already in the earlier report,
 * if there is one.
 */
export function failsTool({ finding, fingerprint }: ComparedFinding, failOn: FailOn, comparison?: Comparison): boolean {
  if (finding.accepted !== undefined || !isAtLeast(finding.severity, failOn)) return false;
  const before = comparison?.baseline.findings.get(fingerprint);
  return before === undefined || before.isAccepted === true || rankOf(finding.severity) < rankOf(before.severity);
}

/** Returns the findings that make the tool fail. */
export function failingFindings(
  rows: readonly ReportRow[],
  failOn: FailOn,
  { now, comparison }: { readonly now: Date; readonly comparison?: Comparison | undefined },
): readonly Finding[] {
  return rows
    .flatMap((row) => comparedFindings(row, now, comparison))
    .flatMap((finding) => (failsTool(finding, failOn, comparison) ? [finding.finding] : []));
}

/** Returns the exit code; an open question, or something that could not be read takes precedence over findings. */
export function exitCodeFor(
  counts: { readonly failing: number; readonly notRead: number; readonly isBlind?: boolean; readonly isOpen?: boolean },
  { allowPartial }: Pick<Arguments, 'allowPartial'>,
): number {
  if (counts.isOpen === true) return exitCode.notRead;
  if (counts.notRead > 0 && (!allowPartial || counts.isBlind === true)) return exitCode.notRead;
  return counts.failing > 0 ? exitCode.findings : exitCode.clean;
}
