import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identitySummary } from '../../../src/domain/identityTable/identityTable.ts';
import { makeCluster, type ClusterSpec } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { federatedCredential } from '../../../src/emulator/scenarios/parts/identities.ts';
import { subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import { assignRole, makeResourceGroup, type WorldPart } from '../../../src/emulator/scenarios/parts/resources.ts';
import { applicationGateway, keyVault } from '../../../src/emulator/scenarios/parts/services.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idA, idB, idKubelet2, ids, own, place, sp, uami, zone } from '../../support/azure/smallWorld.ts';
import { benchWith, codesOf, partOf, readCluster, withProperties } from './articleWorld.ts';

const gateways = { ...place, group: 'rg-gateways' };
const gatewayNetwork = virtualNetwork(gateways, 'vnet-gw', '10.60.0.0/16', [
  { name: 'snet-gw', prefix: '10.60.0.0/24' },
]);
const gateway = applicationGateway(gateways, 'agw-far', subnetId(gatewayNetwork, 'snet-gw'));

/** A cluster called `decided-weu` with these differences. */
function decided(more: Partial<ClusterSpec>) {
  return makeCluster({
    place,
    name: 'decided-weu',
    controlPlane: { kind: 'userAssigned', identity: idB },
    pools: [{ name: 'nodepool1', subnetId: ids.subnet }],
    ...more,
  });
}

/** What identities of the cluster need, as `role at scope: verdict`. */
async function needsIn(parts: readonly WorldPart[], id: string, identity: string): Promise<readonly string[]> {
  const needs = await benchWith(parts).api.requirements(id);
  return needs
    .filter((need) => need.identity.toLowerCase() === identity.toLowerCase())
    .map(({ role, scope, verdict }) => `${role.name} at ${scope.split('/').at(-1) ?? ''}: ${verdict}`);
}

describe('where the documentation differs from the article', () => {
  it('links to the four pages of today, never to the one that is gone (D-01)', () => {
    const rooms = ['domain', 'azure', 'app', 'api', 'session', 'tree', 'commands', 'webview', 'host'];
    const root = join(import.meta.dirname, '..', '..', '..', 'src');
    const texts = rooms.flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(root, room, name), 'utf8')),
    );
    const all = texts.join('\n');
    expect(all).not.toMatch(/azure\/aks\/use-managed-identity/);
    for (const page of [
      'managed-identity-overview',
      'system-assigned-managed-identity',
      'user-assigned-managed-identity',
      'pre-created-kubelet-managed-identity',
    ]) {
      expect(all).toContain(page);
    }
  });

  it('warns of both things that the nodes may do on the way to a user-assigned identity (D-03)', async () => {
    const bench = benchWith([]);
    const { warnings } = await bench.api.plan(toUserAssigned(sp.id, idB.id));
    expect(warnings.find(({ severity }) => severity === 'disruption')?.text).toMatch(
      /restart immediately.*AKS's release notes.*until each node pool's image is upgraded/s,
    );
  });

  it('accepts either Key Vault role for a certificate (D-08)', async () => {
    const vault = keyVault(place, 'kv-mesh');
    const mesh = { mode: 'Istio', istio: { certificateAuthority: { plugin: { keyVaultId: vault.id } } } };
    const part = decided({ addons: { azureKeyvaultSecretsProvider: {} }, properties: { serviceMeshProfile: mesh } });
    const { principalId } = part.addonIdentity('azureKeyvaultSecretsProvider');
    const verdicts = async (...roles: readonly string[]) => {
      const grants = roles.map((role) => assignRole(role, principalId, vault.id));
      const holding = { resources: [vault], roleAssignments: grants };
      return (await needsIn([part, holding], part.id, 'azureKeyvaultSecretsProvider')).join();
    };
    expect(await verdicts()).toMatch(/: missing$/);
    expect(await verdicts('Key Vault Secrets User')).toMatch(/: granted$/);
    expect(await verdicts('Key Vault Certificate User')).toMatch(/: granted$/);
    const row = identitySummary(await readCluster(benchWith([]), uami.id)).find(({ id }) => id === 'webAppRouting')!;
    expect(row.defaultPermissions).toMatch(/Key Vault Certificate User or Key Vault Secrets User/);
  });

  it('says until when the NGINX variant of application routing gets patches (D-09)', async () => {
    const part = decided({ appRoutingZones: [] });
    const found = (await benchWith([part]).api.diagnose(part.id)).find(
      ({ code }) => code === 'retiringAddon:webAppRouting',
    );
    expect(found?.text).toMatch(/November 2026/);
  });

  it('asks for gateway roles by where the gateway is (D-11)', async () => {
    const far = decided({ addons: { ingressApplicationGateway: { applicationGatewayId: gateway.id } } });
    const elsewhere = [far, partOf(makeResourceGroup(gateways), ...gatewayNetwork, gateway)];
    const needs = await needsIn(elsewhere, far.id, 'ingressApplicationGateway');
    expect(needs).toContain('Network Contributor at rg-gateways: missing');
    const near = decided({ addons: { ingressApplicationGateway: { subnetId: ids.newSubnet } } });
    expect(await needsIn([near], near.id, 'ingressApplicationGateway')).toEqual([
      'Network Contributor at snet-new: missing',
    ]);
  });

  it('asks for the monitoring role with legacy authentication only (D-12)', async () => {
    const monitored = (useAADAuth: string) => decided({ addons: { omsagent: { useAADAuth } } });
    const legacy = monitored('false');
    expect(await needsIn([legacy], legacy.id, 'omsagent')).toEqual([
      'Monitoring Metrics Publisher at decided-weu: missing',
    ]);
    expect(await codesOf(benchWith([legacy]), legacy.id)).toContain('legacyMonitoringAuthentication');
    const modern = monitored('true');
    expect(await needsIn([modern], modern.id, 'omsagent')).toEqual([]);
    expect(await codesOf(benchWith([modern]), modern.id)).not.toContain('legacyMonitoringAuthentication');
  });

  it('asks for Network Contributor on the subnet of virtual nodes, not on the network (D-14)', async () => {
    const part = decided({ addons: { aciConnectorLinux: { SubnetName: 'snet-new' } } });
    expect(await needsIn([part], part.id, 'aciConnectorLinux')).toEqual(['Network Contributor at snet-new: missing']);
  });

  it('mentions a policy that blocks changes which reimage nodes, and none if there is none (D-25)', async () => {
    const blocked = withProperties(own, { nodeDisruptionProfile: { nodeDisruptionPolicy: 'Block' } });
    const change = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id } as const;
    const said = async (parts: readonly WorldPart[]) =>
      (await benchWith(parts).api.plan(change)).warnings.map(({ text }) => text).join('\n');
    expect(await said([blocked])).toMatch(/Node Disruption Policy is Block: AKS refuses/);
    expect(await said([])).not.toMatch(/Node Disruption Policy/);
  });

  it('warns before an identity is full of federated credentials, and never offers to delete one (D-26)', async () => {
    const credentials = Array.from({ length: 16 }, (_, index) =>
      federatedCredential(idA, `fic-${index}`, 'https://issuer.example/', `system:serviceaccount:shop:${index}`),
    );
    const bench = benchWith([partOf(...credentials)]);
    const found = (await bench.api.diagnose(uami.id)).find(({ code }) => code === 'federatedCredentialLimit');
    expect(found?.text).toMatch(/16 of at most 20/);
    expect(found).not.toHaveProperty('fix');
    expect(await codesOf(benchWith([]), uami.id)).not.toContain('federatedCredentialLimit');
  });

  it('asks for two roles where the private DNS zone is an own one (D-28)', async () => {
    const part = decided({
      properties: { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone.id } },
    });
    const needs = await needsIn([part], part.id, 'controlPlane');
    expect(needs).toContain(`Private DNS Zone Contributor at ${zone.name}: missing`);
    expect(needs).toContain('Network Contributor at vnet-shop: missing');
  });
});
