import type { PrincipalRef } from '../../domain/plan/stepActions.ts';
import type { Via } from '../../domain/arm/via.ts';
import type { Arm } from '../arm/arm.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import type { NoteSender, Sent } from '../http/oneSending.ts';
import { say, type Words } from '../../sentences/words.ts';
import type { Sleep } from '../../async/sleep.ts';

/** A principal that this extension recently created or granted a role, which may not be known everywhere yet. */
export interface FreshPrincipal {
  readonly principal: PrincipalRef;
  readonly isGranted: boolean;
}

/** What a request is about, where the plan could not know it: an identity that an earlier step created has its ID only then. */
export interface SentTarget {
  readonly path: string;
  readonly principalId: string;
}

/** What a step needs to run, to report its progress, and to continue after an interrupted run. */
export interface StepContext {
  /** Returns the ARM that shows the scope, as the given account and directory. */
  readonly armFor: (scope: string, via?: Via) => Promise<Arm>;
  readonly signal?: AbortSignal | undefined;
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** An earlier run sent this step's request, or may have. */
  readonly sent: boolean;
  /** The operation that an earlier run of this step started. */
  readonly operation?: string | undefined;
  readonly fresh: readonly FreshPrincipal[];
  // What `sendOnce` calls, in the order that it describes.
  /** Waits until it is the step's turn to write, so that Azure doesn't have to throttle; the look comes afterwards. */
  readonly waitForTurn: () => Promise<void>;
  /**
   * Notes that a request is about to be sent, so that a crash can't leave an unknown write, and who made the step's last
   * read. Returns a function that takes the note back if the request is not sent.
   */
  readonly noteSending: () => Promise<() => Promise<void>>;
  /** Notes who sends the request, if the note before says another one. */
  readonly noteSender: NoteSender;
  /** Keeps what the next request of the step is about, for the note that it is about to be sent. */
  readonly keepTarget: (target: SentTarget) => void;
  /** Keeps what is known of the request that has just been sent, for the next note; `undefined` if none was. */
  readonly keepSent: (sent: Partial<Sent> | undefined) => void;
  /** For a removal, checks whether the rest of the plan is still what was confirmed; rejects if it is not. */
  readonly lookAtPlan: () => Promise<unknown>;
  /** Notes that Azure refused a request that may be sent again, and that no request of the step can have been accepted. */
  readonly noteRefused: () => Promise<void>;
  /** Notes that the answer to a request was lost: Azure may still accept it. */
  readonly noteLost: () => Promise<void>;
  /** Notes an operation as soon as it can be followed. */
  readonly noteOperation: (text: string) => Promise<void>;
  /** Words for the waiting user; empty if there is nothing to say except that it continues. */
  readonly onDetail: (detail: Words) => void;
}

/** What is needed to look at the state of a step. */
export type StepReader = Pick<StepContext, 'armFor' | 'signal'>;

/** How a step ended; `alreadyDone` means that nothing had to be sent. */
export type StepEnd = 'done' | 'alreadyDone';

/** Returns how a step ended whose result was found: it was done by this run if that may have sent the request. */
export function endOfFoundResult({ sent }: Pick<StepContext, 'sent'>): StepEnd {
  return sent ? 'done' : 'alreadyDone';
}

/** Says what is waited for, and how long. */
export type SaysWait = (seconds: number) => Words;

/** Words for the user while Azure's limits cause a wait. */
export const slowText: SaysWait = (seconds) => say`Azure asks to slow down; retrying in ${seconds} s`;

/** Waits for the next pause and reports it in words; throws the error if there is none left, and `cancelled` if it is stopped. */
export async function pauseOrThrow(
  pauses: Iterator<number>,
  error: unknown,
  context: Waiting,
  words: SaysWait,
): Promise<void> {
  const next = pauses.next();
  if (next.done) throw error;
  await pause(next.value, context, words);
}

/** What is needed to wait: it can be stopped, and the user sees it. */
export type Waiting = Pick<StepContext, 'sleep' | 'signal' | 'onDetail'>;

/** Waits for some seconds and reports it in words; throws `cancelled` if it is stopped. */
export async function pause(seconds: number, context: Waiting, words: SaysWait): Promise<void> {
  context.onDetail(words(seconds));
  try {
    await context.sleep(seconds * 1000, context.signal);
  } catch (stopped) {
    throw asIdentityError(stopped);
  }
}
