import { describe, expect, it } from 'vitest';
import { identitySummary, type SummaryRow } from '../../../src/domain/identityTable/identityTable.ts';
import { makeCluster, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { dnsZone, privateDnsZone } from '../../../src/emulator/scenarios/parts/networks.ts';
import { groupId } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idA, idKubelet, own, place, sami, smallWorld, uami } from '../../support/azure/smallWorld.ts';
import { benchWith, partOf, readCluster } from './articleWorld.ts';

const gateway = `${groupId(place)}/providers/Microsoft.Network/applicationGateways/agw-shop`;
const publicZone = dnsZone(place, 'shop.example');
const privateZone = privateDnsZone(place, 'shop.internal');

/** Everything that the article's table knows, on one cluster. */
const full: ClusterPart = makeCluster({
  place,
  name: 'full-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: [{ name: 'nodepool1' }],
  network: { networkPlugin: 'azure', networkPolicy: 'azure' },
  addons: {
    azurepolicy: {},
    kubeDashboard: {},
    httpApplicationRouting: {},
    ingressApplicationGateway: { applicationGatewayId: gateway },
    omsagent: { logAnalyticsWorkspaceResourceID: `${groupId(place)}/workspace`, useAADAuth: 'false' },
    aciConnectorLinux: { SubnetName: 'snet-aci' },
  },
  appRoutingZones: [publicZone.id, privateZone.id],
  workloadIdentity: true,
  properties: { metricsProfile: { costAnalysis: { enabled: true } } },
});
/** The same network policy's alternative, and monitoring that uses the cluster's identity. */
const calico: ClusterPart = makeCluster({
  place,
  name: 'calico-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: [{ name: 'nodepool1' }],
  network: { networkPlugin: 'azure', networkPolicy: 'calico' },
  addons: { omsagent: { logAnalyticsWorkspaceResourceID: 'w', useAADAuth: 'true' } },
});

const world = (): Bench => benchWith([full, calico, partOf(publicZone, privateZone)]);

async function rowsOf(id: string, bench = world()): Promise<readonly SummaryRow[]> {
  return identitySummary(await readCluster(bench, id));
}

async function rowOf(id: string, row: string): Promise<SummaryRow | undefined> {
  return (await rowsOf(id)).find((each) => each.id === row);
}

