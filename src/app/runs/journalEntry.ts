import type { Plan } from '../../domain/plan/plan.ts';
import type { Failure } from '../../errors.ts';
import type { EndStatus, StepState } from './activity.ts';

/** What is known about one step of a run. */
export interface StepRecord {
  readonly id: string;
  readonly status: StepState['status'];
  readonly error?: Failure;
  /** Noted before the request leaves. */
  readonly sentAt?: string;
  /** The answer to one of its requests got lost: Azure may have taken it, whatever was answered to later ones. */
  readonly isLost?: boolean;
  readonly endedAt?: string;
  /** The text from which the step's operation can be followed again. */
  readonly operation?: string;
}

/** One run of a plan; enough to go on with it in another session. */
export interface JournalEntry {
  readonly activityId: string;
  /** The key of the connection that it belongs to. */
  readonly connection: string;
  readonly plan: Plan;
  /** `running` in the journal of another session means that it broke off. */
  readonly status: 'running' | EndStatus;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly steps: readonly StepRecord[];
  /** How often it was recorded; kept by the journal, and handed back with what an entry that was found becomes. */
  readonly revision?: number;
}
