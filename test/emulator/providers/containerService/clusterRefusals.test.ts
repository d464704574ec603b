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
  userAssigned,
  type Loose,
} from '../../emulated.ts';

describe('creating a cluster', () => {
  it.each([
    ['no identity and no service principal', clusterBody({ identity: undefined }), 'InvalidParameter'],
    ['two user-assigned identities', clusterBody(userAssigned('cp', 'other')), 'InvalidParameter'],
    ['both kinds of identity', clusterBody({ identity: { type: 'SystemAssigned, UserAssigned' } }), 'InvalidParameter'],
    ['no pool', clusterBody({}, { agentPoolProfiles: [] }), 'InvalidParameter'],
    [
      'a pool name in capitals',
      clusterBody({}, { agentPoolProfiles: [{ name: 'NP_1', mode: 'System' }] }),
      'InvalidParameter',
    ],
    ['a count that is a text', clusterBody({}, { agentPoolProfiles: [{ name: 'np', count: '3' }] }), 'UnmarshalError'],
    [
      'an unknown service principal',
      clusterBody({ identity: undefined }, { servicePrincipalProfile: { clientId: 'x' } }),
      'ServicePrincipalNotFound',
    ],
    [
      'a DNS address outside',
      clusterBody({}, { networkProfile: { serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.3.0.10' } }),
      'DnsServiceIpOutOfServiceCidr',
    ],
    [
      'an own kubelet identity with a system-assigned control plane',
      clusterBody({}, { identityProfile: { kubeletidentity: { resourceId: identityId('ku') } } }),
      'CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster',
    ],
    [
      'a kubelet identity without operator role',
      clusterBody(userAssigned('cp'), { identityProfile: { kubeletidentity: { resourceId: identityId('ku') } } }),
      'CustomKubeletIdentityMissingPermissionError',
    ],
    [
      'a wrong object id of the kubelet identity',
      clusterBody(userAssigned('cp'), {
        identityProfile: { kubeletidentity: { resourceId: identityId('ku'), objectId: principal('cp') } },
      }),
      'CustomKubeletIdentityPropertyError',
    ],
    [
      'a kubelet identity that does not exist',
      clusterBody(userAssigned('cp'), { identityProfile: { kubeletidentity: { resourceId: identityId('none') } } }),
      'GetUserAssignedIdentityResourceError',
    ],
    [
      'another identity profile',
      clusterBody(userAssigned('cp'), { identityProfile: { other: { resourceId: identityId('ku') } } }),
      'InvalidParameter',
    ],
    [
      'an own zone with a system-assigned identity',
      clusterBody(
        {},
        {
          apiServerAccessProfile: {
            enablePrivateCluster: true,
            privateDNSZone: `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`,
          },
        },
      ),
      'InvalidParameter',
    ],
    [
      'an own zone without rights at it',
      clusterBody(userAssigned('cp'), {
        apiServerAccessProfile: {
          enablePrivateCluster: true,
          privateDNSZone: `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`,
        },
      }),
      'CustomPrivateDNSZoneMissingPermissionError',
    ],
    [
      'an own subnet for the API server with a system-assigned identity',
      clusterBody(
        {},
        { apiServerAccessProfile: { subnetId: `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s` } },
      ),
      'OnlySupportedOnUserAssignedMSICluster',
    ],
    ['a version that is not offered', clusterBody({}, { kubernetesVersion: '1.12.1' }), 'K8sVersionNotSupported'],
  ])('refuses %s in the flat form (E-086, E-089)', async (_what, body, code) => {
    const emulated = emulate({ resources: [identity('cp'), identity('ku'), identity('other')] });
    const refused = await emulated.send('PUT', clusterPath, body);
    expect(refused.status).toBe(400);
    expect(refused.body['code']).toBe(code);
    expect(refused.body['message']).toBeTruthy();
    expect((await emulated.send('GET', clusterPath)).status).toBe(404);
  });

  it.each([
    ['privatelink.westeurope.azmk8s.io', 'CustomPrivateDNSZoneMissingPermissionError'],
    ['a.privatelink.westeurope.azmk8s.io', 'CustomPrivateDNSZoneMissingPermissionError'],
    ['privatelink.northeurope.azmk8s.io', 'InvalidPrivateDNSZoneResourceID'],
    ['privatelink.azmk8s.io', 'InvalidPrivateDNSZoneResourceID'],
    ['internal.contoso.com', 'InvalidPrivateDNSZoneResourceID'],
  ])('reads the zone name %s: %s (E-086)', async (zone, code) => {
    const access = {
      enablePrivateCluster: true,
      privateDNSZone: `${group}/providers/Microsoft.Network/privateDnsZones/${zone}`,
    };
    const emulated = emulate({ resources: [identity('cp')] });
    const body = clusterBody(userAssigned('cp'), { apiServerAccessProfile: access });
    expect((await emulated.send('PUT', clusterPath, body)).body['code']).toBe(code);
  });

  it("refuses a route table of the user's own for kubenet with a system-assigned identity (E-087)", async () => {
    const subnet = {
      id: `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`,
      name: 's',
      type: 'Microsoft.Network/virtualNetworks/subnets',
      properties: { routeTable: { id: 't' } },
    };
    const emulated = emulate({ resources: [subnet, identity('cp')] });
    const properties = {
      agentPoolProfiles: [{ ...pools[0], vnetSubnetID: subnet.id }],
      networkProfile: { networkPlugin: 'kubenet' },
    };
    const refused = await emulated.send('PUT', clusterPath, clusterBody({}, properties));
    expect(refused.body['code']).toBe('CustomRouteTableWithUnsupportedMSIType');
    expect((await emulated.send('PUT', clusterPath, clusterBody(userAssigned('cp'), properties))).status).toBe(201);
  });

  it('refuses an identity that does not exist in the form of ARM (E-090)', async () => {
    const refused = await emulate().send('PUT', clusterPath, clusterBody(userAssigned('gone')));
    expect(refused.body['error']).toMatchObject({ code: 'FailedIdentityOperation' });
    expect(said(refused.body['error']!['message'])).toContain(identityId('gone'));
  });
});

describe('the pools of a cluster that is there', () => {
  const [system] = pools;
  const both = { agentPoolProfiles: [...pools, { ...system, name: 'user1', mode: 'User' }] };
  const namesIn = (body: Loose): readonly unknown[] =>
    items(body['properties']!, 'agentPoolProfiles').map((pool) => pool['name']);

  it('a pool that is not there is refused in the PUT of a cluster as AKS does, and nothing is changed (E-088)', async () => {
    const { send, done } = emulate();
    await done('PUT', clusterPath, clusterBody());
    const before = (await send('GET', clusterPath)).body;
    const refused = await send('PUT', clusterPath, clusterBody({ tags: { a: 'b' } }, both));
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: 'BadRequest',
        details: null,
        message:
          'A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api',
        subcode: '',
      },
    });
    expect((await send('GET', clusterPath)).body).toEqual(before);
  });

  it('a pool that was deleted meanwhile is not made again by the PUT of a cluster that still has it', async () => {
    const { send, done } = emulate();
    await done('PUT', clusterPath, clusterBody({}, both));
    const read = (await send('GET', clusterPath)).body;
    await done('DELETE', `${clusterPath}/agentPools/user1`);
    expect(await send('PUT', clusterPath, read)).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
    expect(namesIn((await send('GET', clusterPath)).body)).toEqual(['nodepool1']);
  });

  it('a pool that the PUT of a cluster leaves out stays', async () => {
    const { send, done } = emulate();
    await done('PUT', clusterPath, clusterBody({}, both));
    expect((await send('PUT', clusterPath, clusterBody({}, { agentPoolProfiles: pools }))).status).toBe(200);
    expect(namesIn((await send('GET', clusterPath)).body)).toEqual(['nodepool1', 'user1']);
  });
});

