import { expect, it } from 'vitest';
import { builtInRoles } from '../../../../src/emulator/roles/builtInRoles.ts';
import { codeOf, emulate, group, items, principal, tokenOf } from '../../emulated.ts';

const reader = `/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.find(({ name }) => name === 'Reader')!.guid}`;
const collection = '/providers/Microsoft.Authorization/roleAssignments';
const first = '33333333-3333-4333-a333-333333333333';
const second = '44444444-4444-4444-a444-444444444444';
const ofHolder = `${collection}?$filter=${encodeURIComponent(`principalId eq '${principal('holder')}'`)}`;
const body = {
  properties: { roleDefinitionId: reader, principalId: principal('holder'), principalType: 'ServicePrincipal' },
};

it('a role assignment at the root is listed there, read, found a second time, and removed (E-047)', async () => {
  const { send } = emulate();
  const made = await send('PUT', `${collection}/${first}`, body);
  expect(made.body).toMatchObject({ id: `${collection}/${first}`, properties: { scope: '/' } });
  expect(items((await send('GET', ofHolder)).body)).toEqual([made.body]);
  expect(items((await send('GET', `${collection}?$filter=atScope()`)).body)).toEqual([made.body]);
  expect(items((await send('GET', `${group}${collection}?$filter=atScope()`)).body)).toHaveLength(1);
  expect((await send('GET', `${collection}/${first}`)).body).toEqual(made.body);
  expect(codeOf((await send('PUT', `${collection}/${second}`, body)).body)).toBe('RoleAssignmentExists');
  expect((await send('DELETE', `${collection}/${first}`)).status).toBe(200);
  expect(items((await send('GET', ofHolder)).body)).toEqual([]);
});

it('a role assignment of the world at the root is read by its name and reaches down', async () => {
  const { send } = emulate({
    roleAssignments: [{ scope: '/', principalId: principal('holder'), roleName: 'Reader', name: first }],
    caller: { objectId: principal('caller'), roles: [] },
  });
  const asHolder = tokenOf(principal('holder'));
  expect((await send('GET', `${collection}/${first}`, undefined, asHolder)).status).toBe(200);
  expect((await send('GET', group, undefined, asHolder)).status).toBe(200);
});
