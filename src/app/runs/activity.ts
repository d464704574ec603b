import type { Change } from '../../domain/change/change.ts';
import type { Tenses } from '../../domain/change/tenses.ts';
import type { KeptNext } from '../../domain/plan/nextSteps.ts';
import type { FormerIdentity, LostNeed } from '../../domain/plan/plan.ts';
import type { Failure } from '../../errors.ts';

/** How far a step has come; `alreadyDone` means that nothing had to be sent. */
export interface StepState {
  readonly id: string;
  readonly status: 'pending' | 'running' | 'done' | 'alreadyDone' | 'failed';
  readonly error?: Failure;
  /** It has failed, and Azure may have taken its request all the same. */
  readonly maybeTaken?: true;
}

/** News about a step of a running change; `detail` is in words. */
export interface StepProgress extends StepState {
  readonly activityId: string;
  readonly title: string;
  readonly detail?: string;
}

/** How a run ended. `stopped`: someone stopped waiting (Azure continues), or it broke off. */
export type EndStatus = 'succeeded' | 'failed' | 'stopped';

/** How a run ended, step by step, and what comes next. */
export interface Outcome {
  readonly status: EndStatus;
  readonly activityId: string;
  readonly steps: readonly StepState[];
  /** What has failed, and why, in words. */
  readonly failures: readonly string[];
  /** What happens next. */
  readonly next: readonly KeptNext[];
}

/** Something that was written and takes effect only later, with the time until then. */
export interface Timer {
  readonly kind: 'propagation' | 'tokenRefresh';
  readonly text: string;
  readonly startedAt: Date;
  readonly endsAt: Date;
}

/** A run as the Activity view shows it. */
export interface ActivityEntry extends Tenses {
  readonly activityId: string;
  readonly changes: readonly Change[];
  readonly status: 'running' | EndStatus;
  readonly steps: readonly (StepState & { readonly title: string; readonly detail?: string })[];
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Its place in the order of the last writes to the journal, whatever the clock said. */
  readonly position: number;
  readonly resumable: boolean;
  /** No one stopped it: VS Code was closed, or crashed, while it ran. */
  readonly wasClosed?: true;
  /** It runs in another window of VS Code, which alone follows and stops it. */
  readonly elsewhere?: true;
  /** What the steps that are left do to what runs in the cluster, in words. */
  readonly disruption: readonly string[];
  /** The identities whose place was taken: what they still hold can be reviewed. */
  readonly former: readonly FormerIdentity[];
  /** What its plan foresaw that clusters lack afterwards; whether they do is to be judged again. */
  readonly lost?: readonly LostNeed[];
  /** What still takes effect by and by, seen from now. */
  readonly timers: readonly Timer[];
  /** What happens next once it has succeeded. */
  readonly next?: readonly KeptNext[];
}

/** Returns true for a step whose result exists, whoever made it. */
export function isOver({ status }: Pick<StepState, 'status'>): boolean {
  return status === 'done' || status === 'alreadyDone';
}
