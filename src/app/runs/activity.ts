import type { Change } from '../../domain/change/change.ts';
import type { Tenses } from '../../domain/change/tenses.ts';
import type { KeptNext } from '../../domain/plan/nextSteps.ts';
import type { FormerIdentity, LostNeed } from '../../domain/plan/plan.ts';
import type { FixVerdict } from '../../domain/report/verdict.ts';
import type { Failure } from '../../errors.ts';
import type { Phrase, Words } from '../../sentences/words.ts';

/** The progress of a step; `alreadyDone` means that nothing had to be sent. */
export interface StepState {
  readonly id: string;
  readonly status: 'pending' | 'running' | 'done' | 'alreadyDone' | 'failed';
  readonly error?: Failure;
  /** The step failed, but Azure may have accepted its request. */
  readonly maybeTaken?: true;
}

/** The progress of a step of a running change. */
export interface StepProgress extends StepState {
  readonly activityId: string;
  readonly title: Phrase;
  /** What it waits for; empty if it merely goes on. */
  readonly detail?: Words;
  /** While it is running: its request has not been sent, or somebody is to sign in; left out once Azure may work on it. */
  readonly phase?: 'unsent' | 'signIn';
}

/** How a run ended. `stopped`: someone stopped waiting (Azure continues), or it was interrupted. */
export type EndStatus = 'succeeded' | 'failed' | 'stopped';

/** How a run ended, step by step, and what comes next. */
export interface Outcome {
  readonly status: EndStatus;
  readonly activityId: string;
  readonly steps: readonly StepState[];
  /** What failed and why, in words. */
  readonly failures: readonly string[];
  /** What happens next. */
  readonly next: readonly KeptNext[];
}

/** Something that was written and takes effect later, with the time until then. */
export interface Timer {
  readonly kind: 'propagation' | 'tokenRefresh';
  readonly text: Phrase;
  readonly startedAt: Date;
  readonly endsAt: Date;
}

/** What takes back what a run has done, in the order in which it is to be done; a plan still shows what that means now. */
export interface UndoOfRun {
  readonly changes: readonly Change[];
  /** It leaves something that the run has done. */
  readonly isPartial?: true;
}

/** A run as the Activity view shows it. */
export interface ActivityEntry extends Tenses {
  readonly activityId: string;
  readonly changes: readonly Change[];
  readonly status: 'running' | EndStatus;
  readonly steps: readonly (StepState & { readonly title: Phrase; readonly detail?: Words })[];
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Its position in the order of the last writes to the journal, whatever the clock said. */
  readonly position: number;
  readonly resumable: boolean;
  /** No one stopped it: VS Code was closed or crashed while it ran. */
  readonly wasClosed?: true;
  /** It runs in another window of VS Code, and only that window follows and stops it. */
  readonly elsewhere?: true;
  /** How the remaining steps disrupt what runs in the cluster. */
  readonly disruption: readonly Words[];
  /** The identities that were replaced; their remaining roles can be reviewed. */
  readonly former: readonly FormerIdentity[];
  /** What its plan expected clusters to lack afterwards; whether they do has to be judged again. */
  readonly lost?: readonly LostNeed[];
  /** What takes back what it has done, as far as that is possible. */
  readonly undo?: UndoOfRun;
  /** What has yet to take effect. */
  readonly timers: readonly Timer[];
  /** What happens next if it succeeded. */
  readonly next?: readonly KeptNext[];
  /** What it has fixed of what its list of changes was to fix, if that was judged after its end. */
  readonly verdict?: FixVerdict;
}

/** Returns true for a step on which Azure may be at work although nobody follows it. */
export function mayBeUnderWay({ status, maybeTaken }: Pick<StepState, 'status' | 'maybeTaken'>): boolean {
  return status === 'running' || maybeTaken === true;
}

/** Returns true for a step whose result exists, whoever made it. */
export function isOver({ status }: Pick<StepState, 'status'>): boolean {
  return status === 'done' || status === 'alreadyDone';
}
