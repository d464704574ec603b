import { refuse } from '../armError.ts';
import type { RoleAssignment } from '../roleAssignmentStore.ts';

/** A `$filter` of the role assignment list. */
export interface AssignmentFilter {
  /** Nothing from below the scope. */
  readonly atScope: boolean;
  readonly matches: (assignment: RoleAssignment) => boolean;
}

/** Reads `atScope()`, `assignedTo('id')` and `principalId eq 'id'`, joined by `and`; throws for anything else. */
export function assignmentFilter(text: string | undefined): AssignmentFilter {
  let atScope = false;
  const principals: string[] = [];
  for (const term of (text ?? '').split(/\s+and\s+/i).map((part) => part.trim())) {
    if (term === '') continue;
    const principal = /^(?:assignedTo\('([^']*)'\)|principalId\s+eq\s+'([^']*)')$/i.exec(term);
    if (/^atScope\(\)$/i.test(term)) atScope = true;
    else if (principal !== null) principals.push((principal[1] ?? principal[2] ?? '').toLowerCase());
    else
      throw refuse(
        400,
        'InvalidFilter',
        `The filter '${text ?? ''}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}'' or 'assignedTo('{value}')'.`,
      );
  }
  return { atScope, matches: ({ principalId }) => principals.every((id) => id === principalId.toLowerCase()) };
}
