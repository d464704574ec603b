import { idKey, sameGuid } from '../arm/resourceId.ts';
import type { AnswerTo, Facts, Read, ReadKind } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import type { Answer } from '../arm/answer.ts';
import { reachesScope } from './accessCheck.ts';

const lists: ReadonlySet<Read['kind']> = new Set([
  'assignments',
  'assignmentsOf',
  'assignmentsEverywhere',
  'assignmentsAt',
  'everyAssignmentIn',
]);

/**
 * Returns the facts without some role assignments, by the `idKey` of their ids, and with others that are new; the new
 * ones show in `assignments` only.
 */
export function factsWithout(
  removed: ReadonlySet<string>,
  facts: Facts,
  madeAssignments: readonly RoleAssignment[] = [],
): Facts {
  if (removed.size === 0 && madeAssignments.length === 0) return facts;
  const get = (read: Read): Answer<unknown> | undefined => {
    if (read.kind === 'assignment' && removed.has(idKey(read.id))) return { kind: 'missing' };
    const answer: AnswerTo<ReadKind> | undefined = facts.get(read);
    if (answer?.kind !== 'found' || !lists.has(read.kind)) return answer;
    const assignments = answer.value as readonly RoleAssignment[];
    const added =
      read.kind === 'assignments' ? madeAssignments.filter((assignment) => isAssignedWithin(assignment, read)) : [];
    return { ...answer, value: [...assignments.filter(({ id }) => !removed.has(idKey(id))), ...added] };
  };
  return { ...facts, get: get as Facts['get'] };
}

/** The management groups above are not known here, so a new assignment at one counts nowhere else. */
function isAssignedWithin(
  { principalId, scope }: RoleAssignment,
  question: { readonly principalId: string; readonly scope: string },
): boolean {
  return sameGuid(principalId, question.principalId) && reachesScope(scope, question.scope, new Set());
}
