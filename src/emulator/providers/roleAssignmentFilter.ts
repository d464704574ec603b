import { refuse } from '../armError.ts';
import type { RoleAssignment } from '../roleAssignmentStore.ts';
import type { World } from '../world.ts';

/** A `$filter` of the role assignment list. */
export interface AssignmentFilter {
  /** Nothing from below the scope. */
  readonly atScope: boolean;
  readonly matches: (assignment: RoleAssignment) => boolean;
}

/**
 * Reads `atScope()`, `assignedTo('id')` and `principalId eq 'id'`, joined by `and`; throws for anything else. `assignedTo`
 * is about what the principal has also through groups, `principalId eq` about what names it.
 */
export function assignmentFilter(world: World, text: string | undefined): AssignmentFilter {
  let atScope = false;
  const asked: (readonly string[])[] = [];
  for (const term of (text ?? '').split(/\s+and\s+/i).map((part) => part.trim())) {
    if (term === '') continue;
    const assignedTo = /^assignedTo\('([^']*)'\)$/i.exec(term)?.[1]?.toLowerCase();
    const principalId = /^principalId\s+eq\s+'([^']*)'$/i.exec(term)?.[1]?.toLowerCase();
    if (/^atScope\(\)$/i.test(term)) atScope = true;
    else if (assignedTo !== undefined) asked.push([assignedTo, ...world.groupsOf(assignedTo)]);
    else if (principalId !== undefined) asked.push([principalId]);
    else
      throw refuse(
        400,
        'InvalidFilter',
        `The filter '${text ?? ''}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}'' or 'assignedTo('{value}')'.`,
      );
  }
  return { atScope, matches: ({ principalId }) => asked.every((ids) => ids.includes(principalId.toLowerCase())) };
}
