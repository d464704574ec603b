import type { PrincipalRef, Step } from '../../domain/plan/plan.ts';
import type { Via } from '../../domain/arm/via.ts';
import { changedSince, failureOf, IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { isLost, translated } from '../arm/armErrors.ts';
import type { Sleep } from '../../async/sleep.ts';

/** What a step needs to run, to report its progress, and to go on where an earlier run broke off. */
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
  /** Who was granted a role, or made, by this extension a short while ago: it may not be known everywhere yet. */
  readonly fresh: readonly PrincipalRef[];
  /**
   * Awaited before a request is sent, so that a crash can't leave a write that nobody knows of. `lastLook` is a look at what
   * the request is about, as late as can be; it rejects where that is something else by now.
   */
  readonly onSend: (lastLook?: () => Promise<void>) => Promise<void>;
  /** Awaited when Azure has refused a request that may be sent again, and nothing of the step can have been taken. */
  readonly onRefused: () => Promise<void>;
  /** Awaited when the answer to a request got lost: Azure may take it even now, and from then on that is remembered. */
  readonly onLost: () => Promise<void>;
  /** Awaited as soon as there is an operation to follow. */
  readonly onOperation: (text: string) => Promise<void>;
  /** Words for the user who waits. */
  readonly onDetail: (detail: string) => void;
}

/** How a step ended; `alreadyDone` means that nothing had to be sent. */
export type StepEnd = 'done' | 'alreadyDone';

/**
 * Returns how a step ended whose result was found to hold: it was this run's own doing if it may have sent the request.
 */
export function foundDone({ sent }: Pick<StepContext, 'sent'>): StepEnd {
  return sent ? 'done' : 'alreadyDone';
}

/** Seconds between tries of a request whose response got lost, each after a look at what became of it. */
export const lostPauses: readonly number[] = [1, 3, 8];
/** Seconds at least between tries of a request that was throttled; where Azure asks for more than a minute it fails. */
const throttlePauses = [0.5, 1.5, 4];
const longestPause = 60;

/** A request, and how to see that an earlier try of it was taken although its response got lost. */
export interface Attempt<T> {
  readonly send: () => Promise<T>;
  /**
   * Looks whether the request still is about what the plan meant, right before it is sent. It is told whether Azure may have
   * taken an earlier request of the step.
   */
  readonly lastLook?: (wasSent: boolean) => Promise<void>;
  /** What the request has brought about, if it has. */
  readonly look: () => Promise<T | undefined>;
  /** Waits where the request may be tried once more after the refusal; throws where it may not. */
  readonly afterError?: (error: unknown) => Promise<void>;
}

/**
 * Sends a write that must not be taken twice. After a lost response it looks into every refusal, which may be the
 * answer to a second try of what was taken. It sends nothing a second time without looking right before.
 */
export async function sendOnce<T>(attempt: Attempt<T>, context: StepContext): Promise<T> {
  const pauses = lostPauses.values();
  const ownPauses = throttlePauses.values();
  const throttled = (asked: number): Iterator<number> => {
    const own = ownPauses.next();
    return (own.done ? [] : [Math.max(asked, own.value)]).values();
  };
  let wasLost = context.sent;
  let refusal: IdentityError | undefined;
  for (;;) {
    await context.onSend(attempt.lastLook?.bind(undefined, wasLost)).catch((error: unknown) => {
      throw refusal !== undefined && failureOf(error).code === 'throttled' ? refusal : error;
    });
    try {
      return await attempt.send();
    } catch (error) {
      const isNowLost = isLost(error);
      if (isNowLost) await context.onLost();
      else if (!wasLost && failureOf(error).status !== undefined) await context.onRefused();
      wasLost ||= isNowLost;
      const taken = wasLost ? await attempt.look() : undefined;
      if (taken !== undefined) return taken;
      const asked = isNowLost ? undefined : pauseIfThrottled(error);
      if (isNowLost) await pauseOrThrow(pauses, error, context, lostText(error));
      else if (asked !== undefined) {
        refusal = translated(error);
        await pauseOrThrow(throttled(asked), error, context, slowText);
      } else if (attempt.afterError) await attempt.afterError(error);
      else throw error;
    }
    const meanwhile = await attempt.look();
    if (meanwhile !== undefined) return meanwhile;
  }
}

/** Returns the conflict of a step that found something else than the plan was made for, so that it sends nothing more. */
export function otherThanPlanned({ title }: Pick<Step, 'title'>, wasSent: boolean): IdentityError {
  return changedSince(`It is not what it was any more: ${title}.${changedNothing(wasSent)}`);
}

/** What a step adds that sends nothing more: it has changed nothing, unless Azure may have taken an earlier request of it. */
export function changedNothing(wasSent: boolean): string {
  return wasSent ? '' : ' This step changed nothing.';
}

/** Seconds that Azure asks to wait, or 0 where it does not say; `undefined` for other errors, and for more than a minute. */
function pauseIfThrottled(error: unknown): number | undefined {
  if (!(error instanceof IdentityError) || error.code !== 'throttled') return undefined;
  const { retryAfter = 0 } = error.failure;
  return retryAfter > longestPause ? undefined : retryAfter;
}

/** Words for who waits because of Azure's limits, which go on with when the next try is. */
export const slowText = 'Azure asks to slow down; retrying';

/** What has happened, and that nothing has changed, in words that go on with when the next try is. */
function lostText(error: unknown): string {
  const { status } = failureOf(error);
  return status === undefined ? 'No response; retrying' : `Azure answered with an error (${status}); retrying`;
}

/** Waits for the next pause and reports it in words; throws the error if there is none left. */
export async function pauseOrThrow(
  pauses: Iterator<number>,
  error: unknown,
  context: Pick<StepContext, 'sleep' | 'signal' | 'onDetail'>,
  detail: string,
): Promise<void> {
  const next = pauses.next();
  if (next.done) throw error;
  context.onDetail(`${detail} in ${next.value} s`);
  await context.sleep(next.value * 1000, context.signal);
}
