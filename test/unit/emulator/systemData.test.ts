import { expect, test } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  identity,
  identityId,
  principal,
  subscription,
  tokenOf,
} from './emulated.ts';

const [person, application] = ['person', 'application'].map(principal) as [string, string];

test('systemData says who made a cluster or an identity, who changed it last, and when', async () => {
  const { send, done, advance } = emulate({
    caller: { objectId: person, displayName: 'kim@contoso.com', roles: [{ scope: subscription, roleName: 'Owner' }] },
    servicePrincipals: [{ appId: application, objectId: application, displayName: 'pipeline' }],
    roleAssignments: [{ scope: subscription, principalId: application, roleName: 'Owner' }],
  });
  const made = { createdBy: 'kim@contoso.com', createdByType: 'User', createdAt: '2026-09-01T08:00:00.0000000Z' };
  const first = {
    ...made,
    lastModifiedBy: 'kim@contoso.com',
    lastModifiedByType: 'User',
    lastModifiedAt: made.createdAt,
  };
  expect((await send('PUT', identityId('new'), { location: 'westeurope' })).body['systemData']).toEqual(first);
  expect((await done('PUT', clusterPath, clusterBody())).body['systemData']).toEqual(first);
  advance(60);
  const changed = {
    ...made,
    lastModifiedBy: application,
    lastModifiedByType: 'Application',
    lastModifiedAt: '2026-09-01T08:02:00.0000000Z',
  };
  await send('PATCH', identityId('new'), { tags: { a: 'b' } }, tokenOf(application));
  await send('PATCH', clusterPath, { tags: { a: 'b' } }, tokenOf(application));
  for (const path of [identityId('new'), clusterPath]) {
    expect((await send('GET', path)).body['systemData'], path).toEqual(changed);
  }
});

test('what AKS makes in the node resource group is made by AKS, when the operation ends', async () => {
  const { send, done } = emulate({}, { operationSeconds: 30 });
  await done('PUT', clusterPath, clusterBody());
  const path = `${subscription}/resourceGroups/MC_rg_shop_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`;
  expect((await send('GET', path)).body['systemData']).toMatchObject({
    createdBy: '7319c514-987d-4e9b-ac3d-d38c4f427f4c',
    createdByType: 'Application',
    createdAt: '2026-09-01T08:00:30.0000000Z',
  });
});

test('a resource of the world keeps what it says of its maker, or the lack of it', async () => {
  const noted = { createdBy: 'lee@contoso.com', createdAt: '2024-01-01T00:00:00Z' };
  const { send } = emulate({ resources: [{ ...identity('old'), systemData: noted }, identity('unknown')] });
  const put = async (name: string): Promise<unknown> =>
    (await send('PUT', identityId(name), { location: 'westeurope', systemData: { createdBy: 'me' } })).body[
      'systemData'
    ];
  const last = { lastModifiedBy: 'owner@emulator.local', lastModifiedByType: 'User' };
  expect(await put('old')).toMatchObject({ ...noted, ...last });
  expect(Object.keys((await put('unknown')) as object)).toEqual(Object.keys({ ...last, lastModifiedAt: '' }));
});
