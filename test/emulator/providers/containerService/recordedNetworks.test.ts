/**
 * How clusters go out and what their pools look like in ARM traffic that the tests of the Azure CLI have recorded with the real
 * service, by file below `src/azure-cli/azure/cli/command_modules/acs/tests/latest/recordings` of Azure/azure-cli.
 */
import { describe, expect, it } from 'vitest';
import { clusterBody, clusterPath, emulate, items, said, type Emulated, type Loose } from '../../emulated.ts';

/** What az sends of a pool for which nothing is asked. */
const azPool = {
  count: 1,
  vmSize: 'Standard_DS2_v2',
  osDiskSizeGB: 0,
  osType: 'Linux',
  enableAutoScaling: false,
  type: 'VirtualMachineScaleSets',
  mode: 'System',
  orchestratorVersion: '',
  upgradeSettings: {},
  scaleSetPriority: 'Regular',
  scaleSetEvictionPolicy: 'Delete',
  spotMaxPrice: -1,
  nodeTaints: [],
  name: 'nodepool1',
};
const azCluster = (networkProfile: object, pool: object = azPool): object =>
  clusterBody(
    {},
    { kubernetesVersion: '', agentPoolProfiles: [pool], addonProfiles: {}, networkProfile, storageProfile: {} },
  );

const propertiesOf = async ({ send }: Emulated): Promise<Loose> => (await send('GET', clusterPath)).body['properties']!;

async function made(
  networkProfile: object,
  pool?: object,
): Promise<Emulated & { readonly first: Loose; readonly end: Loose }> {
  const emulated = emulate();
  const { body } = await emulated.done('PUT', clusterPath, azCluster(networkProfile, pool));
  return { ...emulated, first: body['properties']!, end: await propertiesOf(emulated) };
}

/** The cluster as it is read, sent back with another network. */
async function withNetwork(emulated: Emulated, networkProfile: object): Promise<Loose> {
  const { body } = await emulated.send('GET', clusterPath);
  const properties = {
    ...body['properties'],
    networkProfile: { ...body['properties']!['networkProfile'], ...networkProfile },
  };
  return (await emulated.done('PUT', clusterPath, { ...body, properties })).body['properties']!;
}

const addresses = (profile: Loose | undefined): readonly string[] =>
  items(profile!, 'effectiveOutboundIPs').map(({ id }) => said(id));

describe('a cluster that az makes', () => {
  // test_aks_create_dualstack_with_default_network.yaml, test_aks_nodepool_stop_and_start.yaml
  it('runs its version from the first answer on, has the drivers for storage, and no add-ons (E-078)', async () => {
    const { first, end } = await made({});
    for (const properties of [first, end]) {
      expect(properties['currentKubernetesVersion']).toBe(properties['kubernetesVersion']);
      expect(properties['storageProfile']).toEqual({
        diskCSIDriver: { enabled: true },
        fileCSIDriver: { enabled: true },
        snapshotController: { enabled: true },
      });
      expect(properties).not.toHaveProperty('addonProfiles');
    }
  });

  it('keeps its drivers where a later body names none', async () => {
    const emulated = await made({});
    const { body } = await emulated.send('GET', clusterPath);
    const blob = { blobCSIDriver: { enabled: true } };
    for (const storageProfile of [blob, {}])
      await emulated.done('PUT', clusterPath, { ...body, properties: { ...body['properties'], storageProfile } });
    expect((await propertiesOf(emulated))['storageProfile']).toMatchObject({
      ...blob,
      diskCSIDriver: { enabled: true },
    });
  });

  it('has pools without what says nothing, with a disk, and with the version of the cluster from the first answer on (E-079)', async () => {
    const { first, end } = await made({});
    for (const [pool] of [first, end].map((properties) => items(properties, 'agentPoolProfiles'))) {
      expect(pool).toMatchObject({
        osDiskSizeGB: 128,
        orchestratorVersion: first['kubernetesVersion'],
        currentOrchestratorVersion: first['kubernetesVersion'],
      });
      for (const name of ['scaleSetPriority', 'scaleSetEvictionPolicy', 'spotMaxPrice', 'nodeTaints'])
        expect(pool).not.toHaveProperty(name);
    }
  });

  it('has pools of its own version, not of that which AKS would choose, and keeps what spot pools say', async () => {
    const emulated = emulate();
    const spot = { ...azPool, name: 'spot', mode: 'User', scaleSetPriority: 'Spot', nodeTaints: ['a=b:NoSchedule'] };
    const agentPoolProfiles = [azPool, spot];
    await emulated.done('PUT', clusterPath, clusterBody({}, { kubernetesVersion: '1.32', agentPoolProfiles }));
    await emulated.done('PUT', `${clusterPath}/agentPools/late`, { properties: { ...azPool, name: undefined } });
    const [one, two, late] = items(await propertiesOf(emulated), 'agentPoolProfiles');
    for (const pool of [one, late])
      expect(pool).toMatchObject({ orchestratorVersion: '1.32', currentOrchestratorVersion: '1.32.9' });
    expect(two).toMatchObject({ scaleSetPriority: 'Spot', scaleSetEvictionPolicy: 'Delete', spotMaxPrice: -1 });
    expect(two).toMatchObject({ nodeTaints: ['a=b:NoSchedule'] });
  });
});

