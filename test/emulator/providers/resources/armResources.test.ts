import { expect, it } from 'vitest';
import { clusterPath, codeOf, emulate, group, identity, items, said, subscription } from '../../emulated.ts';

it('a group exists that a world does not list but has resources in (E-207)', async () => {
  const id = `${subscription}/resourceGroups/MC_rg_shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`;
  const { send } = emulate({ resources: [{ ...identity('any'), id, name: 'shop-agentpool' }] });
  expect((await send('GET', id)).status).toBe(200);
  expect((await send('GET', `${subscription}/resourceGroups/mc_rg_shop`)).body).toMatchObject({
    name: 'MC_rg_shop',
    location: 'westeurope',
  });
});

it('subscriptions, tenants, regions and resource groups are listed', async () => {
  const { send } = emulate();
  expect((await send('GET', '/subscriptions')).body['value']![0]).toMatchObject({
    displayName: 'One',
    state: 'Enabled',
  });
  expect((await send('GET', '/tenants')).body['value']).toHaveLength(1);
  expect((await send('GET', `${subscription}/locations`)).body['value']).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'westeurope', displayName: 'West Europe' })]),
  );
  expect((await send('GET', `${subscription}/resourcegroups`)).body['value']![0]).toMatchObject({ name: 'rg' });
});

it('regions are listed with geographies and stages, in which nothing can be made (E-101)', async () => {
  const { send } = emulate();
  const listed = items((await send('GET', `${subscription}/locations`)).body);
  const regionTypes = new Map(listed.map((region) => [said(region['name']), region['metadata']!['regionType']]));
  expect([regionTypes.get('westeurope'), regionTypes.get('brazilus')]).toEqual(['Physical', 'Physical']);
  expect(listed.find((region) => said(region['name']) === 'uk')).toEqual({
    id: `${subscription}/locations/uk`,
    name: 'uk',
    type: 'Region',
    displayName: 'United Kingdom',
    regionalDisplayName: 'United Kingdom',
    metadata: { regionType: 'Logical', regionCategory: 'Other' },
  });
  for (const name of ['unitedstates', 'europe', 'eastusstage']) {
    expect(regionTypes.get(name)).toBe('Logical');
    const refused = await send('PUT', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nowhere`, {
      location: name,
    });
    expect(codeOf(refused.body)).toBe('LocationNotAvailableForResourceType');
  }
});

it('regions of other clouds are among the locations of a type, and not among the regions (E-103)', async () => {
  const { send } = emulate();
  const provider = (await send('GET', `${subscription}/providers/Microsoft.ContainerService`)).body;
  const clusters = items(provider, 'resourceTypes').find((type) => said(type['resourceType']) === 'managedClusters')!;
  expect(clusters['locations']).toEqual(expect.arrayContaining(['West Europe', 'usgovvirginia', 'chinaeast2']));
  expect(clusters['locations']).not.toContain('Brazil US');
  const regions = items((await send('GET', `${subscription}/locations`)).body);
  expect(regions.map((region) => said(region['name']))).not.toContain('usgovvirginia');
});

it('a region offers what its provider lists for it, and refuses the rest with the list (E-102)', async () => {
  const { send } = emulate();
  const provider = (await send('GET', `${subscription}/providers/Microsoft.ContainerService`)).body;
  const clusters = items(provider, 'resourceTypes').find((kind) => said(kind['resourceType']) === 'managedClusters');
  expect(clusters!['locations']).toContain('West Europe');
  expect(clusters!['locations']).not.toContain('Brazil US');
  const refused = (await send('PUT', clusterPath, { location: 'brazilus', properties: {} })).body;
  expect(codeOf(refused)).toBe('LocationNotAvailableForResourceType');
  expect(JSON.stringify(refused)).toContain("List of available regions for the resource type is 'eastus,");
  expect(JSON.stringify(refused).match(/brazilus/g)).toHaveLength(1);
  const identityThere = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/there`;
  expect((await send('PUT', identityThere, { location: 'brazilus' })).status).toBe(201);
});

it('a resource group is made, found, and goes with everything in it (E-202)', async () => {
  const { send, advance } = emulate();
  const path = `${subscription}/resourcegroups/New`;
  expect((await send('HEAD', path)).status).toBe(404);
  expect((await send('PUT', path, { location: 'westeurope' })).status).toBe(201);
  expect((await send('PUT', path, { location: 'westeurope', tags: { a: 'b' } })).body['tags']).toEqual({ a: 'b' });
  expect((await send('HEAD', path)).status).toBe(204);
  const inside = `${path}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/inside`;
  await send('PUT', inside, { location: 'westeurope' });
  const deleted = await send('DELETE', path);
  expect(deleted.status).toBe(202);
  expect((await send('GET', deleted.headers['Location']!)).status).toBe(202);
  advance(5);
  expect((await send('GET', deleted.headers['Location']!)).status).toBe(200);
  expect(codeOf((await send('GET', inside)).body)).toBe('ResourceGroupNotFound');
});

it.each(['POST', 'OPTIONS'])('%s at a resource group is no way to change it', async (method) => {
  const { send } = emulate();
  const refused = await send(method, group, { tags: { a: 'b' } });
  expect([refused.status, refused.body['error']!['code']]).toEqual([405, 'HttpMethodNotAllowed']);
  expect((await send('GET', group)).body['tags']).toBeUndefined();
});

it('resources of any type are listed by filter', async () => {
  const { send } = emulate({ resources: [identity('one'), identity('two')] });
  const list = async (filter: string): Promise<unknown[]> => {
    const answer = await send(
      'GET',
      `${subscription}/resources?api-version=2024-11-01&$filter=${encodeURIComponent(filter)}`,
    );
    return items(answer.body).map((entry) => entry['name']);
  };
  expect(await list("resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'")).toEqual(['one', 'two']);
  expect(await list("resourceGroup eq 'RG' and name eq 'two'")).toEqual(['two']);
  expect(await list("substringof('ne', name)")).toEqual(['one']);
  const refused = await send('GET', `${subscription}/resources?api-version=2024-11-01&$filter=size gt 3`);
  expect(codeOf(refused.body)).toBe('InvalidFilterInQueryString');
});

it('a registry shows its permission mode, the one of new registries where the world has none (E-203)', async () => {
  const type = 'Microsoft.ContainerRegistry/registries';
  const registry = (name: string, properties: object) => ({
    id: `${group}/providers/${type}/${name}`,
    name,
    type,
    location: 'westeurope',
    properties: { ...properties },
  });
  const { send } = emulate({
    resources: [registry('acrone', {}), registry('acrtwo', { roleAssignmentMode: 'AbacRepositoryPermissions' })],
  });
  const one = await send('GET', `${group}/providers/${type}/acrone?api-version=2025-11-01`);
  const mode = (shown: (typeof one)['body']) => said(shown['properties']!['roleAssignmentMode']);
  expect(mode(one.body)).toBe('LegacyRegistryPermissions');
  const list = await send('GET', `${subscription}/providers/${type}?api-version=2025-11-01`);
  expect(items(list.body).map(mode)).toEqual(['LegacyRegistryPermissions', 'AbacRepositoryPermissions']);
});

it('networks keep their subnets as resources of their own and in the list of the network (E-204)', async () => {
  const { send } = emulate();
  const network = `${group}/providers/Microsoft.Network/virtualNetworks/net`;
  const body = {
    location: 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'one', properties: { addressPrefix: '10.0.0.0/24' } }],
    },
  };
  expect((await send('PUT', network, body)).status).toBe(201);
  expect((await send('GET', `${network}/subnets/one`)).body['properties']).toMatchObject({
    addressPrefix: '10.0.0.0/24',
    provisioningState: 'Succeeded',
  });
  await send('PUT', `${network}/subnets/two`, { properties: { addressPrefix: '10.0.1.0/24' } });
  const read = await send('GET', network);
  expect(items(read.body['properties']!, 'subnets').map((entry) => entry['name'])).toEqual(['one', 'two']);
  expect((await send('DELETE', `${network}/subnets/one`)).status).toBe(200);
  expect((await send('GET', `${network}/subnets`)).body['value']).toHaveLength(1);
  expect(
    codeOf(
      (await send('PUT', `${group}/providers/Microsoft.Network/virtualNetworks/none/subnets/s`, { properties: {} }))
        .body,
    ),
  ).toBe('ParentResourceNotFound');
});

