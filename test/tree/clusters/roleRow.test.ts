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

it('a role on a whole subscription goes by the name of the subscription', () => {
  const scope = '/subscriptions/11111111-0000-4000-8000-000000000001';
  expect(roleRow({ ...assignment, scope, subscriptionName: 'Contoso' }, 'here', {}).description).toBe('Contoso');
  expect(roleRow({ ...assignment, scope }, 'here', {}).description).toBe('subscription 1111...01');
});

it('a role of a group in an opened file says that the identity has to be a member', () => {
  const row = roleRow({ ...assignment, perhapsThrough: 'zone-writers' }, 'here', {});
  expect(row.description).toContain('with a condition');
  expect(row.tooltip).toContainEqual({
    label: 'Condition',
    value: 'The identity is a member of the group zone-writers',
  });
});
