import type { RoleAssignment } from '../../cluster/model.ts';
import type { DraftCheck } from '../planPart.ts';
import { inTheWayText } from '../../access/existingGrant.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/** Returns the check of a need that can't be met because an existing assignment is in the way. */
export function inTheWayCheck(title: Words, assignment: RoleAssignment, roleName: Phrase): DraftCheck {
  return {
    id: 'inTheWay',
    about: [assignment.id],
    title,
    verdict: 'unknown',
    detail: inTheWayText(assignment, roleName),
  };
}

/** Returns the check of a role assignment that exists. */
export function grantedCheck(title: Words, { id, description }: RoleAssignment): DraftCheck {
  const words = description ? say` It is described as "${description}".` : '';
  return {
    id: 'granted',
    about: [id],
    title,
    verdict: 'pass',
    detail: say`The role assignment already exists.${words}`,
  };
}
