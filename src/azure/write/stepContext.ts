import type { PrincipalRef } from '../../domain/plan/stepActions.ts';
import type { Via } from '../../domain/arm/via.ts';
import type { Arm } from '../arm/arm.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import type { Sleep } from '../../async/sleep.ts';

/** Who was granted a role, or made, by this extension a short while ago: that may not be known everywhere yet. */
export interface FreshPrincipal {
  readonly principal: PrincipalRef;
  readonly isGranted: boolean;
}

/** What a step needs to run, to report its progress, and to continue where an earlier run broke off. */
export interface StepContext {
  /** The ARM that shows the scope, as the account and in the directory that are named. */
  readonly armFor: (scope: string, via?: Via) => Promise<Arm>;
  readonly signal?: AbortSignal | undefined;
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** An earlier run has sent this step's request, or may have. */
  readonly sent: boolean;
  /** The operation that an earlier run of this step started. */
  readonly operation?: string | undefined;
  readonly fresh: readonly FreshPrincipal[];
  // What `sendOnce` calls, in the order that it describes.
  /** Waits until it is the step's turn to write, so that Azure need not ask to slow down; a look comes after it. */
  readonly waitForTurn: () => Promise<void>;
  /**
   * Notes that a request is about to leave, so that a crash can't leave a write that no one knows of. Returns what takes that
   * back where it does not leave.
   */
  readonly noteSending: () => Promise<() => Promise<void>>;
  /** For a removal, checks whether what is left of the plan still is what was confirmed; rejects where it is not. */
  readonly lookAtPlan: () => Promise<unknown>;
  /** Notes that Azure has refused a request that may be sent again, and nothing of the step can have been taken. */
  readonly noteRefused: () => Promise<void>;
  /** Notes that the answer to a request got lost: Azure may take it even now. */
  readonly noteLost: () => Promise<void>;
  /** Notes an operation as soon as there is one to follow. */
  readonly noteOperation: (text: string) => Promise<void>;
  /** Words for the user who waits; empty if there is nothing more to say than that it continues. */
  readonly onDetail: (detail: string) => void;
}

/** What it takes to look how far a step is. */
export type StepReader = Pick<StepContext, 'armFor' | 'signal'>;

/** How a step ended; `alreadyDone` means that nothing had to be sent. */
export type StepEnd = 'done' | 'alreadyDone';

/**
 * Returns how a step ended whose result was found to hold: it was this run's own doing if it may have sent the request.
 */
export function foundDone({ sent }: Pick<StepContext, 'sent'>): StepEnd {
  return sent ? 'done' : 'alreadyDone';
}

/** Words for the user while Azure's limits cause a wait; the time of the next try follows them. */
export const slowText = 'Azure asks to slow down; retrying';

/** Waits for the next pause and reports it in words; throws the error if there is none left, and `cancelled` where it is stopped. */
export async function pauseOrThrow(
  pauses: Iterator<number>,
  error: unknown,
  context: Pick<StepContext, 'sleep' | 'signal' | 'onDetail'>,
  detail: string,
): Promise<void> {
  const next = pauses.next();
  if (next.done) throw error;
  context.onDetail(`${detail} in ${next.value} s`);
  try {
    await context.sleep(next.value * 1000, context.signal);
  } catch (stopped) {
    throw asIdentityError(stopped);
  }
}
