import { describe, expect, it } from 'vitest';
import { codeOf, emulate, group, principal, subscription } from '../../emulated.ts';
import { assignmentName, roleOf } from '../../grants.ts';

describe('role definitions', () => {
  it('are found by name in any casing, by type and by id (E-057, E-058)', async () => {
    const { send } = emulate();
    const found = await send(
      'GET',
      `${group}/providers/Microsoft.Authorization/roleDefinitions?$filter=${encodeURIComponent("roleName eq 'network contributor'")}`,
    );
    expect(found.body['value']).toHaveLength(1);
    expect(found.body['value']![0]).toMatchObject({
      name: '4d97b98b-1d4f-4787-a291-c67834d212e7',
      id: subscription + roleOf('Network Contributor'),
      properties: { roleName: 'Network Contributor', type: 'BuiltInRole' },
    });
    expect((await send('GET', `/${roleOf('Reader').slice(1)}`)).body['properties']!['roleName']).toBe('Reader');
    expect(
      (
        await send(
          'GET',
          `${subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=type eq 'CustomRole'`,
        )
      ).body['value'],
    ).toEqual([]);
  });

  it("of one’s own are made, used and removed; built-in ones can't be changed", async () => {
    const { send } = emulate();
    const path = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${principal('role')}`;
    const properties = { roleName: 'Own', assignableScopes: [subscription], permissions: [{ actions: ['*/read'] }] };
    expect((await send('PUT', path, { properties })).status).toBe(201);
    expect((await send('GET', path)).body['properties']).toMatchObject({ roleName: 'Own', type: 'CustomRole' });
    const named = { properties: { roleDefinitionId: path, principalId: principal('x'), principalType: 'User' } };
    const assignment = `${group}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`;
    expect((await send('PUT', assignment, named)).status).toBe(201);
    expect(codeOf((await send('DELETE', path)).body)).toBe('RoleDefinitionHasAssignments');
    await send('DELETE', assignment);
    expect((await send('DELETE', path)).status).toBe(200);
    expect(codeOf((await send('PUT', subscription + roleOf('Reader'), { properties })).body)).toBe(
      'RoleDefinitionWithBuiltInIdNotSupported',
    );
  });
});
