/**
 * The one way in which a request that changes something leaves. Each time it does, all of this happens, in this order:
 * 1. Wait for the step's turn, since a pause after a look would make it old. 2. Note the request in the journal, so
 * that a crash can't leave a write that no one knows of; this may wait for other windows. 3. Look at the plan, if it is
 * a removal: Azure takes these without a condition. 4. Take the last look, at the thing itself and again, and make the
 * request from it. If Azure made 3 or 4 wait, both are taken again (`currentLook.ts`). 5. Send. Nothing below sends a
 * second time, nor on a look that has become old (`http/oneSending.ts`). If 3 or 4 refuses, finds it done or finds the
 * thing busy, the note is taken back. The note of 2 says who made the step's last read; if the request is about to leave
 * with the token of somebody else, it is noted again first. After 5, a request that may have reached Azure stays noted
 * until Azure has refused it, and nothing is sent again before its result was looked for.
 */
import type { Step } from '../../domain/plan/plan.ts';
import { changedSince, failureOf, IdentityError } from '../../errors.ts';
import { asIdentityError, isLost } from '../arm/armErrors.ts';
import { oneSending, type Sent } from '../http/oneSending.ts';
import { currentLooks } from './currentLook.ts';
import { pauseOrThrow, slowText, type StepContext, pause, type SaysWait } from './stepContext.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** Seconds between tries of a request whose response was lost, each after a look for its result. */
const lostPauses: readonly number[] = [1, 3, 8];
/** Minimum seconds between tries of a throttled request; if Azure asks for more than a minute, it fails. */
const throttlePauses = [0.5, 1.5, 4];
const longestPause = 60;
/** How often a request is prepared again because someone had to sign in, or its token or version was refused. */
const mostRepeats = 4;

/**
 * The result of the last look before a request: `send` sends it, made from what was just seen; `ended` means already
 * done; `busy` is why it can't be sent yet.
 */
export type Ready<T> = { readonly send: () => Promise<T> } | { readonly ended: T } | { readonly busy: IdentityError };

/** A request, and how to find out what became of it. */
export interface Attempt<T> {
  /**
   * Looks at the request's target and makes the request from it, right before it is sent; throws if the target is no
   * longer what the plan meant. `wasSent` says whether an earlier request of the step may have reached Azure.
   */
  readonly lastLook: (wasSent: boolean) => Promise<Ready<T>>;
  /** Returns the result of an earlier request, if there is one; `wasSent` says whether one may have reached Azure. */
  readonly lookForResult: (wasSent: boolean) => Promise<T | undefined>;
  /** Waits if the request may be repeated after the refusal; throws if it may not. */
  readonly waitToRetry?: (error: unknown) => Promise<void>;
}

/**
 * Sends a write that must not happen twice, as described above. After a lost response, it looks for the result after
 * every refusal, because that may be the answer to a second try of an accepted request.
 */
export async function sendOnce<T>(attempt: Attempt<T>, context: StepContext): Promise<T> {
  const ownPauses = throttlePauses.values();
  const lost = lostPauses.values();
  let wasLost = context.sent;
  let repeats = 0;
  let refusal: IdentityError | undefined;

  async function afterRefusal(error: unknown, isToRepeat: boolean): Promise<void> {
    if (isToRepeat && repeats++ < mostRepeats) return;
    const askedPause = pauseIfThrottled(error);
    if (askedPause === undefined) {
      if (!attempt.waitToRetry) throw error;
      return attempt.waitToRetry(error);
    }
    refusal = asIdentityError(error);
    const ownPause = ownPauses.next();
    if (ownPause.done) throw error;
    return pause(Math.max(askedPause, ownPause.value), context, slowText);
  }

  for (;;) {
    await context.waitForTurn();
    const outcome = await oneRound(attempt, wasLost, context).catch((error: unknown) => {
      throw refusal !== undefined && failureOf(error).code === 'throttled' ? refusal : error;
    });
    if ('ended' in outcome) return outcome.ended;
    if ('busy' in outcome) await afterRefusal(outcome.busy, false);
    else {
      const { error, sent, isToRepeat } = outcome;
      const isNowLost = sent !== undefined && isLost(error);
      if (isNowLost) await context.noteLost();
      else if (!wasLost && (sent === undefined || failureOf(error).status !== undefined)) await context.noteRefused();
      wasLost ||= isNowLost;
      const taken = wasLost ? await attempt.lookForResult(true) : undefined;
      if (taken !== undefined) return taken;
      if (isNowLost) await pauseOrThrow(lost, error, context, lostText(error));
      else await afterRefusal(error, isToRepeat);
    }
    const meanwhile = await attempt.lookForResult(wasLost);
    if (meanwhile !== undefined) return meanwhile;
  }
}

type SendOutcome<T> =
  | { readonly ended: T }
  | { readonly busy: IdentityError }
  | { readonly error: unknown; readonly sent: Sent | undefined; readonly isToRepeat: boolean };

/** Steps 2 to 5, once. If a look refuses, it rejects, and nothing in this round counts as sent. */
function oneRound<T>(attempt: Attempt<T>, wasLost: boolean, context: StepContext): Promise<SendOutcome<T>> {
  return oneSending(
    () => context.now().getTime(),
    async (sending) => {
      const takeBack = await context.noteSending();
      const looks = currentLooks(context.lookAtPlan, () => attempt.lastLook(wasLost), context);
      const { found: ready, askedAt } = await looks.catch(async (error: unknown) => {
        await takeBack();
        throw error;
      });
      if (!('send' in ready)) {
        await takeBack();
        return ready;
      }
      sending.release(askedAt);
      try {
        const ended = await ready.send();
        context.keepSent(sending.sent());
        return { ended };
      } catch (error) {
        const sent = sending.sent();
        // What answers after a loss may be about an earlier request of the step.
        context.keepSent(wasLost ? defined({ sender: sent?.sender }) : sent);
        // The earlier request may have been somebody else's.
        if (wasLost && sent === undefined) await takeBack();
        return { error, sent, isToRepeat: sending.isToRepeat() };
      }
    },
    context.noteSender,
  );
}

/** Returns the conflict of a step that found something else than the plan was made for; it sends nothing more. */
export function otherThanPlannedError({ title }: Pick<Step, 'title'>, wasSent: boolean): IdentityError {
  return changedSince(say`This has changed since you confirmed it: ${title}.${nothingChangedText(wasSent)}`);
}

/** Returns the sentence that a step has changed nothing, or none if Azure may have accepted an earlier request of it. */
export function nothingChangedText(wasSent: boolean): Phrase {
  return wasSent ? '' : say` This step changed nothing.`;
}

/** Seconds that Azure asks to wait, or 0 if it does not say; `undefined` for other errors, and for more than a minute. */
function pauseIfThrottled(error: unknown): number | undefined {
  if (!(error instanceof IdentityError) || error.code !== 'throttled') return undefined;
  const { retryAfter = 0 } = error.failure;
  return retryAfter > longestPause ? undefined : retryAfter;
}

/** Says what happened and that nothing has changed; the time of the next try follows. */
function lostText(error: unknown): SaysWait {
  const { status } = failureOf(error);
  return (seconds) =>
    status === undefined
      ? say`No response; retrying in ${seconds} s`
      : say`Azure answered with an error (${status}); retrying in ${seconds} s`;
}
