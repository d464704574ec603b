import { expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { clusterPath, codeOf, emulate, group, items, subscription, type Loose } from '../emulated.ts';

const apiVersions = {
  'Microsoft.ContainerService': ['2024-09-01', '2025-10-01', '2025-09-02-preview'],
  'microsoft.resourcegraph': ['2021-06-01-preview', '2022-10-01'],
  'Microsoft.Resources': ['2022-12-01', '2021-04-01'],
};
const graph = '/providers/Microsoft.ResourceGraph/resources';
const messageOf = (body: Loose): unknown => (body['error'] ?? {})['message'];

it.each([
  [
    'GET',
    `${clusterPath}?api-version=2026-04-01`,
    400,
    'NoRegisteredProviderFound',
    "No registered resource provider found for location 'westeurope' and API version '2026-04-01' for type 'managedClusters'. The supported api-versions are '2024-09-01, 2025-10-01, 2025-09-02-preview'. The supported locations are 'westeurope, northeurope, eastus, ...'.",
  ],
  [
    'POST',
    `${graph}?api-version=2024-04-01`,
    404,
    'InvalidResourceType',
    "The resource type 'resources' could not be found in the namespace 'Microsoft.ResourceGraph' for api version '2024-04-01'. The supported api-versions are '2021-06-01-preview,2022-10-01'.",
  ],
  [
    'GET',
    `${group}?api-version=2025-04-01`,
    400,
    'InvalidApiVersionParameter',
    "The api-version '2025-04-01' is invalid. The supported versions are '2022-12-01,2021-04-01'.",
  ],
])(
  'a version that the world does not offer is refused in ARM’s words: row %# (E-006)',
  async (method, path, status, code, text) => {
    const refused = await emulate({ apiVersions }).send(method, path, {});
    expect([refused.status, codeOf(refused.body), messageOf(refused.body)]).toEqual([status, code, text]);
  },
);

it('versions that the world offers are accepted and listed by the provider, and no others are', async () => {
  const { send } = emulate({ apiVersions });
  const list = `${subscription}/providers/Microsoft.ContainerService/managedClusters`;
  for (const version of apiVersions['Microsoft.ContainerService'])
    expect((await send('GET', `${list}?api-version=${version}`)).status).toBe(200);
  expect((await send('GET', `${list}?api-version=2025-05-01`)).status).toBe(400);
  const { body } = await send('GET', `${subscription}/providers/Microsoft.ContainerService?api-version=2021-04-01`);
  const types = items(body, 'resourceTypes').filter((type) => JSON.stringify(type).includes('"managedClusters"'));
  expect(types.map((type) => type['apiVersions'])).toEqual([['2025-10-01', '2025-09-02-preview', '2024-09-01']]);
});

it('operations are followed in their own version, whatever the world offers', async () => {
  const { send } = emulate({ apiVersions });
  const path = `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/operations/none`;
  expect(codeOf((await send('GET', `${path}?api-version=2017-08-31`)).body)).not.toBe('NoRegisteredProviderFound');
});

it('what the world offers is kept in its file, and refused where it is no list of texts', () => {
  const { emulator } = emulate({ apiVersions });
  const again = createEmulator({ world: readWorld(JSON.stringify(emulator.snapshot())) });
  expect(again.snapshot().apiVersions).toEqual(apiVersions);
  for (const [wrong, text] of [
    [[], 'apiVersions must be an object'],
    [{ A: '2025-01-01' }, 'apiVersions.A must be a list'],
    [{ A: [5] }, 'apiVersions.A[0] must be a text'],
  ] as const) {
    const world = { ...emulator.snapshot(), apiVersions: wrong };
    expect(() => readWorld(JSON.stringify(world))).toThrow(text);
  }
});

it('Resource Graph and management groups are listed by their providers, with the versions that are offered (E-007)', async () => {
  const { send } = emulate({ apiVersions });
  for (const [namespace, type, versions] of [
    ['Microsoft.ResourceGraph', 'resources', ['2022-10-01', '2021-06-01-preview']],
    ['Microsoft.Management', 'managementGroups', ['2026-06-01', '2020-05-01']],
  ] as const) {
    for (const scope of ['', subscription]) {
      const { body } = await send('GET', `${scope}/providers/${namespace}?api-version=2021-04-01`);
      expect(body['resourceTypes']).toMatchObject([{ resourceType: type, apiVersions: versions }]);
    }
  }
});

// Microsoft.ContainerRegistry/stable/2025-04-01/containerregistry.json of Azure/azure-rest-api-specs is without it.
it.each([
  ['2023-07-01', false],
  ['2024-11-01-preview', false],
  ['2025-04-01', false],
  ['2025-03-01-preview', true],
  ['2025-11-01', true],
])('a registry in version %s says how its roles are read: %s (E-009)', async (version, isTold) => {
  const { send } = emulate();
  const list = `${group}/providers/Microsoft.ContainerRegistry/registries`;
  const mode = { roleAssignmentMode: 'AbacRepositoryPermissions' };
  const sent = { location: 'westeurope', sku: { name: 'Basic' }, properties: mode };
  await send('PUT', `${list}/own?api-version=2025-11-01`, sent);
  const query = `api-version=${version}`;
  const answers = [
    (await send('GET', `${list}/own?${query}`)).body,
    ...items((await send('GET', `${list}?${query}`)).body),
    (await send('PATCH', `${list}/own?${query}`, { tags: { a: 'b' } })).body,
    (await send('PUT', `${list}/own?${query}`, { ...sent, properties: {} })).body,
  ];
  expect(answers.map((body) => body['properties']!['roleAssignmentMode'])).toEqual(
    Array.from({ length: 4 }, () => (isTold ? mode.roleAssignmentMode : undefined)),
  );
  const legacy = { ...sent, properties: { roleAssignmentMode: 'LegacyRegistryPermissions' } };
  await send('PUT', `${list}/own?${query}`, legacy);
  const { body } = await send('GET', `${list}/own?api-version=2025-11-01`);
  const kept = isTold ? legacy.properties.roleAssignmentMode : mode.roleAssignmentMode;
  expect(body['properties']!['roleAssignmentMode']).toBe(kept);
});
