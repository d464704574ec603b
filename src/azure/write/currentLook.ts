import { say } from '../../sentences/words.ts';
import { IdentityError } from '../../errors.ts';
import { withOneLook, type LookState } from '../http/looks.ts';
import { pause, slowText, type Waiting } from './stepContext.ts';

/** Seconds before each look, so that Azure answers the next one at once. */
const pauses = [0, 8, 16, 32, 60, 60, 60, 60];

/**
 * Takes a look and returns its result if nothing made it wait after its first read; otherwise takes it again. Rejects
 * with `throttled` if that goes on for minutes.
 */
export async function currentLook<T>(
  look: (lookState: LookState) => Promise<T | undefined>,
  context: Waiting,
): Promise<T> {
  for (const seconds of pauses) {
    if (seconds > 0) await pause(seconds, context, slowText);
    const taken = await withOneLook(context.onDetail, async (lookState) => {
      const end = await look(lookState);
      return lookState.isOld() ? undefined : { found: end };
    });
    if (taken) return taken.found as T;
  }
  throw tooSlow();
}

/** The result of a last look, and when its first request was sent, in milliseconds. */
export interface LastLook<T> {
  readonly found: T;
  readonly askedAt: number | undefined;
}

/** Takes a look, then a last one that reads again; returns the result of the last one once both are current. */
export function currentLooks<T>(
  look: () => Promise<unknown>,
  lastLook: () => Promise<T>,
  context: Waiting,
): Promise<LastLook<T>> {
  return currentLook(async ({ isOld, forget, askedAt }) => {
    await look();
    if (isOld()) return undefined;
    forget();
    return { found: await lastLook(), askedAt: askedAt() };
  }, context);
}

/** The error if Azure made every look wait, so that none shows a single moment. */
function tooSlow(): IdentityError {
  const message = say`Azure keeps asking to slow down; nothing is sent based on data that may be out of date.`;
  return new IdentityError({ code: 'throttled', message });
}
