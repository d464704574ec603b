import { lastSegment } from '../../arm/resourceId.ts';
import type { RoleAssignment } from '../../cluster/model.ts';
import type { DraftCheck } from '../planPart.ts';
import { inTheWayText } from '../../access/existingGrant.ts';

/** Returns the check of a need that stays open because an existing assignment is in the way of its grant. */
export function inTheWayCheck(title: string, assignment: RoleAssignment, roleName: string): DraftCheck {
  return { title, verdict: 'unknown', detail: inTheWayText(assignment, roleName) };
}

/** Returns the check of a grant that exists. */
export function grantedCheck(title: string, { id }: RoleAssignment): DraftCheck {
  return { title, verdict: 'pass', detail: `By ${lastSegment(id)}; nothing will be sent.` };
}
