import type { Finding } from '../../domain/findings/finding.ts';
import { severities } from '../../domain/findings/rule/weight.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { comparedFindings, type ComparedFinding, type Comparison } from '../../domain/report/comparison.ts';
import { severityTitles } from '../../domain/report/overview.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { textOf } from '../../sentences/textOf.ts';
import type { Arguments, FailOn } from '../commandLine/arguments.ts';
import { anyOf } from '../commandLine/usage.ts';
import type { CommandFound } from './found.ts';

/** The exit codes of the tool. */
export const exitCode = { clean: 0, failed: 1, findings: 2, notRead: 3, interrupted: 130 } as const;

function isAtLeast(severity: Finding['severity'], failOn: FailOn): boolean {
  return failOn !== 'never' && severity !== 'unknown' && rankOf(severity) <= rankOf(failOn);
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

/** Returns the findings of a cluster that make the tool fail. */
export function failingFindings(
  row: ReportRow,
  failOn: FailOn,
  { now, comparison }: { readonly now: Date; readonly comparison?: Comparison | undefined },
): readonly Finding[] {
  return comparedFindings(row, now, comparison).flatMap((finding) =>
    failsTool(finding, failOn, comparison) ? [finding.finding] : [],
  );
}

/** Counts the findings of each cluster that make the tool fail: `2 errors and 1 warning in 2 of 21 clusters`. */
export function failingText(failing: readonly (readonly Finding[])[], isCompared: boolean): string {
  const counts = severities.flatMap((severity) => {
    const count = failing.flat().filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : `${count} ${severityTitles[severity][count === 1 ? 1 : 2]}`;
  });
  const failed = failing.filter(({ length }) => length > 0).length;
  const where = failing.length > 1 ? ` in ${failed} of ${textOf(countWithNoun(failing.length, 'cluster'))}` : '';
  return `${anyOf(counts, 'and')}${where}${isCompared ? ', new or more severe than in the earlier report' : ''}`;
}

/** Returns the exit code; an open question, or something that could not be read takes precedence over findings. */
export function exitCodeFor(
  {
    failing,
    notRead,
    isBlind = false,
    isOpen = false,
  }: Pick<CommandFound, 'failing' | 'notRead' | 'isBlind' | 'isOpen'>,
  { allowPartial }: Pick<Arguments, 'allowPartial'>,
): number {
  if (isOpen) return exitCode.notRead;
  if (notRead.length > 0 && (!allowPartial || isBlind)) return exitCode.notRead;
  return failing === undefined ? exitCode.clean : exitCode.findings;
}

/** Says in a sentence why a command ends with an exit code; `undefined` if that is 0. */
export function whyExitCode(
  code: number,
  { failing, isBlind, isOpen }: Pick<CommandFound, 'failing' | 'isBlind' | 'isOpen'>,
): string | undefined {
  if (code === exitCode.clean) return undefined;
  if (code === exitCode.findings) return `${failing ?? ''}.`;
  if (isOpen) return 'the cause is not known.';
  if (isBlind) return 'no cluster could be read.';
  const besides = failing === undefined ? '' : ` Besides: ${failing}.`;
  return `not everything could be read, which --allow-partial lets pass.${besides}`;
}