describe('a basic load balancer', () => {
  // test_aks_create_blb_vmas_msi.yaml
  it('has no profile and serves one pool, which in an availability set has no node image (E-075)', async () => {
    const { upgradeSettings, ...pool } = { ...azPool, type: 'AvailabilitySet' };
    const { first, end } = await made({ loadBalancerSku: 'basic' }, pool);
    expect(upgradeSettings).toEqual({});
    for (const properties of [first, end]) {
      expect(properties['maxAgentPools']).toBe(1);
      expect(properties['networkProfile']).toMatchObject({ loadBalancerSku: 'basic', outboundType: 'loadBalancer' });
      expect(properties['networkProfile']).not.toHaveProperty('loadBalancerProfile');
      const [set] = items(properties, 'agentPoolProfiles');
      for (const name of ['nodeImageVersion', 'upgradeSettings']) expect(set).not.toHaveProperty(name);
    }
  });
});

describe('a load balancer', () => {
  // test_aks_create_loadbalancer_then_update.yaml
  it('says nothing of addresses of IPv6 where none are asked for', async () => {
    const profile = { managedOutboundIPs: { count: 2, countIPv6: 0 }, allocatedOutboundPorts: 2048 };
    const { first, end } = await made({ loadBalancerProfile: profile });
    for (const { networkProfile } of [first, end])
      expect(networkProfile!['loadBalancerProfile']).toMatchObject({
        managedOutboundIPs: { count: 2 },
        allocatedOutboundPorts: 2048,
      });
    expect(end['networkProfile']!['loadBalancerProfile']!['managedOutboundIPs']).toEqual({ count: 2 });
  });

  it('has its addresses whatever is left out, when it is made and when it is changed (E-073)', async () => {
    const emulated = await made({ loadBalancerProfile: {} });
    const managedOutboundIPs = { count: 1 };
    expect(emulated.first['networkProfile']!['loadBalancerProfile']).toMatchObject({ managedOutboundIPs });
    const [address] = addresses(emulated.end['networkProfile']!['loadBalancerProfile']);
    for (const loadBalancerProfile of [{}, { idleTimeoutInMinutes: 5 }, { managedOutboundIPs: null }]) {
      await withNetwork(emulated, { loadBalancerProfile });
      const profile = (await propertiesOf(emulated))['networkProfile']!['loadBalancerProfile'];
      expect(profile).toMatchObject({ managedOutboundIPs });
      expect(addresses(profile)).toEqual([address]);
    }
  });

  // test_aks_create_dualstack_with_default_network.yaml, test_aks_create_and_update_ipv6_count.yaml
  it('of both families has an address of each, and as many as are asked for later (E-074)', async () => {
    const emulated = await made({ networkPlugin: 'kubenet', ipFamilies: ['IPv4', 'IPv6'] });
    for (const { networkProfile } of [emulated.first, emulated.end]) {
      expect(networkProfile).toMatchObject({
        loadBalancerProfile: { managedOutboundIPs: { count: 1, countIPv6: 1 } },
        podCidr: '10.244.0.0/16',
        podCidrs: ['10.244.0.0/16', expect.stringMatching(/^fd.*::\/64$/)],
        serviceCidr: '10.0.0.0/16',
        serviceCidrs: ['10.0.0.0/16', expect.stringMatching(/^fd.*::\/108$/)],
        ipFamilies: ['IPv4', 'IPv6'],
      });
    }
    const [first, second] = addresses(emulated.end['networkProfile']!['loadBalancerProfile']);
    expect([first!.endsWith('-ipv6'), second!.endsWith('-ipv6')]).toEqual([false, true]);
    expect((await emulated.send('GET', second!)).body['properties']!['publicIPAddressVersion']).toBe('IPv6');
    await withNetwork(emulated, { loadBalancerProfile: { managedOutboundIPs: { count: 1, countIPv6: 2 } } });
    const later = addresses((await propertiesOf(emulated))['networkProfile']!['loadBalancerProfile']);
    expect([later.slice(0, 2), later.length]).toEqual([[first, second], 3]);
  });

  it('of both families keeps the ranges that are brought', async () => {
    const ranges = { podCidrs: ['10.1.0.0/16', 'fd11::/64'], serviceCidrs: ['10.2.0.0/16', 'fd12::/108'] };
    const { end } = await made({ networkPlugin: 'kubenet', ipFamilies: ['IPv4', 'IPv6'], ...ranges });
    expect(end['networkProfile']).toMatchObject({
      ...ranges,
      podCidr: '10.1.0.0/16',
      serviceCidr: '10.2.0.0/16',
      dnsServiceIP: '10.2.0.10',
    });
  });
});

