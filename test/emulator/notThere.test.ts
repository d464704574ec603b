import { expect, it } from 'vitest';
import { clusterBody, clusterPath, codeOf, emulate, group, identity, pools, userAssigned } from './emulated.ts';

const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`;

it('a control plane without rights at its own subnet is accepted: no code is known by which AKS would refuse it (E-219)', async () => {
  const { send } = emulate({ resources: [identity('cp')] });
  const own = clusterBody(userAssigned('cp'), { agentPoolProfiles: [{ ...pools[0], vnetSubnetID: subnet }] });
  expect((await send('PUT', clusterPath, own)).status).toBe(201);
});

it.each(['deployments', 'templateSpecs', 'deploymentScripts'])(
  'template deployments (%s) are not a type that the emulator knows (E-220)',
  async (type) => {
    const refused = await emulate().send('PUT', `${group}/providers/Microsoft.Resources/${type}/one`, {});
    expect([refused.status, codeOf(refused.body)]).toEqual([404, 'InvalidResourceType']);
  },
);

it('management groups can be read, but not created, moved or removed (E-221)', async () => {
  const { send } = emulate();
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    const path = '/providers/Microsoft.Management/managementGroups/new?api-version=2021-04-01';
    expect((await send(method, path, {})).status).toBe(404);
  }
});

it('locks are kept, and have no effect (E-222)', async () => {
  const { send } = emulate({ resources: [identity('one')] });
  const lock = `${group}/providers/Microsoft.Authorization/locks/no?api-version=2020-05-01`;
  expect((await send('PUT', lock, { properties: { level: 'CanNotDelete' } })).status).toBe(201);
  expect((await send('DELETE', identity('one').id)).status).toBe(200);
});

it('policies are not a type that the emulator knows (E-223)', async () => {
  const path = `${group}/providers/Microsoft.Authorization/policyAssignments/one?api-version=2022-06-01`;
  const refused = await emulate().send('PUT', path, {});
  expect([refused.status, codeOf(refused.body)]).toEqual([404, 'InvalidResourceType']);
});
