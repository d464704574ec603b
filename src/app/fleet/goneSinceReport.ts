import { inParallel } from '../../async/inParallel.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { unmaskedCluster } from '../../domain/report/mask.ts';
import { IdentityError } from '../../errors.ts';
import type { ReadFact } from '../facts/gatherFacts.ts';

const sideBySide = 16;

/**
 * Returns which of the given clusters certainly no longer exist; their ids may be masked. Each is read by itself,
 * because a cluster that its reader may not see is missing from a list, too.
 */
export function goneClusters(
  ids: readonly string[],
  listedIds: readonly string[],
  read: ReadFact,
): Promise<readonly string[]> {
  const idsToAsk = ids.flatMap((id) => {
    const unmaskedId = unmaskedCluster(id, listedIds);
    return unmaskedId === undefined ? [] : { id, whole: unmaskedId };
  });
  return inParallel(idsToAsk, sideBySide, async ({ id, whole }) =>
    (await isClusterGone(whole, read)) ? [id] : [],
  ).then((idsOfChunks) => idsOfChunks.flat());
}

/** A cluster for which Azure doesn't answer now is not certainly gone. */
async function isClusterGone(id: ArmId, read: ReadFact): Promise<boolean> {
  try {
    return (await read({ kind: 'cluster', id })).kind === 'missing';
  } catch (error) {
    if (error instanceof IdentityError && error.code !== 'cancelled') return false;
    throw error;
  }
}
