import { armRefusal } from '../../arm/error.ts';
import { quotedText, termsOf, unquoteText } from '../../arm/odata.ts';
import type { RoleAssignment } from '../../world/roleAssignmentStore.ts';
import type { World } from '../../world/world.ts';

/** The parts of a `$filter` of the list of role assignments. */
export interface AssignmentFilter {
  /** Nothing from below the scope. */
  readonly atScope: boolean;
  /** True if it is about one principal. */
  readonly isOfPrincipal: boolean;
  readonly matches: (assignment: RoleAssignment) => boolean;
}

const ofPrincipal = new RegExp(`^(?:(assignedTo)\\(\\s*${quotedText}\\s*\\)|principalId\\s+eq\\s+${quotedText})$`, 'i');

/**
 * Reads `atScope()`, `assignedTo('id')` and `principalId eq 'id'`, joined by `and`; throws for anything else.
 * `assignedTo` also finds what a principal has through groups; `principalId eq` finds only assignments to the principal
 * itself.
 */
export function assignmentFilter(world: World, text: string | undefined): AssignmentFilter {
  let atScope = false;
  const askedTerms: (readonly string[])[] = [];
  for (const term of termsOf(text ?? '')) {
    if (term === '') continue;
    const [matched, assignedTo, assignee = '', principalId = ''] = ofPrincipal.exec(term) ?? [];
    const id = unquoteText(assignee + principalId).toLowerCase();
    if (/^atScope\(\)$/i.test(term)) atScope = true;
    else if (assignedTo !== undefined) askedTerms.push([id, ...world.groupsOf(id)]);
    else if (matched !== undefined) askedTerms.push([id]);
    else
      throw armRefusal(
        400,
        'InvalidFilter',
        `The filter '${text ?? ''}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}'' or 'assignedTo('{value}')'.`,
      );
  }
  return {
    atScope,
    isOfPrincipal: askedTerms.length > 0,
    matches: ({ principalId }) => askedTerms.every((ids) => ids.includes(principalId.toLowerCase())),
  };
}
