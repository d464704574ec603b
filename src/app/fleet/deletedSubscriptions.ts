import type { Directory } from '../../azure/directory/directory.ts';
import type { Subscription } from '../../domain/cluster/model.ts';
import { fewOf } from '../../domain/words/counts.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Returns the subscriptions among the requested ones that are left out because they are deleted. */
export async function deletedAmong(
  directory: Directory,
  subscriptionIds: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Subscription[]> {
  const { deleted } = await directory.access(signal);
  const wantedIds = subscriptionIds && new Set(subscriptionIds.map((id) => id.toLowerCase()));
  return deleted.filter(({ id }) => wantedIds?.has(id.toLowerCase()) ?? true);
}

/** Says which subscriptions are left out because they are deleted: nothing is unknown of them, so that is no failure. */
export function notesOnDeleted(deleted: readonly Pick<Subscription, 'name'>[]): readonly Words[] {
  const names = deleted.map(({ name }) => name);
  return names.length === 0
    ? []
    : [say`Deleted subscriptions have nothing in them and are left out: ${fewOf(names, 'subscription')}.`];
}
