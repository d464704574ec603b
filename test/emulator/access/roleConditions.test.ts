import { describe, expect, it } from 'vitest';
import { builtInRoles } from '../../../src/emulator/roles/builtInRoles.ts';
import { codeOf, emulate, group, identity, identityId, items, principal, said, subscription } from '../emulated.ts';
import { asCaller, assign, assignmentName, person } from '../grants.ts';

describe('a caller', () => {
  describe('who may grant roles under a condition as the portal makes it', () => {
    const guid = (name: string): string => builtInRoles.find((role) => role.name === name)!.guid;
    const limitedTo = (what: string): string =>
      ['write|Request', 'delete|Resource']
        .map((pair) => pair.split('|'))
        .map(
          ([verb, source]) =>
            `(\n (\n  !(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})\n )\n OR \n (\n  ${what.replaceAll('@', `@${source}[Microsoft.Authorization/roleAssignments:`).replaceAll('~', ']')}\n )\n)`,
        )
        .join('\nAND\n');
    const acrPull = guid('AcrPull');
    const reader = guid('Reader');
    const other = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
    const conditions: readonly (readonly [string, string, boolean])[] = [
      ['these roles', `@RoleDefinitionId~ ForAnyOfAnyValues:GuidEquals {${other}, ${acrPull.toUpperCase()}}`, true],
      ['other roles', `@RoleDefinitionId~ ForAnyOfAnyValues:GuidEquals{${other}, ${reader}}`, false],
      ['all but these roles', `@RoleDefinitionId~ ForAnyOfAllValues:GuidNotEquals {${reader}, ${other}}`, true],
      ['all but this one', `@RoleDefinitionId~ ForAnyOfAllValues:GuidNotEquals {${acrPull}, ${other}}`, false],
      ['these kinds', "@PrincipalType~ ForAnyOfAnyValues:StringEqualsIgnoreCase {'user', 'serviceprincipal'}", true],
      ['other kinds', "@PrincipalType~ ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}", false],
      ['this principal', `@PrincipalId~ ForAnyOfAnyValues:GuidEquals {${principal('x')}}`, true],
      ['another principal', `@PrincipalId~ ForAnyOfAnyValues:GuidEquals {${principal('y')}}`, false],
      [
        'both at once',
        `@RoleDefinitionId~ ForAnyOfAnyValues:GuidEquals {${acrPull}}\n  AND\n  @PrincipalType~ ForAnyOfAnyValues:StringEqualsIgnoreCase {'User'}`,
        false,
      ],
      ['what is not understood', `@RoleDefinitionId~ NumericEquals {${acrPull}}`, false],
    ];

    it.each(conditions)(
      'limited to %s may make and remove what fulfils it only (T-19, E-031, E-032)',
      async (_, what, isFulfilled) => {
        const roles = [{ scope: subscription, roleName: 'Owner', condition: limitedTo(what), conditionVersion: '2.0' }];
        const emulated = emulate({ caller: { objectId: person, roles }, resources: [identity('x')] });
        const made = await assign(emulated, group, 'AcrPull', principal('x'));
        expect([made.status, codeOf(made.body)]).toEqual(isFulfilled ? [201, ''] : [403, 'AuthorizationFailed']);
        const kept = [{ scope: group, principalId: principal('x'), roleName: 'AcrPull', name: assignmentName }];
        const removing = emulate({
          caller: { objectId: person, roles },
          resources: [identity('x')],
          roleAssignments: kept,
        });
        const path = `${group}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`;
        expect((await removing.send('DELETE', path)).status).toBe(isFulfilled ? 200 : 403);
      },
    );

    it('gets a refusal that names the condition in the words of ARM for a grant without any role, too (T-18, E-033)', async () => {
      const refused = await assign(emulate(asCaller([['Contributor', subscription]])), group, 'Reader', principal('x'));
      expect(said(refused.body['error']!['message'])).toContain(
        "does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write'",
      );
    });
  });

  it('has the condition of a role definition among their permissions, in the versions that show it (E-034)', async () => {
    const condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))";
    const custom = {
      name: '66666666-6666-4666-a666-666666666666',
      roleName: 'Delegate',
      assignableScopes: [subscription],
      permissions: [{ actions: ['*'], condition, conditionVersion: '2.0' }],
    };
    const emulated = emulate(asCaller([['Delegate', subscription]], { roleDefinitions: [custom] }));
    const told = async (path: string, version: string): Promise<unknown> =>
      JSON.stringify(
        (await emulated.send('GET', `${group}/providers/Microsoft.Authorization/${path}?api-version=${version}`)).body,
      ).includes('ActionMatches');
    for (const path of ['permissions', `roleDefinitions/${custom.name}`]) {
      expect([await told(path, '2022-04-01'), await told(path, '2022-05-01-preview')]).toEqual([false, true]);
    }
    expect((await assign(emulated, group, 'Reader', principal('x'))).status).toBe(403);
    expect((await emulated.send('PUT', identityId('new'), { location: 'westeurope' })).status).toBe(201);
  });

  it('is not stopped by a deny assignment in audit mode, nor by one whose condition is about something else (E-037)', async () => {
    const deny = { denyAssignmentName: 'locked', scope: group, permissions: [{ actions: ['*/write'] }] };
    const put = async (more: object): Promise<number> => {
      const { send } = emulate(asCaller([['Owner', subscription]], { denyAssignments: [{ ...deny, ...more }] }));
      return (await send('PUT', identityId('new'), { location: 'westeurope' })).status;
    };
    expect(await put({})).toBe(403);
    expect(await put({ denyAssignmentEffect: 'audit' })).toBe(201);
    expect(await put({ condition: "ActionMatches{'Microsoft.Network/*'}" })).toBe(201);
    expect(await put({ condition: "ActionMatches{'Microsoft.ManagedIdentity/*'}" })).toBe(403);
    const { send } = emulate({ denyAssignments: [{ ...deny, denyAssignmentEffect: 'audit' }] });
    const effect = async (version: string): Promise<unknown> =>
      items(
        (await send('GET', `${group}/providers/Microsoft.Authorization/denyAssignments?api-version=${version}`)).body,
      )[0]!['properties']!['denyAssignmentEffect'];
    expect([await effect('2022-04-01'), await effect('2024-07-01-preview')]).toEqual([undefined, 'audit']);
  });
});
