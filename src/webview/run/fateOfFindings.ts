/** What became of the findings whose fix a single change was: its cluster has been read again since. */
import { isGrave, openOf } from '../../domain/findings/rule/weight.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { assignRoleStepId } from '../../domain/plan/steps.ts';
import { judgeFixes, promisesOf } from '../../domain/report/judgedFixes.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { shownText, t } from '../../sentences/language.ts';
import type { Words } from '../../sentences/words.ts';
import type { Run } from './runModel.ts';

/** What became of findings that a change was to fix. */
export interface FateOfFindings {
  /** Which are gone, and of which that isn't known. */
  readonly text: string;
  /** How many are still there, in words. */
  readonly remain?: string;
  /** All that are still there are among the problems that a result names. */
  readonly isNamed: boolean;
}

/** Says whether the findings that the run was to fix are gone; `undefined` where they were to fix none. */
export function fateOfFindings(
  before: readonly Finding[],
  run: DoneByRun,
  row: ReportRow & Required<Pick<ReportRow, 'unknownReads'>>,
): FateOfFindings | undefined {
  const { cluster } = row;
  const fixed = openOf(before).flatMap((finding) => {
    return isFixOf(finding, run) ? [{ cluster, finding, change: 0 }] : [];
  });
  const promises = promisesOf({ fixed }, [{ cluster, findings: before }], new Date(0));
  const [judged] = judgeFixes(promises, new Set([0]), { rows: [row], unknown: row.unknownReads });
  if (judged === undefined) return undefined;
  const { fixed: gone, unknown, why } = judged;
  const remaining = judged.remaining.filter((finding) => isSameMatter(finding, run));
  const counted = (count: number): Words => countWithNoun(count, 'finding');
  const sentences = [
    ...(gone.length === 0 ? [] : [t`${counted(gone.length)} fixed.`]),
    ...(unknown.length === 0
      ? []
      : [
          unknown.length === 1
            ? t`It isn't known whether ${counted(1)} is fixed.`
            : t`It isn't known whether ${counted(unknown.length)} are fixed.`,
          ...(why === undefined ? [] : [shownText(why)]),
        ]),
  ];
  if (sentences.length + remaining.length === 0) return undefined;
  return {
    text: sentences.join(' '),
    ...(remaining.length === 0 ? {} : { remain: t`${counted(remaining.length)} still there.` }),
    isNamed: remaining.every(isGrave),
  };
}

/** Returns false for an identity that was bound because of its credentials: what is said of them now is news. */
export function isSameMatter({ code, fix }: Finding, { changes }: Pick<Run, 'changes'>): boolean {
  return code !== 'federatedCredentialLimit' || changes.some(({ kind }) => kind === fix?.kind);
}

/** Returns a finding without the advice to bind again what the run has just unbound. */
export function withoutUndone(is: Finding, was: Finding | undefined, changes: Run['changes'] = []): Finding {
  const { fix, ...rest } = is;
  const isNewAdvice = fix?.kind === 'bindIdentity' && was !== undefined && was.fix?.kind !== fix.kind;
  const isUndone = isNewAdvice && changes.some(({ kind }) => kind === 'unbindIdentity');
  return isUndone ? { ...rest, text: is.said ?? is.text } : is;
}

/** What a run was to do. */
type DoneByRun = Pick<Run, 'changes'> & { readonly steps: readonly Pick<Run['steps'][number], 'id'>[] };

/** Returns true if a change is the finding's fix, to which a form may have added, or if a step assigns the role that is missing. */
export function isFixOf({ fix, missing }: Finding, { changes, steps }: DoneByRun): boolean {
  if (missing?.principalId !== undefined) {
    const principal = { kind: 'principal', principalId: missing.principalId } as const;
    const id = assignRoleStepId({ ...missing, principal });
    if (steps.some((step) => step.id === id)) return true;
  }
  return (
    fix !== undefined &&
    changes.some((change) => {
      const made = new Map<string, unknown>(Object.entries(change));
      return Object.entries(fix).every(([name, value]) => JSON.stringify(made.get(name)) === JSON.stringify(value));
    })
  );
}
