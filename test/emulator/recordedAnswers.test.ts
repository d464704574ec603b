/**
 * Facts from ARM traffic that the tests of the Azure CLI have recorded with the real service. Each is named with its file below
 * `src/azure-cli/azure/cli/command_modules/acs/tests/latest/recordings` of Azure/azure-cli, or below
 * `src/aks-preview/azext_aks_preview/tests/latest/recordings` of Azure/azure-cli-extensions where it says so.
 */
import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  identityId,
  items,
  pools,
  principal,
  said,
  subscription,
  userAssigned,
  type Emulated,
  type Loose,
} from './emulated.ts';

const nodeGroup = `${subscription}/resourceGroups/MC_rg_shop_westeurope`;
const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes`;

async function propertiesOf({ send }: Emulated): Promise<Loose> {
  return (await send('GET', clusterPath)).body['properties']!;
}

/** The body that a client reads, changes and sends back. */
async function changed(emulated: Emulated, properties: object): Promise<Record<string, unknown>> {
  const { body } = await emulated.send('GET', clusterPath);
  return { ...body, properties: { ...body['properties'], ...properties } };
}

/** The states of the cluster and of its pools. */
async function states(emulated: Emulated): Promise<readonly string[]> {
  const properties = await propertiesOf(emulated);
  return [properties, ...items(properties, 'agentPoolProfiles')].map((entry) => said(entry['provisioningState']));
}

describe('a federated credential', () => {
  // The managed identity provider answers 201 with `Location` for everything that it makes:
  // test_aks_control_plane_user_assigned_identity.yaml (`az identity create`).
  it('is answered with its address when it is made, and not when it is written over (T-44, E-155)', async () => {
    const { send } = emulate({ resources: [identity('one')] });
    const path = `${identityId('one')}/federatedIdentityCredentials/first`;
    const properties = { issuer: 'https://issuer', subject: 's', audiences: ['api://AzureADTokenExchange'] };
    const made = await send('PUT', path, { properties });
    expect([made.status, made.headers['Location']]).toEqual([201, said(made.body['id'])]);
    const again = await send('PUT', path, { properties });
    expect([again.status, again.headers['Location']]).toEqual([200, undefined]);
  });
});

describe('node pools', () => {
  // test_aks_control_plane_user_assigned_identity.yaml, test_aks_nodepool_create_scale_delete.yaml: in each answer.
  it('say of encryption at the host and of ultra disks that they are off, unless they are asked for (T-45, E-081)', async () => {
    const emulated = emulate();
    const encrypted = { name: 'safe', count: 1, mode: 'User', enableEncryptionAtHost: true };
    const created = await emulated.done(
      'PUT',
      clusterPath,
      clusterBody({}, { agentPoolProfiles: [...pools, encrypted] }),
    );
    await emulated.done('PUT', `${clusterPath}/agentPools/late`, { properties: { count: 1 } });
    for (const list of [created.body['properties']!, await propertiesOf(emulated)].map((properties) =>
      items(properties, 'agentPoolProfiles'),
    )) {
      for (const pool of list) {
        expect(pool['enableEncryptionAtHost']).toBe(said(pool['name']) === 'safe');
        expect(pool['enableUltraSSD']).toBe(false);
      }
    }
  });

  // test_aks_create_scale_with_custom_nodepool_name_msi.yaml: `az aks scale` puts the cluster with another count.
  it.each([
    ['a tag', { tags: { a: 'b' } }, {}],
    [
      'another count',
      {},
      {
        agentPoolProfiles: [
          { ...pools[0], count: 3 },
          { name: 'extra', count: 1, mode: 'User' },
        ],
      },
    ],
    ['another identity', userAssigned('cpx'), {}],
  ])(
    'are Updating while the cluster is written with %s, and Succeeded then (T-46, E-082)',
    async (_, more, properties) => {
      const emulated = emulate({ resources: [identity('cpx')] });
      const extra = { name: 'extra', count: 1, mode: 'User' };
      await emulated.done('PUT', clusterPath, clusterBody({}, { agentPoolProfiles: [...pools, extra] }));
      const answer = await emulated.send('PUT', clusterPath, { ...(await changed(emulated, properties)), ...more });
      expect(answer.status).toBe(200);
      expect(items(answer.body['properties']!, 'agentPoolProfiles').map((pool) => pool['provisioningState'])).toEqual([
        'Updating',
        'Updating',
      ]);
      expect(await states(emulated)).toEqual(['Updating', 'Updating', 'Updating']);
      emulated.advance(60);
      expect(await states(emulated)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    },
  );

  // test_aks_nodepool_create_scale_delete.yaml: `az aks nodepool scale` puts the pool with another count.
  it('are Scaling while their count is changed by themselves, and Updating while anything else is (E-083)', async () => {
    const emulated = emulate();
    await emulated.done('PUT', clusterPath, clusterBody());
    const pool = `${clusterPath}/agentPools/nodepool1`;
    for (const [properties, state] of [
      [{ count: 3, mode: 'System' }, 'Scaling'],
      [{ count: 3, mode: 'System', nodeLabels: { a: 'b' } }, 'Updating'],
    ] as const) {
      const answer = await emulated.send('PUT', pool, { properties });
      expect(answer.body['properties']!['provisioningState']).toBe(state);
      expect(await states(emulated)).toEqual(['Succeeded', state]);
      const second = await emulated.send('PUT', clusterPath, clusterBody());
      expect(said(second.body['error']?.['message'])).toContain(`(nodepool1 - ${state})`);
      emulated.advance(60);
      expect(await states(emulated)).toEqual(['Succeeded', 'Succeeded']);
    }
  });
});

describe('effective outbound addresses', () => {
  const addressesOf = (properties: Loose, profile = 'loadBalancerProfile'): readonly string[] =>
    items(properties['networkProfile']![profile]!, 'effectiveOutboundIPs').map(({ id }) => said(id));
  const balancer = (loadBalancerProfile: object): object => ({ networkProfile: { loadBalancerProfile } });

  // test_aks_create_private_cluster_then_update_msi.yaml: absent in the 201, there at the end, in the node resource group.
  it('are made in the node resource group by the end of a create, and are there to be read', async () => {
    const emulated = emulate();
    const created = await emulated.done('PUT', clusterPath, clusterBody());
    expect(
      created.body['properties']!['networkProfile']!['loadBalancerProfile']!['effectiveOutboundIPs'],
    ).toBeUndefined();
    const [address, ...more] = addressesOf(await propertiesOf(emulated));
    expect(more).toEqual([]);
    expect(address!.startsWith(`${nodeGroup}/providers/Microsoft.Network/publicIPAddresses/`)).toBe(true);
    expect((await emulated.send('GET', address!)).body).toMatchObject({ sku: { name: 'Standard' } });
  });

  it('stay by a change of something else, and are as many as the last change has asked for (E-072)', async () => {
    const emulated = emulate();
    await emulated.done('PUT', clusterPath, clusterBody());
    const [first] = addressesOf(await propertiesOf(emulated));
    await emulated.done('PUT', clusterPath, await changed(emulated, {}));
    expect(addressesOf(await propertiesOf(emulated))).toEqual([first]);
    await emulated.done('PUT', clusterPath, await changed(emulated, balancer({ managedOutboundIPs: { count: 3 } })));
    const three = addressesOf(await propertiesOf(emulated));
    expect([new Set(three).size, three[0]]).toEqual([3, first]);
    await emulated.done('PUT', clusterPath, await changed(emulated, balancer({ managedOutboundIPs: { count: 2 } })));
    expect(addressesOf(await propertiesOf(emulated))).toEqual(three.slice(0, 2));
    expect((await emulated.send('GET', three[2]!)).status).toBe(404);
  });

  it("are the user's own where there are some, and the previous ones are gone", async () => {
    const own = { id: `${group}/providers/Microsoft.Network/publicIPAddresses/own`, name: 'own' };
    const resource = { ...own, type: 'Microsoft.Network/publicIPAddresses', location: 'westeurope' };
    const emulated = emulate({ resources: [resource] });
    await emulated.done('PUT', clusterPath, clusterBody());
    const [before] = addressesOf(await propertiesOf(emulated));
    const outboundIPs = { publicIPs: [{ id: own.id }] };
    await emulated.done('PUT', clusterPath, await changed(emulated, balancer({ outboundIPs })));
    expect(addressesOf(await propertiesOf(emulated))).toEqual([own.id]);
    expect((await emulated.send('GET', before!)).status).toBe(404);
  });

  // test_aks_create_and_update_with_managed_nat_gateway_outbound.yaml
  it('of a managed NAT gateway are at its profile', async () => {
    const emulated = emulate();
    const natGatewayProfile = { managedOutboundIPProfile: { count: 2 } };
    const networkProfile = { outboundType: 'managedNATGateway', natGatewayProfile };
    await emulated.done('PUT', clusterPath, clusterBody({}, { networkProfile }));
    const properties = await propertiesOf(emulated);
    expect(addressesOf(properties, 'natGatewayProfile')).toHaveLength(2);
    expect(properties['networkProfile']!['loadBalancerProfile']).toEqual({});
  });
});

describe('a new cluster with a user-assigned identity', () => {
  const operator = 'Managed Identity Operator';
  const kubelet = { kubeletidentity: { resourceId: identityId('ku') } };
  const access = { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone } };

  // The first two: test_aks_control_plane_user_assigned_identity.yaml; then test_aks_custom_kubelet_identity.yaml and
  // test_aks_create_fqdn_subdomain.yaml.
  it.each([
    ['nothing of it', {}, false],
    ['nothing of it, with an own subnet', { agentPoolProfiles: [{ ...pools[0], vnetSubnetID: subnet }] }, false],
    ['its principal, with an own kubelet identity', { identityProfile: kubelet }, true],
    ['its principal, with an own private DNS zone', access, true],
  ])('shows %s in the first answer (T-47, E-062)', async (_, properties, isShown) => {
    const emulated = emulate({
      resources: [
        identity('cpx'),
        identity('ku'),
        { id: zone, name: 'zone', type: 'Microsoft.Network/privateDnsZones', location: 'global' },
      ],
      roleAssignments: [
        { scope: identityId('ku'), principalId: principal('cpx'), roleName: operator },
        { scope: zone, principalId: principal('cpx'), roleName: 'Private DNS Zone Contributor' },
      ],
    });
    const created = await emulated.done('PUT', clusterPath, clusterBody(userAssigned('cpx'), properties));
    expect(created.status).toBe(201);
    const id = identityId('cpx').replace('resourceGroups', 'resourcegroups');
    const shown = isShown ? { principalId: principal('cpx') } : {};
    expect(created.body['identity']).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [id]: shown } });
    expect((await emulated.send('GET', clusterPath)).body['identity']!['userAssignedIdentities']).toEqual({
      [id]: { principalId: principal('cpx'), clientId: principal('cpx client') },
    });
  });
});

describe('Container Insights', () => {
  // Azure/azure-cli-extensions, test_aks_create_with_monitoring_aad_auth_msi.yaml: `useAADAuth` is "True", and no `identity`.
  it.each(['true', 'True'])(
    'with Entra authentication (%s) has no identity, and loses the one it had (T-48, E-071)',
    async (useAADAuth) => {
      const insights = (config: object): Record<string, unknown> => ({
        addonProfiles: { omsagent: { enabled: true, config } },
      });
      const emulated = emulate();
      const shown = async (): Promise<Loose | undefined> =>
        (await propertiesOf(emulated))['addonProfiles']!['omsagent']!['identity'];
      await emulated.done('PUT', clusterPath, clusterBody({}, insights({ useAADAuth })));
      expect(await shown()).toBeUndefined();
      await emulated.done('PUT', clusterPath, await changed(emulated, insights({ useAADAuth: 'false' })));
      const old = said((await shown())!['resourceId']);
      expect(old).toMatch(/\/omsagent-shop$/);
      await emulated.done('PUT', clusterPath, await changed(emulated, insights({ useAADAuth })));
      expect(await shown()).toBeUndefined();
      expect((await emulated.send('GET', old)).status).toBe(404);
    },
  );
});

describe('a private cluster', () => {
  const link = {
    name: 'management',
    type: 'Microsoft.ContainerService/managedClusters/privateLinkResources',
    groupId: 'management',
    requiredMembers: ['management'],
  };
  const access = (more: object = {}): Record<string, unknown> => ({
    apiServerAccessProfile: { enablePrivateCluster: true, ...more },
  });

  // test_aks_create_private_cluster_then_update_msi.yaml: without an id in the 201, with one at the end.
  it('can be linked to, at first without an id, and stays so whatever is sent back (T-49, E-080)', async () => {
    const emulated = emulate();
    const created = await emulated.done('PUT', clusterPath, clusterBody({}, access()));
    expect(created.body['properties']!['privateLinkResources']).toEqual([link]);
    const id = `${said(created.body['id'])}/privateLinkResources/management`;
    for (const properties of [{}, { privateLinkResources: undefined }, { apiServerAccessProfile: undefined }]) {
      expect((await propertiesOf(emulated))['privateLinkResources']).toEqual([{ id, ...link }]);
      await emulated.done('PUT', clusterPath, await changed(emulated, properties));
    }
    expect((await emulated.send('GET', `${clusterPath}/privateLinkResources`)).body).toEqual({
      value: [{ id, ...link }],
    });
  });

  // Azure/azure-cli-extensions, test_aks_create_none_private_dns_zone.yaml
  it.each([
    ['a name for everybody and a zone of AKS', {}, { privateDNSZone: 'system', enablePrivateClusterPublicFQDN: true }],
    ['the zone that is asked for', { privateDNSZone: 'none' }, { privateDNSZone: 'none' }],
    ['no public name where that is asked for', { enablePrivateClusterPublicFQDN: false }, {}],
  ])('has %s, also after a change that leaves it out', async (_, asked, expected) => {
    const emulated = emulate();
    await emulated.done('PUT', clusterPath, clusterBody({}, access(asked)));
    const whole = { enablePrivateCluster: true, privateDNSZone: 'system', enablePrivateClusterPublicFQDN: true };
    const wanted = { ...whole, ...asked, ...expected };
    expect((await propertiesOf(emulated))['apiServerAccessProfile']).toEqual(wanted);
    expect((await propertiesOf(emulated))['fqdn'] !== undefined).toBe(wanted.enablePrivateClusterPublicFQDN);
    await emulated.done('PUT', clusterPath, await changed(emulated, access({ disableRunCommand: true })));
    expect((await propertiesOf(emulated))['apiServerAccessProfile']).toEqual({ ...wanted, disableRunCommand: true });
  });

  it('is neither a cluster with a public API server nor one with its API server in the network', async () => {
    const inNetwork = { enablePrivateCluster: true, enableVnetIntegration: true };
    for (const apiServerAccessProfile of [{}, { enablePrivateCluster: false }, inNetwork]) {
      const emulated = emulate();
      await emulated.done('PUT', clusterPath, clusterBody({}, { apiServerAccessProfile }));
      const properties = await propertiesOf(emulated);
      expect(properties['privateLinkResources']).toBeUndefined();
      const isPublic = !('enableVnetIntegration' in apiServerAccessProfile);
      if (isPublic) expect(properties['apiServerAccessProfile']).toEqual(apiServerAccessProfile);
    }
  });
});
