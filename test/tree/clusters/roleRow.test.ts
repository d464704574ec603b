import { expect, it } from 'vitest';
import { roleRow } from '../../../src/tree/clusters/roleRow.ts';

const assignment = {
  id: '/providers/Microsoft.Authorization/roleAssignments/a',
  scope: '/',
  principalId: 'p',
  roleDefinitionId: 'r',
  roleName: 'Owner',
  roleId: 'r',
};

it('a role above all subscriptions carries the directory that it was read in', () => {
  expect(roleRow({ ...assignment, tenantId: 'second' }, 'here', {})).toMatchObject({
    roleAssignmentId: assignment.id,
    tenantId: 'second',
  });
  expect(roleRow(assignment, 'here', {})).not.toHaveProperty('tenantId');
});
