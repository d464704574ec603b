/** What keeps a role assignment from granting something certainly. */
import { unknownToAll, unknownWith, type Unknown } from '../arm/unknown.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import { say, type Phrase } from '../../sentences/words.ts';

/** What keeps an assignment from granting something certainly. */
export type Limit = Pick<RoleAssignment, 'condition' | 'perhapsThrough'>;

/** Returns why it isn't known whether an assignment with a limit grants an action. */
export function limitUnknown({ condition = '', perhapsThrough: group }: Limit, action: string): Unknown {
  if (group !== undefined) {
    const reason = say`Granted only if the identity is a member of the group ${group}. The opened file doesn't list its members.`;
    return unknownWith('notOffered', 'groupMembers', reason, group);
  }
  const reason = action.toLowerCase().startsWith('microsoft.containerregistry/')
    ? say`Pull is allowed only for repositories that match the condition: ${condition}`
    : say`Granted only where a condition holds: ${condition}`;
  return unknownToAll('condition', condition, reason);
}

/** Returns what has to hold for an assignment to grant anything: its condition, in Azure's own syntax, or a membership. */
export function conditionOf({ condition, perhapsThrough: group }: Limit): Phrase | undefined {
  return group === undefined ? condition : say`The identity is a member of the group ${group}`;
}
