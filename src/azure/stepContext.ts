import type { Via } from '../identity/via.ts';
import type { Arm } from './arm.ts';
import type { Sleep } from './sleep.ts';

/** What a step needs to run, to tell how it goes, and to go on where an earlier run broke off. */
export interface StepContext {
  /** The ARM that shows the scope, as the account and in the directory that are named. */
  readonly armFor: (scope: string, via?: Via) => Promise<Arm>;
  readonly signal?: AbortSignal | undefined;
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** An earlier run has sent this step's request, or may have. */
  readonly sent: boolean;
  /** This run goes on with an earlier one: what others changed meanwhile has been seen by the person. */
  readonly resumed: boolean;
  /** The operation that an earlier run of this step started. */
  readonly operation?: string | undefined;
  /** This run, or one shortly before, granted roles or made identities that may not have reached everywhere yet. */
  readonly grantedRecently: boolean;
  /** Awaited before a request is sent, so that a crash can't leave a write that nobody knows of. */
  readonly onSend: () => Promise<void>;
  /** Awaited as soon as there is an operation to follow. */
  readonly onOperation: (text: string) => Promise<void>;
  /** Words for the person who waits. */
  readonly onDetail: (detail: string) => void;
}

/** How a step ended; `alreadyDone` means that nothing had to be sent. */
export type StepEnd = 'done' | 'alreadyDone';

/** The end of a step whose result was found to hold: it was this run's own doing if it may have sent the request. */
export function foundDone({ sent }: StepContext): StepEnd {
  return sent ? 'done' : 'alreadyDone';
}
