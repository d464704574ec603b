import { describe, expect, it } from 'vitest';
import type { WorldFile, WorldGroup } from '../../../src/emulator/arm/worldFile.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { emulate, group, identityId, items, principal, subscription, tokenOf, type Emulated } from '../emulated.ts';

const [kim, lee, team, everyTeam] = ['kim', 'lee', 'team', 'every'].map(principal) as [string, string, string, string];
const groups: readonly WorldGroup[] = [
  { objectId: team, displayName: 'Team', members: [kim.toUpperCase()] },
  { objectId: everyTeam, displayName: 'Every team', members: [team] },
];

/** A world in which the outer group may write in `rg`. */
function grouped(more: Partial<WorldFile> = {}): Emulated {
  return emulate({
    groups,
    caller: { objectId: principal('somebody'), roles: [] },
    roleAssignments: [{ scope: group, principalId: everyTeam, principalType: 'Group', roleName: 'Contributor' }],
    ...more,
  });
}

const writes = async ({ send }: Emulated, who: string): Promise<number> =>
  (await send('PUT', identityId('new'), { location: 'westeurope' }, tokenOf(who))).status;

describe('groups', () => {
  it('give their roles to their members, also to those of nested groups, and to no one else (E-038, E-040)', async () => {
    expect(await writes(grouped(), kim)).toBe(201);
    expect(await writes(grouped(), lee)).toBe(403);
  });

  it('are named and excluded by deny assignments', async () => {
    const deny = { denyAssignmentName: 'no', scope: group, permissions: [{ actions: ['*/write'] }] };
    const named = { ...deny, principals: [{ id: team, type: 'Group' }] };
    expect(await writes(grouped({ denyAssignments: [named] }), kim)).toBe(403);
    const excluding = { ...deny, excludePrincipals: [{ id: everyTeam, type: 'Group' }] };
    expect(await writes(grouped({ denyAssignments: [excluding] }), kim)).toBe(201);
  });

  it('are followed by assignedTo, and not by principalId (E-039)', async () => {
    const { send } = emulate({
      groups,
      roleAssignments: [{ scope: group, principalId: everyTeam, principalType: 'Group', roleName: 'Contributor' }],
    });
    const found = async (filter: string): Promise<number> => {
      const path = `${group}/providers/Microsoft.Authorization/roleAssignments`;
      return items((await send('GET', `${path}?$filter=${encodeURIComponent(filter)}`)).body).length;
    };
    expect(await found(`atScope() and assignedTo('${kim}')`)).toBe(1);
    expect(await found(`assignedTo('${lee}')`)).toBe(0);
    expect(await found(`principalId eq '${kim}'`)).toBe(0);
    expect(await found(`principalId eq '${everyTeam}'`)).toBe(1);
  });

  it('are principals that can get roles, and are known to Microsoft Graph', async () => {
    const { send } = emulate({ groups });
    const path = `${subscription}/providers/Microsoft.Authorization/roleAssignments/${principal('assignment')}`;
    const role = '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
    const made = await send('PUT', path, { properties: { roleDefinitionId: role, principalId: team } });
    expect(made.body).toMatchObject({ properties: { principalType: 'Group' } });
    const listed = await send('GET', `/v1.0/groups?$filter=${encodeURIComponent("displayName eq 'Team'")}`);
    expect(items(listed.body)).toEqual([{ '@odata.type': '#microsoft.graph.group', id: team, displayName: 'Team' }]);
  });

  it('outlive a restart, and are checked in a world file', () => {
    const { emulator } = grouped();
    expect(emulator.snapshot().groups).toEqual(groups);
    const world = { tenantId: 't', subscriptions: [], groups: [{ objectId: 'g', displayName: 'G', members: 'm' }] };
    expect(() => readWorld(JSON.stringify(world))).toThrow('groups[0].members must be a list');
  });
});
