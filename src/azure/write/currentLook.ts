import { IdentityError } from '../../errors.ts';
import { looking } from '../http/looks.ts';
import type { StepContext } from './stepContext.ts';
import { pauseOrThrow, slowText } from './stepContext.ts';

/** Seconds before each look, so that Azure answers the next one at once. */
const pauses = [0, 8, 16, 32, 60, 60, 60, 60];

/**
 * Takes a look, and a last one that reads anew, and returns what the first has found once Azure made no request wait after
 * anything in them was read. Until then they are taken again; rejects with `throttled` where that takes minutes.
 */
export async function currentLook<T>(
  look: () => Promise<T>,
  context: Pick<StepContext, 'sleep' | 'signal' | 'onDetail'>,
  lastLook?: () => Promise<void>,
): Promise<T> {
  for (const seconds of pauses) {
    if (seconds > 0) await pauseOrThrow([seconds].values(), undefined, context, slowText);
    const taken = await looking(context.onDetail, async ({ isOld, forget }) => {
      const found = await look();
      if (isOld()) return undefined;
      forget();
      await lastLook?.();
      return isOld() ? undefined : { found };
    });
    if (taken) return taken.found;
  }
  throw tooSlow();
}

/** The end where Azure made every look wait, so that none was of one moment. */
function tooSlow(): IdentityError {
  const message = 'Azure asks to slow down again and again; nothing is sent on what may be old.';
  return new IdentityError({ code: 'throttled', message });
}
