import { expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  identityId,
  items,
  said,
  subscription,
} from './emulated.ts';

const upper = (path: string): string =>
  path
    .replace(/\/resourcegroups\/[^/]+/i, '/RESOURCEGROUPS/RG')
    .replace(/providers\/.*/, (rest) => rest.toLowerCase())
    .replace(/[^/]+$/, (name) => name.toUpperCase());
const network = `${group}/providers/Microsoft.Network/virtualNetworks/net`;
const credential = { properties: { issuer: 'https://i', subject: 's', audiences: ['a'] } };
const here = { location: 'westeurope' };

it.each([
  [`${subscription}/resourceGroups/new`, here, `${subscription}/resourceGroups/NEW`],
  [
    clusterPath,
    clusterBody(),
    `${subscription}/resourcegroups/RG/providers/Microsoft.ContainerService/managedClusters/SHOP`,
  ],
  [
    identityId('two'),
    here,
    `${subscription}/resourcegroups/RG/providers/Microsoft.ManagedIdentity/userAssignedIdentities/TWO`,
  ],
  [
    `${identityId('one')}/federatedIdentityCredentials/fed`,
    credential,
    `${subscription}/resourcegroups/RG/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one/federatedIdentityCredentials/FED`,
  ],
  [network, here, `${subscription}/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/NET`],
])(
  'a resource has its name and group as last written, and the rest as Azure writes it: row %# (E-012)',
  async (path, body, id) => {
    const { send, done } = emulate({ resources: [identity('one')] });
    const again = path === `${subscription}/resourceGroups/new` ? `${subscription}/RESOURCEGROUPS/NEW` : upper(path);
    const first = await done('PUT', path, body);
    expect(first.status).toBe(201);
    expect((await send('GET', again)).body['id']).toBe(first.body['id']);
    const second = await done('PUT', again, body);
    expect([second.status, second.body['id'], second.body['name']]).toEqual([200, id, id.split('/').at(-1)]);
    for (const way of [path, again])
      expect((await send('GET', way)).body).toMatchObject({ id, name: second.body['name'] });
    const collection = path.slice(0, path.lastIndexOf('/'));
    expect(items((await send('GET', collection)).body).filter((entry) => said(entry['id']) === id)).toHaveLength(1);
  },
);
