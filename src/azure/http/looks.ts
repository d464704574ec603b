import { AsyncLocalStorage } from 'node:async_hooks';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { say, type Words } from '../../sentences/words.ts';
import type { Sleep } from '../../async/sleep.ts';

/** Waits of at least this many milliseconds are reported. */
const worthTelling = 2000;
/** Milliseconds from which waiting for a token counts as a pause: where a person has to sign in for it, and where not. */
const longSignIn = 1000;
const longToken = 10_000;
/** Milliseconds after which what was read is old, whatever took so long: a computer may have slept. */
const longLook = 60_000;

/** The age of an answer: how many pauses there were before it, and when it was asked for, in milliseconds; undefined until it came. */
interface Age {
  readonly pauses: number;
  readonly askedAt: number;
}

interface LookAnswer {
  readonly response: Promise<PipelineResponse>;
  age?: Age;
}

/** When the request of a response was sent: the content may be as old as that, however long it took. */
const askedAt = new WeakMap<PipelineResponse, number>();

/** Notes when the request of a response was sent, in milliseconds. */
export function noteAsked(response: PipelineResponse, at: number): void {
  askedAt.set(response, at);
}

/** Takes what requests wait for, in words, and whether a person has to sign in for them. */
export type Tell = (words: Words, asksPerson?: boolean) => void;

interface WatchedLook {
  /** How often a request had to wait before a retry or for its turn. */
  pauses: number;
  readonly tell: Tell;
  /** Left out if each request is to be sent. */
  answers?: Map<unknown, LookAnswer>;
  /** The age of the oldest answer in the look; `oldestSince` counts from when the look last forgot its answers. */
  oldest?: Age;
  oldestSince?: Age | undefined;
  /** Returns how many milliseconds ago something was. */
  since?: (at: number) => number;
}

const watched = new AsyncLocalStorage<WatchedLook>();

/** Runs the work and reports in words how long its requests have to wait. */
export function reportingPauses<T>(tell: Tell, work: () => Promise<T>): Promise<T> {
  return watched.run({ pauses: 0, tell }, work);
}

/** What a look has read so far. */
export interface LookState {
  /** True if there was a wait for a request, or for a person, after part of the look was read. */
  readonly isOld: () => boolean;
  /** Forgets what was read, so that it is read again. */
  readonly forget: () => void;
  /** When the first request since then was sent, in milliseconds; undefined if none was. */
  readonly askedAt: () => number | undefined;
}

/** Runs work that reads each address once, however often it asks for it; reports waits like `reportingPauses`. */
export async function withOneLook<T>(tell: Tell, work: (lookState: LookState) => Promise<T>): Promise<T> {
  const answers = new Map<unknown, LookAnswer>();
  const look: WatchedLook = { pauses: 0, tell, answers };
  const isOld = (): boolean => {
    const { oldest, since, pauses } = look;
    return oldest !== undefined && (oldest.pauses < pauses || (since?.(oldest.askedAt) ?? 0) > longLook);
  };
  const forget = (): void => {
    answers.clear();
    look.oldestSince = undefined;
  };
  try {
    return await watched.run(look, () => work({ isOld, forget, askedAt: () => look.oldestSince?.askedAt }));
  } finally {
    // Work that started inside the look may continue, but reads for itself.
    delete look.answers;
  }
}

/** Returns true while something is read before a write: a wait between its reads would make it old. */
export function isLooking(): boolean {
  return watched.getStore()?.answers !== undefined;
}

/** Returns the same function, with waits counted for the current work and reported. */
export function withCountedSleep(sleep: Sleep): Sleep {
  return async (milliseconds, signal) => {
    const watchedNow = watched.getStore();
    if (milliseconds >= worthTelling)
      watched.exit(() => watchedNow?.tell(say`Asking Azure again in ${Math.ceil(milliseconds / 1000)} s`));
    await sleep(milliseconds, signal);
    if (watchedNow) watchedNow.pauses += 1;
  };
}

function olderAge(a: Age | undefined, b: Age): Age {
  if (a === undefined) return b;
  return { pauses: Math.min(a.pauses, b.pauses), askedAt: Math.min(a.askedAt, b.askedAt) };
}

/** Notes that a person may have been waited for, which makes earlier reads old. */
export function countPause(): void {
  const watchedNow = watched.getStore();
  if (watchedNow) watchedNow.pauses += 1;
}

/**
 * Returns the same credential; a long wait for a token is reported, and counts as a pause. Only claims make a person sign in:
 * otherwise the Azure CLI, or a busy VS Code, takes its seconds for every token.
 */
export function countingCredential(credential: TokenCredential, now: () => number): TokenCredential {
  return {
    async getToken(scopes, options) {
      const begun = now();
      const watchedNow = watched.getStore();
      const asksPerson = options?.claims !== undefined;
      const words = asksPerson ? say`Waiting for the sign-in` : say`Waiting for an access token`;
      const telling =
        watchedNow && setTimeout(() => watched.exit(() => watchedNow.tell(words, asksPerson)), worthTelling);
      try {
        return await credential.getToken(scopes, options);
      } finally {
        clearTimeout(telling);
        if (Math.abs(now() - begun) > (asksPerson ? longSignIn : longToken)) countPause();
      }
    },
  };
}

let pipelines = 0;

/** Creates the policy that sends each read within a look once, retries included. */
export function lookPolicy(now: () => number): PipelinePolicy {
  const ownPipeline = ++pipelines;
  return {
    name: 'aksIdentityLooks',
    async sendRequest(request, next) {
      const look = watched.getStore();
      if (look?.answers === undefined) return next(request);
      const { answers } = look;
      const key = request.method === 'GET' ? `${ownPipeline} ${request.url}` : request;
      const begun = now();
      const answer: LookAnswer = answers.get(key) ?? { response: next(request) };
      answers.set(key, answer);
      const response = await answer.response;
      // An expired token is followed by a new one.
      if (response.status === 401) answers.delete(key);
      answer.age ??= { pauses: look.pauses, askedAt: askedAt.get(response) ?? begun };
      look.oldest = olderAge(look.oldest, answer.age);
      look.oldestSince = olderAge(look.oldestSince, answer.age);
      look.since = (at) => Math.abs(now() - at);
      return { ...response };
    },
  };
}
