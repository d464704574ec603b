import type { Subscription } from '../../domain/cluster/model.ts';
import { fewOf } from '../../domain/words/counts.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Says which subscriptions are left out because they are deleted: nothing is unknown of them, so that is no failure. */
export function notesOnDeleted(deleted: readonly Pick<Subscription, 'name'>[]): readonly Words[] {
  const names = deleted.map(({ name }) => name);
  return names.length === 0
    ? []
    : [say`Deleted subscriptions have nothing in them and are left out: ${fewOf(names, 'subscription')}.`];
}
