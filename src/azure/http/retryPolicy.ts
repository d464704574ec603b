import {
  isRestError,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Sleep } from '../../async/sleep.ts';
import { isRead } from './isRead.ts';

/** The most seconds of all pauses together, before the request fails as throttled. */
const longestWait = 120;
/** The fewest seconds, even if `Retry-After` is 0 or a date in the past. */
const shortestPause = 0.5;
const pauses = [500, 1500, 4000];
/** How often a read is repeated if Azure says when. */
const mostAsked = 20;
/** Each pause is lengthened by up to this share for each try, so that requests that were refused together don't come back together. */
const jitter = 0.1;
/** The same if Azure says when, because then many are waiting. */
const askedJitter = 1;

/** What retrying needs; randomness comes from outside. */
export interface RetryOptions {
  readonly sleep: Sleep;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Creates a policy that repeats reads that were throttled, lost or met a server error. Writes are left to
 * `sendOnce.ts`, which finds out what became of a lost one, and looks before it sends one again, even after throttling,
 * because the target may have changed.
 */
export function retryPolicy({ sleep, random }: RetryOptions): PipelinePolicy {
  return {
    name: 'aksIdentityRetry',
    async sendRequest(request, next) {
      const tries: Tries = { own: 0, asked: 0, waited: 0 };
      for (;;) {
        const outcome = await next(request).catch(connectionError);
        const pause = pauseBefore(request, outcome, tries, random);
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

/** How long one request has waited so far. */
interface Tries {
  /** The number of our own pauses. */
  own: number;
  /** The number of pauses that Azure asked for, and their seconds in all. */
  asked: number;
  waited: number;
}

/** Milliseconds to wait before the next try, which are noted; `undefined` if the outcome is final. */
function pauseBefore(
  request: PipelineRequest,
  outcome: PipelineResponse | Error,
  tries: Tries,
  random: () => number,
): number | undefined {
  if (request.abortSignal?.aborted || !isRead(request)) return undefined;
  const longer = (share: number): number => 1 + share * random();
  const askedPause = outcome instanceof Error ? undefined : askedBy(outcome);
  if (askedPause === undefined) {
    if (!(outcome instanceof Error) && outcome.status !== 429 && !isTransient(outcome.status)) return undefined;
    const ownPause = pauses[tries.own++];
    return ownPause && ownPause * longer(jitter);
  }
  const { asked: before, waited } = tries;
  if (askedPause > longestPause || before >= mostAsked) return undefined;
  const pause = Math.max(askedPause, shortestPause) * longer(before === 0 ? jitter : askedJitter * before);
  if (waited + pause > longestWait) return undefined;
  Object.assign(tries, { asked: before + 1, waited: waited + pause });
  return pause * 1000;
}

/** Seconds that a refusal asks to wait, if Azure says so. */
function askedBy({ status, headers }: PipelineResponse): number | undefined {
  return status === 429 || status === 503 ? secondsToWait((name) => headers.get(name)) : undefined;
}

function isTransient(status: number): boolean {
  return [408, 500, 502, 503, 504].includes(status);
}

/** Seconds. If Azure asks for a longer pause, a read fails as throttled instead of hanging, and no other read waits for it. */
export const longestPause = 60;

/** Returns a `Retry-After` header in seconds; the header may be a number or a date. */
export function retryAfterOf(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

/** Returns the seconds until Resource Graph answers this user again, from its own header such as `00:00:05`. */
export function quotaResetIn(header: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)/.exec(header ?? '') ?? [];
  return seconds === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Returns the seconds that a refusal asks to wait, from either header. */
export function secondsToWait(header: (name: string) => string | undefined, now?: number): number | undefined {
  return retryAfterOf(header('retry-after'), now) ?? quotaResetIn(header('x-ms-user-quota-resets-after'));
}
