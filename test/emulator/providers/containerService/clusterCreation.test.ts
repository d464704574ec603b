import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  identity,
  identityId,
  items,
  pools,
  principal,
  said,
  subscription,
  subscriptionId,
  tenantId,
  userAssigned,
  type Emulated,
  type Loose,
} from '../../emulated.ts';

const operator = 'Managed Identity Operator';

async function read(emulated: Emulated): Promise<Loose> {
  return (await emulated.send('GET', clusterPath)).body;
}

/** What a client sends back: as read, without what only AKS sets. */
function asRequest(cluster: Loose, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    location: cluster['location'],
    sku: cluster['sku'],
    tags: cluster['tags'],
    identity: cluster['identity'],
    properties: cluster['properties'],
    ...more,
  };
}

describe('creating a cluster', () => {
  it('with a system-assigned identity shows the principal at once and the kubelet identity only at the end (E-059)', async () => {
    const emulated = emulate();
    const created = await emulated.send('PUT', clusterPath, clusterBody());
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      id: clusterPath.replace('resourceGroups', 'resourcegroups'),
      type: 'Microsoft.ContainerService/ManagedClusters',
      identity: { type: 'SystemAssigned', tenantId },
      properties: { provisioningState: 'Creating', servicePrincipalProfile: { clientId: 'msi' } },
    });
    expect(created.body['identity']!['principalId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.body['properties']!['identityProfile']).toBeUndefined();
    expect(created.body['eTag']).toBeUndefined();

    emulated.advance(5);
    const cluster = await read(emulated);
    expect(cluster['properties']).toMatchObject({
      provisioningState: 'Succeeded',
      nodeResourceGroup: 'MC_rg_shop_westeurope',
      identityProfile: {
        kubeletidentity: {
          resourceId: `${subscription}/resourcegroups/MC_rg_shop_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`,
        },
      },
    });
    expect(cluster['identity']!['principalId']).toBe(created.body['identity']!['principalId']);
    expect(cluster['eTag']).toMatch(/^[0-9a-f-]{36}$/);
    expect(cluster['properties']!['agentPoolProfiles']![0]!['eTag']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('makes the node resource group, its identity and scale set, and gives the control plane Contributor there (E-060)', async () => {
    const emulated = emulate();
    const created = await emulated.done('PUT', clusterPath, clusterBody());
    const nodes = `${subscription}/resourceGroups/MC_rg_shop_westeurope`;
    expect((await emulated.send('GET', `${nodes}?api-version=2024-11-01`)).body).toMatchObject({
      managedBy: created.body['id'],
    });
    const listed = await emulated.send('GET', `${nodes}/resources?api-version=2024-11-01`);
    const types = items(listed.body).map((entry) => said(entry['type']).split('/')[1]);
    expect(types).toEqual(['userAssignedIdentities', 'publicIPAddresses', 'virtualMachineScaleSets']);
    const assigned = await emulated.send(
      'GET',
      `${nodes}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`,
    );
    expect(assigned.body['value']).toHaveLength(1);
    expect(assigned.body['value']![0]!['properties']).toMatchObject({
      principalId: created.body['identity']!['principalId'],
      scope: nodes,
    });
  });

  it('with a user-assigned identity fills its numbers in when it is done (E-061)', async () => {
    const emulated = emulate({ resources: [identity('cp')] });
    const created = await emulated.done('PUT', clusterPath, clusterBody(userAssigned('cp')));
    const id = identityId('cp').replace('resourceGroups', 'resourcegroups');
    expect(created.body['identity']).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [id]: {} } });
    expect((await read(emulated))['identity']).toEqual({
      type: 'UserAssigned',
      userAssignedIdentities: { [id]: { clientId: principal('cp client'), principalId: principal('cp') } },
    });
  });

  it("with a kubelet identity of the user's own shows it at once and creates none in the node resource group (E-063)", async () => {
    const emulated = emulate({
      resources: [identity('cp'), identity('ku')],
      roleAssignments: [{ scope: identityId('ku'), principalId: principal('cp'), roleName: operator }],
    });
    const kubelet = { resourceId: identityId('ku'), clientId: principal('ku client'), objectId: principal('ku') };
    const created = await emulated.done(
      'PUT',
      clusterPath,
      clusterBody(userAssigned('cp'), { identityProfile: { kubeletidentity: kubelet } }),
    );
    expect(created.status).toBe(201);
    expect(created.body['properties']!['identityProfile']!['kubeletidentity']).toMatchObject({
      objectId: principal('ku'),
    });
    const cluster = await read(emulated);
    expect(said(cluster['properties']!['identityProfile']!['kubeletidentity']!['resourceId'])).toMatch(
      /\/resourcegroups\/rg\/.*\/ku$/,
    );
  });

  it('keeps what it does not know, at every depth (E-084)', async () => {
    const emulated = emulate();
    const properties = {
      future: { a: [1] },
      agentPoolProfiles: [{ ...pools[0], later: 'x' }],
      networkProfile: { beyond: null, more: 2 },
    };
    await emulated.done('PUT', clusterPath, clusterBody({}, properties));
    const cluster = await read(emulated);
    expect(cluster['properties']).toMatchObject({ future: { a: [1] }, networkProfile: { more: 2 } });
    expect(cluster['properties']!['agentPoolProfiles']![0]).toMatchObject({ later: 'x' });
    await emulated.done('PUT', clusterPath, asRequest(cluster));
    expect((await read(emulated))['properties']).toMatchObject({ future: { a: [1] }, networkProfile: { more: 2 } });
    const { future, ...known } = cluster['properties'] as unknown as Record<string, unknown>;
    expect(future).toBeDefined();
    await emulated.done('PUT', clusterPath, { ...asRequest(cluster), properties: known });
    expect((await read(emulated))['properties']!['future']).toBeUndefined();
  });

  it('makes the identities of add-ons when it is done and takes them away with the add-on (E-064)', async () => {
    const emulated = emulate();
    const addonProfiles = {
      omsagent: { enabled: true, config: { useAADAuth: 'false' } },
      azurepolicy: { enabled: false },
    };
    const ingressProfile = { webAppRouting: { enabled: true } };
    const created = await emulated.done('PUT', clusterPath, clusterBody({}, { addonProfiles, ingressProfile }));
    expect(created.body['properties']!['addonProfiles']!['omsagent']!['identity']).toBeUndefined();
    const cluster = await read(emulated);
    const addon = cluster['properties']!['addonProfiles']!['omsagent']!['identity']!;
    expect(said(addon['resourceId'])).toMatch(/\/omsagent-shop$/);
    expect(cluster['properties']!['addonProfiles']!['azurepolicy']!['identity']).toBeUndefined();
    expect(said(cluster['properties']!['ingressProfile']!['webAppRouting']!['identity']!['resourceId'])).toMatch(
      /\/webapprouting-shop$/,
    );
    expect((await emulated.send('GET', said(addon['resourceId']))).status).toBe(200);

    const off = {
      ...(cluster['properties'] as unknown as Record<string, unknown>),
      addonProfiles: { omsagent: { enabled: false } },
    };
    await emulated.done('PUT', clusterPath, asRequest(cluster, { properties: off }));
    expect((await read(emulated))['properties']!['addonProfiles']!['omsagent']!['identity']).toBeUndefined();
    expect((await emulated.send('GET', said(addon['resourceId']))).status).toBe(404);
  });
});

it('a cluster of the world comes back exactly as given', async () => {
  const cluster = {
    id: clusterPath,
    name: 'shop',
    type: 'Microsoft.ContainerService/managedClusters',
    location: 'westeurope',
    eTag: 'one',
    odd: [null, { x: 1 }],
    properties: { provisioningState: 'Succeeded', future: true },
  };
  const emulated = emulate({ resources: [cluster] });
  expect(await read(emulated)).toEqual(cluster);
  const listed = await emulated.send(
    'GET',
    `/subscriptions/${subscriptionId.toUpperCase()}/providers/microsoft.containerservice/managedclusters`,
  );
  expect(listed.body['value']).toEqual([cluster]);
});
