import { describe, expect, it } from 'vitest';
import { actionMatches } from '../../../src/emulator/access/rbac.ts';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  said,
  subscription,
  tokenOf,
  type Answered,
} from '../emulated.ts';
import { asCaller, assign, person } from '../grants.ts';

it.each([
  ['*', 'Microsoft.X/y/read', true],
  ['*/read', 'Microsoft.X/y/read', true],
  ['*/read', 'Microsoft.X/y/write', false],
  ['Microsoft.Network/*', 'microsoft.network/virtualNetworks/subnets/join/action', true],
  ['Microsoft.Network/*', 'microsoft.networkX/virtualNetworks/read', false],
  [
    'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
    'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
    true,
  ],
  ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/roleAssignments/write', true],
  ['Microsoft.X/y/read', 'Microsoft.X/y/read/more', false],
  ['Microsoft.*', 'Microsoft.X/y/read', true],
])('a pattern has an action, or not: row %# (E-028)', (pattern, action, expected) => {
  expect(actionMatches(pattern, action)).toBe(expected);
});

describe('a caller', () => {
  it('without a world caller owns everything, whatever the token', async () => {
    const { send } = emulate();
    expect((await send('GET', `${subscription}/resourceGroups`, undefined, tokenOf(person))).status).toBe(200);
  });

  it('of a token without an id is named by Microsoft Graph (E-255)', async () => {
    const told = async (world: Parameters<typeof emulate>[0]) =>
      (await emulate(world).send('GET', '/v1.0/me')).body['id'];
    expect(await told(asCaller([['Reader', subscription]]))).toBe(person);
    expect(await told({})).toBe('00000000-0000-0000-0000-000000000001');
  });

  it('without the action gets AuthorizationFailed with the words of ARM (E-025)', async () => {
    const { send } = emulate(asCaller([['Reader', subscription]]));
    const refused = await send('PUT', clusterPath, clusterBody());
    expect(refused.status).toBe(403);
    expect(refused.body['error']).toEqual({
      code: 'AuthorizationFailed',
      message: `The client 'Person' with object id '${person}' does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/write' over scope '${clusterPath}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    });
    expect(codeOf((await send('GET', clusterPath)).body)).toBe('ResourceNotFound');
  });

  it('is who the token names; another principal has what role assignments give it', async () => {
    const other = principal('other');
    const { send } = emulate(
      asCaller([['Owner', subscription]], {
        roleAssignments: [{ scope: group, principalId: other, roleName: 'Reader' }],
      }),
    );
    const write = (headers: Readonly<Record<string, string>>): Promise<Answered> =>
      send('PUT', identityId('new'), { location: 'westeurope' }, headers);
    expect((await write(tokenOf(other))).status).toBe(403);
    expect((await send('GET', identityId('new'), undefined, tokenOf(other))).status).toBe(404);
    expect((await send('GET', identityId('new'), undefined, tokenOf(principal('none')))).status).toBe(403);
    expect((await write(tokenOf(person))).status).toBe(201);
    expect((await write({})).status).toBe(200);
  });

  it('with Contributor may write everything but role assignments', async () => {
    const emulated = emulate(asCaller([['Contributor', subscription]]));
    expect((await emulated.send('PUT', identityId('new'), { location: 'westeurope' })).status).toBe(201);
    const refused = await assign(emulated, group, 'Reader', principal('x'));
    expect(codeOf(refused.body)).toBe('AuthorizationFailed');
    expect(said(refused.body['error']!['message'])).toContain("'Microsoft.Authorization/roleAssignments/write'");
  });

  it('sees in a list only what they may read, and only subscriptions in which they have a role (E-041)', async () => {
    const second = '55555555-5555-4555-a555-555555555555';
    const world = asCaller([['Reader', identityId('one')]], {
      resources: [identity('one'), identity('two')],
      subscriptions: [
        { subscriptionId: subscription.split('/')[2]!, displayName: 'One' },
        { subscriptionId: second, displayName: 'Two' },
      ],
    });
    const { send } = emulate(world);
    expect((await send('GET', '/subscriptions')).body['value']).toHaveLength(1);
    const list = await send('GET', `${subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`);
    expect(items(list.body).map((entry) => entry['name'])).toEqual(['one']);
    expect(
      (await send('GET', `/subscriptions/${second}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`)).status,
    ).toBe(403);
  });

  it('reads their own permissions, one entry for each role, without deny assignments (E-042)', async () => {
    const { send } = emulate(
      asCaller([
        ['Reader', subscription],
        ['Contributor', group],
      ]),
    );
    const answer = await send('GET', `${clusterPath}/providers/Microsoft.Authorization/permissions`);
    expect(items(answer.body).map((entry) => entry['actions'])).toEqual([['*/read'], ['*']]);
    const owner = await emulate().send('GET', `${group}/providers/Microsoft.Authorization/permissions`);
    expect(owner.body['value']).toEqual([{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }]);
  });

  it('with a role at a group only can follow the operations that they started', async () => {
    const { send, advance } = emulate(asCaller([['Contributor', group]]));
    const accepted = await send('PUT', clusterPath, clusterBody());
    expect(accepted.status).toBe(201);
    advance(5);
    const address = accepted.headers['Azure-AsyncOperation']!;
    expect((await send('GET', address)).body['status']).toBe('Succeeded');
    expect((await send('GET', address, undefined, tokenOf(principal('none')))).status).toBe(403);
  });

  it('without the right registers no namespace', async () => {
    const { send } = emulate(asCaller([['Reader', subscription]]));
    const refused = await send('POST', `${subscription}/providers/Microsoft.Network/unregister?api-version=2022-12-01`);
    expect(codeOf(refused.body)).toBe('AuthorizationFailed');
  });

  it('is stopped by a deny assignment that does not exclude them (E-029)', async () => {
    const deny = { denyAssignmentName: 'locked', scope: group, permissions: [{ actions: ['*/write'] }] };
    const body = { location: 'westeurope' };
    expect(
      (
        await emulate(asCaller([['Owner', subscription]], { denyAssignments: [deny] })).send(
          'PUT',
          identityId('new'),
          body,
        )
      ).status,
    ).toBe(403);
    const excluded = { ...deny, excludePrincipals: [{ id: person, type: 'User' }] };
    const { send } = emulate(asCaller([['Owner', subscription]], { denyAssignments: [excluded] }));
    expect((await send('PUT', identityId('new'), body)).status).toBe(201);
    const listed = await send(
      'GET',
      `${clusterPath}/providers/Microsoft.Authorization/denyAssignments?$filter=atScope()`,
    );
    expect(listed.body['value']![0]!['properties']).toMatchObject({ denyAssignmentName: 'locked', scope: group });
  });

  it('with a conditional role gets a refusal that names the condition (E-030)', async () => {
    const condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))";
    const world = asCaller([], {
      roleAssignments: [
        { scope: subscription, principalId: person, roleName: 'Owner', condition, conditionVersion: '2.0' },
      ],
    });
    const emulated = emulate(world);
    expect((await emulated.send('PUT', identityId('new'), { location: 'westeurope' })).status).toBe(201);
    const refused = await assign(emulated, group, 'Reader', principal('x'));
    expect(said(refused.body['error']!['message'])).toContain('or an ABAC condition not fulfilled');
  });

  it('has a condition on their own role, too, and reads it among their assignments, not among their permissions (E-035, E-036)', async () => {
    const condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))";
    const roles = [{ scope: subscription, roleName: 'Owner', condition, conditionVersion: '2.0' }];
    const emulated = emulate({ caller: { objectId: person, displayName: 'Person', roles } });
    expect((await emulated.send('PUT', identityId('new'), { location: 'westeurope' })).status).toBe(201);
    const refused = await assign(emulated, group, 'Reader', principal('x'));
    expect(said(refused.body['error']!['message'])).toContain('or an ABAC condition not fulfilled');
    for (const version of ['2022-04-01', '2022-05-01-preview']) {
      const place = `${group}/providers/Microsoft.Authorization/permissions?api-version=${version}`;
      const [permission] = items((await emulated.send('GET', place)).body);
      expect(Object.keys(permission!).sort()).toEqual(['actions', 'dataActions', 'notActions', 'notDataActions']);
    }
    const assignments = `${group}/providers/Microsoft.Authorization/roleAssignments`;
    const listed = await emulated.send('GET', `${assignments}?$filter=atScope() and assignedTo('${person}')`);
    expect(items(listed.body).map(({ properties }) => properties)).toMatchObject([
      { scope: subscription, principalId: person, condition, conditionVersion: '2.0' },
    ]);
  });

  it('of a custom role has what it lists and not what it takes away (E-026)', async () => {
    const custom = {
      name: '66666666-6666-4666-a666-666666666666',
      roleName: 'Almost',
      assignableScopes: [subscription],
      permissions: [{ actions: ['Microsoft.ManagedIdentity/*'], notActions: ['*/delete'] }],
    };
    const { send } = emulate(asCaller([['Almost', subscription]], { roleDefinitions: [custom] }));
    expect((await send('PUT', identityId('new'), { location: 'westeurope' })).status).toBe(201);
    expect((await send('DELETE', identityId('new'))).status).toBe(403);
  });
});

it('a locked node resource group keeps its owner out (E-106)', async () => {
  const emulated = emulate(asCaller([['Owner', subscription]]));
  await emulated.done(
    'PUT',
    clusterPath,
    clusterBody({}, { nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' } }),
  );
  const nodes = `${subscription}/resourceGroups/MC_rg_shop_westeurope`;
  const refused = await emulated.send(
    'PUT',
    `${nodes}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new`,
    { location: 'westeurope' },
  );
  expect(codeOf(refused.body)).toBe('DenyAssignmentAuthorizationFailed');
  expect((await emulated.send('GET', `${nodes}/resources?api-version=2024-11-01`)).status).toBe(200);
});

it('eligible roles are listed to the caller alone without a right to see others, and give nothing (E-027)', async () => {
  const scope = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one`;
  const caller = { objectId: 'me', roles: [], eligibleRoles: [{ scope, roleName: 'Owner' }] };
  const { send } = emulate({ resources: [identity('one')], caller });
  const list = (place: string, filter: string, headers = {}): ReturnType<typeof send> =>
    send(
      'GET',
      `${place}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter=${filter}`,
      undefined,
      headers,
    );
  const [own] = items((await list('', 'asTarget()')).body);
  expect(own!['properties']).toMatchObject({ scope, principalId: 'me', memberType: 'Direct' });
  expect(items((await list(group, 'asTarget()')).body)).toHaveLength(1);
  expect(items((await list(`${scope}2`, 'asTarget()')).body)).toEqual([]);
  expect(items((await list('', 'asTarget()', tokenOf('somebody'))).body)).toEqual([]);
  expect((await list('', 'atScope()')).status).toBe(403);
  expect((await list('', "status eq 'Provisioned'")).status).toBe(400);
  expect((await send('GET', scope)).status).toBe(403);
});

it('eligible roles of everybody are listed with the right to read them, and limited by each filter (E-027, H-44)', async () => {
  const above = subscription;
  const { send } = emulate({
    groups: [{ objectId: 'team', displayName: 'Team', members: ['ben'] }],
    caller: { objectId: 'ana', displayName: 'Ana', roles: [{ scope: subscription, roleName: 'Reader' }] },
    eligible: [
      {
        principalId: 'ben',
        principalType: 'User',
        scope: above,
        roleName: 'Owner',
        endDateTime: '2027-01-01T00:00:00Z',
      },
      { principalId: 'team', principalType: 'Group', scope: group, roleName: 'Contributor' },
      { principalId: 'ana', principalType: 'User', scope: clusterPath, roleName: 'Reader' },
    ],
  });
  const list = async (place: string, filter: string, headers = {}): Promise<readonly string[]> => {
    const path = `${place}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`;
    const answer = await send('GET', `${path}?api-version=2020-10-01&$filter=${filter}`, undefined, headers);
    if (answer.status !== 200) return [codeOf(answer.body)];
    return items(answer.body).map(
      ({ properties }) => `${said(properties!['principalId'])} ${said(properties!['memberType'])}`,
    );
  };
  expect(await list(group, 'atScope()')).toEqual(['ben Inherited', 'team Direct']);
  expect(await list(group, "principalId eq 'ana'")).toEqual(['ana Direct']);
  expect(await list(group, "atScope() and assignedTo('ben')")).toEqual(['ben Inherited', 'team Direct']);
  expect(await list(group, 'asTarget()')).toEqual(['ana Direct']);
  expect(await list(group, 'asTarget()', tokenOf('ben'))).toEqual(['ben Inherited', 'team Group']);
  expect(await list(group, 'atScope()', tokenOf('ben'))).toEqual(['AuthorizationFailed']);
});