describe('article: the table of identities as living data', () => {
  it('has all fifteen rows in their order for a cluster with everything, each with what the columns ask for (A-17)', async () => {
    const rows = await rowsOf(full.id);
    expect(rows.map(({ identity }) => identity)).toEqual([
      'Control plane',
      'Kubelet',
      'Azure network policy manager',
      'Azure CNI network monitoring',
      'Azure Policy (gatekeeper)',
      'Azure Policy',
      'Calico',
      'Kubernetes Dashboard',
      'Application routing',
      'HTTP application routing',
      'Application Gateway ingress controller',
      'Container Insights',
      'Virtual node',
      'Cost analysis',
      'Workload identity',
    ]);
    for (const { use, defaultPermissions, actual, source } of rows) {
      for (const text of [use, defaultPermissions, actual.text]) expect(text).not.toBe('');
      expect(source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
    }
  });

  it('names the control plane after the cluster or after its own identity, with its permissions (A-18)', async () => {
    const system = await rowOf(sami.id, 'controlPlane');
    expect(system).toMatchObject({
      defaultPermissions: 'Contributor on the node resource group.',
      bringYourOwn: 'yes',
      actual: { kind: 'identity', name: 'sami-weu', principalId: sami.principalId },
    });
    expect(system!.use).toMatch(/load balancers.*public IPs.*autoscaler.*disk, file and blob/i);
    const user = await rowOf(uami.id, 'controlPlane');
    expect(user!.actual).toMatchObject({ name: idA.name, principalId: idA.principalId, clientId: idA.clientId });
  });

  it('distinguishes the kubelet identity that AKS made from an own one (A-19)', async () => {
    const made = await rowOf(sami.id, 'kubelet');
    expect(made).toMatchObject({ bringYourOwn: 'yes', actual: { name: 'sami-weu-agentpool' } });
    expect(made!.actual.text).toMatch(/created by AKS in MC_/);
    expect(made!.use).toMatch(/Azure Container Registry/);
    const brought = await rowOf(own.id, 'kubelet');
    expect(brought!.actual).toMatchObject({ name: idKubelet.name, principalId: idKubelet.principalId });
    expect(brought!.actual.text).toBe(`User-assigned: ${idKubelet.name}`);
  });

  it('says that Azure network policy requires no identity, and where it is off (A-20)', async () => {
    expect(await rowOf(full.id, 'networkPolicyManager')).toMatchObject({
      bringYourOwn: 'no',
      defaultPermissions: 'No identity required.',
      actual: { kind: 'noIdentityRequired' },
    });
    expect((await rowOf(calico.id, 'networkPolicyManager'))!.actual.kind).toBe('off');
  });

  it("says that network monitoring can't be seen in the JSON (A-21)", async () => {
    const row = await rowOf(full.id, 'networkMonitoring');
    expect(row).toMatchObject({ bringYourOwn: 'no', actual: { kind: 'notVisible' } });
    expect(row!.actual.text).toMatch(/not visible.*no identity required/i);
  });

  it('shows gatekeeper on and off, without an identity (A-22)', async () => {
    expect((await rowOf(full.id, 'gatekeeper'))!.actual).toMatchObject({ kind: 'noIdentityRequired' });
    expect((await rowOf(sami.id, 'gatekeeper'))!.actual.kind).toBe('off');
  });

  it('shows the identity that AKS made for Azure Policy although none is required (A-23)', async () => {
    const row = await rowOf(full.id, 'azurepolicy');
    expect(row!.defaultPermissions).toMatch(/^Not required/);
    expect(row!.actual).toMatchObject({ name: 'azurepolicy-full-weu', kind: 'identity' });
    expect(row!.actual.principalId).toBe(full.addonIdentity('azurepolicy').principalId);
  });

  it('says that Calico requires no identity (A-24)', async () => {
    expect((await rowOf(calico.id, 'calico'))!.actual).toMatchObject({ kind: 'noIdentityRequired' });
    expect((await rowOf(full.id, 'calico'))!.actual.kind).toBe('off');
  });

  it('shows the dashboard only where a cluster has it, marked retired (A-25, D-10)', async () => {
    expect((await rowOf(full.id, 'kubeDashboard'))!.retired).toMatch(/retired/);
    expect(await rowOf(sami.id, 'kubeDashboard')).toBeUndefined();
  });

  it('needs the right role on each zone of application routing (A-26)', async () => {
    expect((await rowOf(full.id, 'webAppRouting'))!.actual.name).toBe('webapprouting-full-weu');
    const needs = (await world().api.requirements(full.id)).filter(({ identity }) => identity === 'webAppRouting');
    expect(needs.map(({ scope, role, verdict }) => [scope, role.name, verdict])).toEqual(
      expect.arrayContaining([
        [publicZone.id, 'DNS Zone Contributor', 'missing'],
        [privateZone.id, 'Private DNS Zone Contributor', 'missing'],
      ]),
    );
    expect(needs).toHaveLength(2);
  });

  it('shows HTTP application routing only where a cluster has it, marked retired (A-27, D-10)', async () => {
    const row = await rowOf(full.id, 'httpApplicationRouting');
    expect(row!.retired).toMatch(/retired/);
    expect(row!.defaultPermissions).toMatch(/Reader on the node resource group.*Contributor on its DNS zone/);
    expect(await rowOf(sami.id, 'httpApplicationRouting')).toBeUndefined();
    expect((await world().api.diagnose(full.id)).map(({ code }) => code)).toContain(
      'retiredAddon:httpApplicationRouting',
    );
  });

  it('names the gateway of the ingress controller and its identity (A-28)', async () => {
    const row = await rowOf(full.id, 'ingressApplicationGateway');
    expect(row!.about).toEqual({ label: 'Gateway', id: gateway });
    expect(row!.defaultPermissions).toMatch(/Contributor on the node resource group/);
    expect(row!.actual.name).toBe('ingressapplicationgateway-full-weu');
  });

  it('says which authentication Container Insights uses (A-29)', async () => {
    const legacy = await rowOf(full.id, 'omsagent');
    expect(legacy!.defaultPermissions).toMatch(/Monitoring Metrics Publisher.*legacy/);
    expect(legacy!.actual.name).toBe('omsagent-full-weu');
    expect((await rowOf(calico.id, 'omsagent'))!.defaultPermissions).toMatch(/identity of the cluster/);
  });

  it('shows the identity of virtual nodes and its permissions (A-30)', async () => {
    const row = await rowOf(full.id, 'aciConnectorLinux');
    expect(row!.actual.name).toBe('aciconnectorlinux-full-weu');
    expect(row!.defaultPermissions).toMatch(/Contributor on the node resource group/);
    expect((await rowOf(sami.id, 'aciConnectorLinux'))!.actual.kind).toBe('off');
  });

  it('says that the identity of cost analysis is not visible in the JSON (A-31, D-13)', async () => {
    const row = await rowOf(full.id, 'costAnalysis');
    expect(row!.actual).toMatchObject({ kind: 'notVisible' });
    expect(row!.actual.text).toMatch(/not visible in the cluster's JSON/);
    expect(row!.defaultPermissions).toBe('Read on the node resource group.');
    expect((await rowOf(sami.id, 'costAnalysis'))!.actual.kind).toBe('off');
  });

  it('has workload identity under a heading of its own, with an identity of the person (A-32, D-15)', async () => {
    const rows = await rowsOf(full.id);
    expect(rows.at(-1)).toMatchObject({ identity: 'Workload identity', bringYourOwn: 'required' });
    expect(rows.at(-1)!.actual.text).toBe('On; identities are chosen per pod.');
  });

  it('the table of identities as living data shows no identity of another cluster in any row', async () => {
    const text = JSON.stringify(await rowsOf(sami.id, createBench(smallWorld())));
    for (const { principalId } of [uami, idKubelet]) expect(text).not.toContain(principalId);
  });
});