describe('a managed NAT gateway', () => {
  // test_aks_create_and_update_with_managed_nat_gateway_outbound.yaml
  it.each([
    [
      'what is asked for',
      { natGatewayProfile: { managedOutboundIPProfile: { count: 2 }, idleTimeoutInMinutes: 30 } },
      2,
      30,
    ],
    ['one address where nothing is said', {}, 1, 4],
  ])('has %s, and an empty profile of the load balancer (E-076)', async (_, more, count, idleTimeoutInMinutes) => {
    const { first, end } = await made({ outboundType: 'managedNATGateway', ...more });
    for (const { networkProfile } of [first, end]) {
      expect(networkProfile!['loadBalancerProfile']).toEqual({});
      expect(networkProfile!['natGatewayProfile']).toMatchObject({
        managedOutboundIPProfile: { count },
        idleTimeoutInMinutes,
      });
    }
    expect(first['networkProfile']!['natGatewayProfile']).not.toHaveProperty('effectiveOutboundIPs');
    expect(addresses(end['networkProfile']!['natGatewayProfile'])).toHaveLength(count);
  });

  // test_aks_update_outbound_from_slb_to_natgateway.yaml
  it('takes the place of the load balancer, whose addresses go when that is done (E-077)', async () => {
    const balancer = { managedOutboundIPs: { count: 2 }, allocatedOutboundPorts: 0, idleTimeoutInMinutes: 30 };
    const emulated = await made({ loadBalancerProfile: balancer });
    const [old] = addresses(emulated.end['networkProfile']!['loadBalancerProfile']);
    const natGatewayProfile = { managedOutboundIPProfile: { count: 2 }, idleTimeoutInMinutes: 30 };
    const first = await withNetwork(emulated, {
      outboundType: 'managedNATGateway',
      natGatewayProfile,
      loadBalancerProfile: undefined,
    });
    expect(first['networkProfile']!['loadBalancerProfile']).toMatchObject(balancer);
    expect(first['networkProfile']!['natGatewayProfile']).toEqual(natGatewayProfile);
    const { loadBalancerProfile, natGatewayProfile: gateway } = (await propertiesOf(emulated))['networkProfile']!;
    expect(loadBalancerProfile).toMatchObject({ allocatedOutboundPorts: 0, idleTimeoutInMinutes: 30 });
    for (const name of ['managedOutboundIPs', 'effectiveOutboundIPs'])
      expect(loadBalancerProfile).not.toHaveProperty(name);
    expect(addresses(gateway)).toHaveLength(2);
    expect(addresses(gateway)).not.toContain(old);
    expect((await emulated.send('GET', old!)).status).toBe(404);
  });

  it('gives way to a load balancer', async () => {
    const emulated = await made({ outboundType: 'managedNATGateway' });
    await withNetwork(emulated, { outboundType: 'loadBalancer' });
    const { loadBalancerProfile, natGatewayProfile } = (await propertiesOf(emulated))['networkProfile']!;
    expect(loadBalancerProfile).toMatchObject({ managedOutboundIPs: { count: 1 } });
    expect(addresses(loadBalancerProfile)).toHaveLength(1);
    expect(natGatewayProfile).not.toHaveProperty('effectiveOutboundIPs');
  });
});
