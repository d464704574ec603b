/** The one way in which a request that changes something leaves: note, look, last look, send. */
import type { Step } from '../../domain/plan/plan.ts';
import { changedSince, failureOf, IdentityError } from '../../errors.ts';
import { isLost, translated } from '../arm/armErrors.ts';
import { oneSending } from '../http/oneSending.ts';
import { currentLooks } from './currentLook.ts';
import type { StepContext } from './stepContext.ts';
import { pauseOrThrow, slowText } from './stepContext.ts';

/** Seconds between tries of a request whose response got lost, each after a look at what became of it. */
const lostPauses: readonly number[] = [1, 3, 8];
/** Seconds at least between tries of a request that was throttled; where Azure asks for more than a minute it fails. */
const throttlePauses = [0.5, 1.5, 4];
const longestPause = 60;
/** How often a request is made ready anew because somebody had to sign in, or its token or version was not taken. */
const mostRepeats = 4;

/**
 * What the last look before a request says: `send` sends it, made from what was just seen; `ended` is so already; `busy` is
 * why it can't be sent yet.
 */
export type Ready<T> = { readonly send: () => Promise<T> } | { readonly ended: T } | { readonly busy: IdentityError };

/** A request, and how to see what became of it. */
export interface Attempt<T> {
  /**
   * Looks at what the request is about and makes it from that, right before it is sent; throws where it is not what the plan
   * meant any more. It is told whether Azure may have taken an earlier request of the step.
   */
  readonly lastLook: (wasSent: boolean) => Promise<Ready<T>>;
  /** What an earlier request has brought about, if it has; told whether Azure may have taken one. */
  readonly look: (wasSent: boolean) => Promise<T | undefined>;
  /** Waits where the request may be tried once more after the refusal; throws where it may not. */
  readonly afterError?: (error: unknown) => Promise<void>;
}

/**
 * Sends a write that must not be taken twice. Each time it leaves it was noted first, since that may have to wait for other
 * windows, and looked at last; nothing below sends it again. After a lost response it looks into every refusal, which may be
 * the answer to a second try of what was taken.
 */
export async function sendOnce<T>(attempt: Attempt<T>, context: StepContext): Promise<T> {
  const [ownPauses, lost] = [throttlePauses.values(), lostPauses.values()];
  let wasLost = context.sent;
  let repeats = 0;
  let refusal: IdentityError | undefined;

  async function afterRefusal(error: unknown, isToRepeat: boolean): Promise<void> {
    if (isToRepeat && repeats++ < mostRepeats) return;
    const asked = pauseIfThrottled(error);
    if (asked === undefined) {
      if (!attempt.afterError) throw error;
      return attempt.afterError(error);
    }
    refusal = translated(error);
    const own = ownPauses.next();
    return pauseOrThrow((own.done ? [] : [Math.max(asked, own.value)]).values(), error, context, slowText);
  }

  for (;;) {
    await context.turn();
    const outcome = await sent(attempt, wasLost, context).catch((error: unknown) => {
      throw refusal !== undefined && failureOf(error).code === 'throttled' ? refusal : error;
    });
    if ('ended' in outcome) return outcome.ended;
    if ('busy' in outcome) await afterRefusal(outcome.busy, false);
    else {
      const { error, hasLeft, isToRepeat } = outcome;
      const isNowLost = hasLeft && isLost(error);
      if (isNowLost) await context.onLost();
      else if (!wasLost && (!hasLeft || failureOf(error).status !== undefined)) await context.onRefused();
      wasLost ||= isNowLost;
      const taken = wasLost ? await attempt.look(true) : undefined;
      if (taken !== undefined) return taken;
      if (isNowLost) await pauseOrThrow(lost, error, context, lostText(error));
      else await afterRefusal(error, isToRepeat);
    }
    const meanwhile = await attempt.look(wasLost);
    if (meanwhile !== undefined) return meanwhile;
  }
}

type Outcome<T> =
  | { readonly ended: T }
  | { readonly busy: IdentityError }
  | { readonly error: unknown; readonly hasLeft: boolean; readonly isToRepeat: boolean };

/** One round: note, look, last look, send. Rejects where a look refuses, and then nothing of this round counts as sent. */
function sent<T>(attempt: Attempt<T>, wasLost: boolean, context: StepContext): Promise<Outcome<T>> {
  return oneSending(
    () => context.now().getTime(),
    async (one) => {
      const takeBack = await context.note();
      const lastLook = (): Promise<Ready<T>> => attempt.lastLook(wasLost);
      const { found: ready, askedAt } = await currentLooks(context.lookAgain, lastLook, context).catch(
        async (error: unknown) => {
          await takeBack();
          throw error;
        },
      );
      if (!('send' in ready)) {
        await takeBack();
        return ready;
      }
      one.release(askedAt);
      try {
        return { ended: await ready.send() };
      } catch (error) {
        return { error, hasLeft: one.hasLeft(), isToRepeat: one.isToRepeat() };
      }
    },
  );
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

/** What has happened, and that nothing has changed, in words that go on with when the next try is. */
function lostText(error: unknown): string {
  const { status } = failureOf(error);
  return status === undefined ? 'No response; retrying' : `Azure answered with an error (${status}); retrying`;
}
