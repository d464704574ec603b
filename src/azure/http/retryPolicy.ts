import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { isRestError } from '@azure/core-rest-pipeline';
import type { Sleep } from '../../async/sleep.ts';
import { isRead } from './isRead.ts';
import { pauseAsked } from './retryAfter.ts';

/** Seconds: when ARM asks for a longer pause, the request fails as throttled instead of hanging. */
const longestPause = 60;
const pauses = [500, 1500, 4000];
/** How often a read is sent again where Azure says when. */
const mostAsked = 20;
/** Waits become longer by up to this share of them for each try, so that what was refused together does not come back together. */
const jitter = 0.1;
/** The share where Azure says when: many wait then. */
const askedJitter = 1;

/** What retrying needs; randomness comes from outside. */
export interface RetryOptions {
  readonly sleep: Sleep;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Creates a policy that retries reads that were throttled, got lost or met a server error. Writes are left to
 * `sendOnce.ts`, which finds out what became of one that got lost, and looks before it sends one again, even after
 * throttling, because their target may have changed by then.
 */
export function retryPolicy({ sleep, random }: RetryOptions): PipelinePolicy {
  return {
    name: 'aksIdentityRetry',
    async sendRequest(request, next) {
      for (let attempt = 0; ; attempt++) {
        const outcome = await next(request).catch(connectionError);
        const pause = pauseBefore(request, outcome, { attempt, random });
        if (pause === undefined) {
          if (outcome instanceof Error) throw outcome;
          return outcome;
        }
        await sleep(pause, request.abortSignal as AbortSignal | undefined);
      }
    },
  };
}

function connectionError(error: unknown): Error {
  if (isRestError(error) && error.response === undefined) return error;
  throw error;
}

/** Milliseconds to wait before the next try, or `undefined` where the outcome stands. */
function pauseBefore(
  request: PipelineRequest,
  outcome: PipelineResponse | Error,
  { attempt, random }: { readonly attempt: number; readonly random: () => number },
): number | undefined {
  if (request.abortSignal?.aborted || !isRead(request)) return undefined;
  const longer = (share: number): number => 1 + share * random();
  const known = pauses[attempt];
  const pause = known && known * longer(jitter);
  if (outcome instanceof Error) return pause;
  const isThrottled = outcome.status === 429;
  if (!isThrottled && !isTransient(outcome.status)) return undefined;
  const asked = isThrottled || outcome.status === 503 ? pauseAsked((name) => outcome.headers.get(name)) : undefined;
  if (asked === undefined) return pause;
  const isInTime = asked * (attempt + 1) <= longestPause && attempt < mostAsked;
  return isInTime ? asked * 1000 * longer(attempt === 0 ? jitter : askedJitter * attempt) : undefined;
}

function isTransient(status: number): boolean {
  return [408, 500, 502, 503, 504].includes(status);
}
