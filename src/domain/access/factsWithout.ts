import { idKey } from '../arm/resourceId.ts';
import type { Facts, Read, ReadResults } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import type { Answer } from '../arm/answer.ts';

const lists: ReadonlySet<Read['kind']> = new Set([
  'assignments',
  'assignmentsOf',
  'assignmentsEverywhere',
  'assignmentsAt',
]);

/** Returns the facts as they would be without some role assignments, which are named by the `idKey` of their IDs. */
export function factsWithout(removed: ReadonlySet<string>, facts: Facts): Facts {
  if (removed.size === 0) return facts;
  const get = (read: Read): Answer<unknown> | undefined => {
    if (read.kind === 'assignment' && removed.has(idKey(read.id))) return { kind: 'missing' };
    const answer: Answer<ReadResults[Read['kind']]> | undefined = facts.get(read);
    if (answer?.kind !== 'found' || !lists.has(read.kind)) return answer;
    const all = answer.value as readonly RoleAssignment[];
    return { ...answer, value: all.filter(({ id }) => !removed.has(idKey(id))) };
  };
  return { ...facts, get: get as Facts['get'] };
}
