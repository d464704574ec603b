import { inParallel } from '../../async/inParallel.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { unmaskedCluster } from '../../domain/report/mask.ts';
import { IdentityError } from '../../errors.ts';
import type { ReadFact } from '../facts/gatherFacts.ts';

const sideBySide = 16;

/**
 * Returns which of the given clusters certainly no longer exist. Their ids may be masked. Each is read by itself, because a
 * list also lacks what its reader may not see.
 */
export function goneClusters(
  ids: readonly string[],
  listed: readonly string[],
  read: ReadFact,
): Promise<readonly string[]> {
  const asked = ids.flatMap((id) => {
    const whole = unmaskedCluster(id, listed);
    return whole === undefined ? [] : { id, whole };
  });
  return inParallel(asked, sideBySide, async ({ id, whole }) => ((await isGone(whole, read)) ? [id] : [])).then(
    (found) => found.flat(),
  );
}

/** A cluster that Azure does not answer for now is not gone for certain. */
async function isGone(id: ArmId, read: ReadFact): Promise<boolean> {
  try {
    return (await read({ kind: 'cluster', id })).kind === 'missing';
  } catch (error) {
    if (error instanceof IdentityError && error.code !== 'cancelled') return false;
    throw error;
  }
}
