import { withoutUndefined, type JsonObject } from '../arm/json.ts';
import type { RoleAssignment } from './roleAssignmentStore.ts';

/** Returns what the history keeps of a role assignment, in ARM's form. */
export function assignmentRecord(assignment: RoleAssignment): JsonObject {
  const { name, scope, role, effectiveFrom: _effectiveFrom, ...members } = assignment;
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  return {
    id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: withoutUndefined({ ...members, scope, roleDefinitionId }),
  };
}
