import { expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  said,
  subscription,
  tenantId,
  userAssigned,
} from '../../emulated.ts';

it('an identity is created with its client and principal ids, keeps them, and is deleted (E-139)', async () => {
  const { send } = emulate();
  const made = await send('PUT', identityId('one'), { location: 'westeurope' });
  expect(made.status).toBe(201);
  expect(made.headers['Location']).toBe(made.body['id']);
  expect(made.body).toMatchObject({
    id: identityId('one').replace('resourceGroups', 'resourcegroups'),
    name: 'one',
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    location: 'westeurope',
    tags: {},
    properties: { tenantId },
  });
  const again = await send('PUT', identityId('one'), {
    location: 'westeurope',
    tags: { a: 'b' },
    properties: { principalId: 'mine', isolationScope: 'Regional' },
  });
  expect(again.status).toBe(200);
  expect(again.body['tags']).toEqual({ a: 'b' });
  expect(again.body['properties']).toEqual({ ...(made.body['properties'] as object), isolationScope: 'Regional' });
  expect((await send('PATCH', identityId('one'), { tags: { c: 'd' } })).body['tags']).toEqual({ c: 'd' });
  expect(
    (await send('GET', `${subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`)).body['value'],
  ).toHaveLength(1);
  expect((await send('DELETE', identityId('one'))).status).toBe(200);
  expect((await send('DELETE', identityId('one'))).status).toBe(204);
});

it('an identity and its credentials are the same in any casing, and id and name agree', async () => {
  const { send } = emulate();
  const properties = { issuer: 'https://issuer.example', subject: 's', audiences: ['a'] };
  await send('PUT', identityId('one'), { location: 'westeurope' });
  await send('PUT', `${identityId('one')}/federatedIdentityCredentials/first`, { properties });
  const again = [
    await send('PUT', identityId('ONE'), { location: 'westeurope' }),
    await send('PUT', `${identityId('ONE')}/federatedIdentityCredentials/FIRST`, { properties }),
  ];
  for (const { status, body } of again) {
    expect(status).toBe(200);
    expect(said(body['id']).endsWith(`/${said(body['name'])}`)).toBe(true);
  }
});

it.each(['ab', '_abc', 'a b c', 'x'.repeat(129)])(
  'a name that is too short, too long or odd is refused: row %#',
  async (name) => {
    const refused = await emulate().send(
      'PUT',
      `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${encodeURIComponent(name)}`,
      { location: 'westeurope' },
    );
    expect(codeOf(refused.body)).toBe('InvalidResourceName');
  },
);

it('the resources that use an identity are found (E-156)', async () => {
  const emulated = emulate({ resources: [identity('cpx'), identity('none')] });
  await emulated.done('PUT', clusterPath, clusterBody(userAssigned('cpx')));
  const used = await emulated.send(
    'POST',
    `${identityId('cpx')}/listAssociatedResources?api-version=2021-09-30-preview`,
  );
  expect(used.body).toMatchObject({ totalCount: 1, value: [{ name: 'shop', resourceGroup: 'rg' }] });
  expect(
    (await emulated.send('POST', `${identityId('none')}/listAssociatedResources?api-version=2021-09-30-preview`)).body,
  ).toEqual({ totalCount: 0, value: [] });
});