it('a type that only the world has can be read and not written (E-206)', async () => {
  const odd = {
    id: `${group}/providers/Microsoft.Odd/things/x`,
    name: 'x',
    type: 'Microsoft.Odd/things',
    properties: { a: 1 },
  };
  const { send } = emulate({ resources: [odd] });
  expect((await send('GET', odd.id)).body).toEqual(odd);
  expect((await send('GET', `${group}/providers/microsoft.odd/things`)).body['value']).toEqual([odd]);
  expect(codeOf((await send('PUT', odd.id, { location: 'westeurope' })).body)).toBe('NotSupportedByEmulator');
});

it('a network of the world comes back as given, and its subnets can be read by themselves', async () => {
  const net = `${group}/providers/Microsoft.Network/virtualNetworks/net`;
  const subnets = [{ name: 'one', odd: 1, properties: { addressPrefix: '10.0.0.0/24' } }];
  const network = {
    id: net,
    name: 'net',
    type: 'Microsoft.Network/virtualNetworks',
    properties: { subnets, future: true },
  };
  const { send } = emulate({ resources: [network] });
  expect((await send('GET', net)).body).toEqual(network);
  expect((await send('GET', `${net}/subnets/one`)).body).toMatchObject({ id: `${net}/subnets/one`, odd: 1 });
});

it('tags are read and changed by themselves (E-208)', async () => {
  const { send } = emulate();
  const tags = `${group}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;
  await send('PUT', tags, { properties: { tags: { a: '1', b: '2' } } });
  await send('PATCH', tags, { operation: 'Merge', properties: { tags: { c: '3' } } });
  await send('PATCH', tags, { operation: 'Delete', properties: { tags: { a: '1' } } });
  expect((await send('GET', tags)).body['properties']).toEqual({ tags: { b: '2', c: '3' } });
  expect((await send('GET', `${subscription}/resourcegroups`)).body['value']![0]!['tags']).toEqual({ b: '2', c: '3' });
  await send('DELETE', tags);
  expect((await send('GET', tags)).body['properties']).toEqual({ tags: {} });
});