describe('a cluster', () => {
  const workloadIdentity = { securityProfile: { workloadIdentity: { enabled: true } } };
  const issuer = (enabled: boolean): object => ({ oidcIssuerProfile: { enabled } });

  it.each([
    ['before 1.34', { kubernetesVersion: '1.33' }, 400],
    ['before 1.34 with the issuer', { kubernetesVersion: '1.33', ...issuer(true) }, 201],
    ['from 1.34 on', { kubernetesVersion: '1.34' }, 201],
    ['from 1.34 on without the issuer', { kubernetesVersion: '1.34', ...issuer(false) }, 400],
  ])('%s is made with workload identity only where it has an issuer', async (_, properties, status) => {
    const { send } = emulate();
    const answer = await send('PUT', clusterPath, clusterBody({}, { ...properties, ...workloadIdentity }));
    expect(answer.status).toBe(status);
    if (status === 400) expect(said(answer.body['message'])).toContain('OIDC issuer');
  });

  it('gets workload identity later only with an issuer (E-119)', async () => {
    const { send, done } = emulate();
    await done('PUT', clusterPath, clusterBody({}, { kubernetesVersion: '1.33' }));
    const { body } = await send('GET', clusterPath);
    const put = (more: object) => send('PUT', clusterPath, { ...body, properties: { ...body['properties'], ...more } });
    expect((await put(workloadIdentity)).status).toBe(400);
    expect((await put({ ...workloadIdentity, ...issuer(true) })).status).toBe(200);
  });

  // Azure/azure-cli#12669; with the API server in the network it can be changed: Azure/AKS#4188.
  it.each([
    ['private', { enablePrivateCluster: true }, {}, 400],
    ['public', { enablePrivateCluster: false }, { enablePrivateCluster: true }, 400],
    ['as it is', {}, { enablePrivateCluster: true }, 200],
    [
      'private, with its API server in the network,',
      { enablePrivateCluster: true, enableVnetIntegration: true },
      {},
      200,
    ],
  ])('made %s afterwards answers as AKS does (E-120)', async (_, apiServerAccessProfile, before, status) => {
    const { send, done } = emulate();
    await done('PUT', clusterPath, clusterBody({}, { apiServerAccessProfile: before }));
    const answer = await send('PUT', clusterPath, clusterBody({}, { apiServerAccessProfile }));
    expect(answer.status).toBe(status);
    const text = 'Changing enablePrivateCluster is not allowed. It can only be set while creating the cluster.';
    if (status === 400) expect(answer.body['message']).toBe(text);
  });
});
