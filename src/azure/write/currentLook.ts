import { IdentityError } from '../../errors.ts';
import { looking } from '../http/looks.ts';
import type { StepContext } from './stepContext.ts';
import { pauseOrThrow, slowText } from './stepContext.ts';

/** Seconds before each look: at first none, as what was read after the last wait is kept; later, so that Azure answers at once. */
const pauses = [0, 0, 0, 8, 16, 32, 60, 60, 60, 60];

/**
 * Takes a look, and a last one that reads anew, and returns what the first has found once Azure made no request wait after
 * anything in them was read. Until then they are taken again; rejects with `throttled` where that takes minutes.
 */
export async function currentLook<T>(
  look: () => Promise<T>,
  context: Pick<StepContext, 'sleep' | 'signal' | 'onDetail'>,
  lastLook?: () => Promise<void>,
): Promise<T> {
  return looking(context.onDetail, async (looked) => {
    let isFirst = true;
    for (const seconds of pauses) {
      if (seconds > 0) {
        await pauseOrThrow([seconds].values(), undefined, context, slowText);
        looked.forget();
      }
      looked.again();
      const found = await look();
      if (looked.isOld()) continue;
      if (isFirst) looked.forget();
      isFirst = false;
      await lastLook?.();
      if (!looked.isOld()) return found;
    }
    throw tooSlow();
  });
}

/** The end where Azure made every look wait, so that none was of one moment. */
function tooSlow(): IdentityError {
  const message = 'Azure asks to slow down again and again; nothing is sent on what may be old.';
  return new IdentityError({ code: 'throttled', message });
}
