/** The whole demo is walked through: nothing healthy is reported, and each guard refuses or names what would be affected. */
import { textOf } from '../../../src/sentences/textOf.ts';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';

const world = demoWorld();
const clusters = world.resources.filter(({ type }) => type === 'Microsoft.ContainerService/ManagedClusters');
const isNamed = (name: string, type = ''): ((each: WorldResource) => boolean) => {
  return (each) => each.name === name && each.type.toLowerCase().endsWith(type.toLowerCase());
};
const idOf = (name: string, type = ''): string => world.resources.find(isNamed(name, type))!.id;
const principalOf = (name: string): string =>
  (world.resources.find(isNamed(name))!['properties'] as { principalId: string }).principalId;

const openDemo = (file: WorldFile = world): Bench =>
  createBench(file, { kind: 'demo', realTime: () => Date.parse('2026-08-10T08:00:00Z') });
const without = (missing: string): WorldFile => ({
  ...world,
  resources: world.resources.filter(({ name }) => name !== missing),
});

/** All that is wrong in the demo, on purpose. */
const wrong: Readonly<Record<string, readonly string[]>> = {
  'shop-weu': ['leftoverGrant', 'missingGrant:P-09', 'missingGrant:P-09'],
  'legacy-neu': ['servicePrincipal', 'legacyMonitoringAuthentication', 'noEntra'],
  'web-weu': ['missingGrant:P-41'],
  'iot-weu': ['missingGrant:P-64'],
  'build-neu': ['halfMigrated', 'federatedCredentialLimit'],
  'vault-weu': ['missingGrant:P-20'],
  'media-weu': ['registryRoleIneffective'],
  'batch-neu': ['tooWideGrant', 'tooWideGrant'],
  'dev-weu': ['podIdentityEnabled', 'podIdentityExceptionMissing'],
  'lab-weu': ['identityDeleted:controlPlane'],
  'sandbox-weu': ['identityRecreated:controlPlane'],
  'trial-neu': ['clusterFailed'],
  'store-weu': ['credentialOfGoneIssuer'],
  'partners-weu': ['federatedCredentialLimit', 'workloadTooWide'],
  'reports-neu': ['bindingIdentityDeleted'],
};

/** What stands around the clusters, but for the machines that every cluster has. */
const around: Readonly<Record<string, readonly string[]>> = {
  'orders-weu': [
    'fleet: fleet-contoso, member orders-weu, ready',
    'extensions: azure-aks-backup, Azure Backup, ready',
    'extensions: flux, Flux, ready',
    'trustedAccess: vault-backup, bv-contoso may back up and restore everything, ready',
    'backup: bv-contoso, backup orders-weu, protected',
  ],
  'edge-neu': ['fleet: fleet-contoso, member edge-neu, ready'],
  'web-weu': ['fleet: fleet-updates, member web-weu, ready'],
  'iot-weu': [
    'loadBalancer: applicationloadbalancer-iot-weu, Application Gateway for Containers, add-on, trusted',
    'loadBalancer: agc-iot, gateway in snet-alb, ready',
  ],
  'search-weu': [
    'loadBalancer: azure-alb-identity, Application Gateway for Containers, installed with Helm, trusted',
    'loadBalancer: agc-search, gateway in snet-alb, ready',
  ],
  'batch-neu': ['trustedAccess: ml-jobs, mlw-contoso may run machine learning jobs, ready'],
  'vault-weu': [
    'trustedAccess: defender-cloudposture, DefenderCSPMSecurityOperator may scan for Microsoft Defender, ready',
  ],
};

describe('the demo', () => {
  it('accuses nothing but what is wrong in it, now and eight weeks later (R-34)', async () => {
    for (const weeks of [0, 8]) {
      const bench = openDemo();
      bench.emulator.clock.advance(weeks * 7 * 86_400);
      const found: Record<string, readonly string[]> = {};
      for (const { id, name } of clusters) {
        const findings = await bench.api.diagnose(id);
        const grave = findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
        if (grave.length > 0) found[name] = grave.toSorted();
      }
      const expected = Object.entries(wrong).map(([name, codes]) => [name, codes.toSorted()] as const);
      expect(found).toEqual(Object.fromEntries(expected));
    }
  });

  it('shows the resources around each cluster, and knows all of them (R-32, R-34)', async () => {
    const { service } = openDemo();
    for (const { id, name } of clusters) {
      const { kinds } = await service.around(id);
      const shown = kinds.flatMap(({ kind, things }) =>
        things.map((thing) => `${kind}: ${textOf(thing.name)}, ${textOf(thing.what)}, ${textOf(thing.state.words)}`),
      );
      expect(kinds.flatMap(({ unknown }) => unknown)).toEqual([]);
      expect(shown.filter((line) => !line.startsWith('nodes: '))).toEqual(around[name] ?? []);
      expect(shown.filter((line) => line.startsWith('nodes: ')).length).toBeGreaterThan(0);
    }
  });

  it('shows which identities the machines of nodes carry, and what for (R-17, R-34)', async () => {
    const { service } = openDemo();
    const carried = async (name: string): Promise<readonly string[]> => {
      const { kinds } = await service.around(idOf(name, '/managedclusters'));
      return kinds.find(({ kind }) => kind === 'nodes')!.things.map(({ what }) => textOf(what));
    };
    expect(await carried('search-weu')).toEqual([
      '3 identities (kubelet, Application routing, id-search-agent)',
      '1 identity (kubelet)',
    ]);
    expect(await carried('web-weu')).toEqual(['2 identities (kubelet, Application routing)']);
    expect(await carried('legacy-neu')).toEqual(['no user-assigned identity']);
  });
});

/** Each identity that something uses, and what the refusal of its deletion names. */
const used: readonly (readonly [name: string, words: RegExp, missing: string])[] = [
  ['id-fleet-contoso', /in use: Fleet fleet-contoso/, ''],
  ['ext-azure-aks-backup-orders-weu', /made by AKS for .*orders-weu/, ''],
  ['applicationloadbalancer-iot-weu', /made by AKS for the Application Gateway for Containers of iot-weu/, ''],
  ['azure-alb-identity', /workloads of search-weu \(credential azure-alb-identity\)/, ''],
  ['karpentermsi', /workloads of search-weu \(credential KARPENTER_FID\)/, ''],
  ['id-search-previews', /workloads of search-weu \(credential pull-requests\)/, ''],
  ['id-search-agent', /virtual machine scale set aks-nodepool1-\d+-vmss \(nodes of search-weu\)/, ''],
  ['id-search-weu', /control plane of search-weu/, ''],
  ['id-vault-pull', /workloads of vault-weu \(credential defender-gating\)/, ''],
  ['id-vault-pull', /Defender image gating for acrbuild of vault-weu/, 'defender-gating'],
  ['id-reports', /binding reports of reports-neu/, ''],
  ['id-ci-runners', /workloads of build-neu \(credentials team-01, team-02, team-03 and 14 more\)/, ''],
];

describe('a used identity of the demo', () => {
  it.each(used)('is not deleted: %s (R-34)', async (name, words, missing) => {
    const bench = openDemo(without(missing));
    const change: Change = { kind: 'deleteIdentity', identityId: idOf(name, '/userAssignedIdentities') };
    await expect(bench.api.plan(change)).rejects.toThrow(words);
    await expect(bench.api.apply(change)).rejects.toThrow(words);
    expect(await bench.writes()).toEqual([]);
  });
});

/** Changes that hurt somebody: what the plan says, and the name that has to be typed. */
const hurting: readonly (readonly [what: string, change: Change, words: RegExp, typed: string])[] = [
  [
    'the credential that matches by an expression',
    { kind: 'deleteCredential', credentialId: idOf('pull-requests') },
    /system:serviceaccount:pr-\*:search' in search-weu can no longer act as id-search-previews/,
    'search-weu',
  ],
  [
    'the credential of Karpenter',
    { kind: 'deleteCredential', credentialId: idOf('KARPENTER_FID') },
    /kube-system\/karpenter-sa \(Karpenter\) in search-weu/,
    'search-weu',
  ],
  [
    'a credential of an issuer of 2022',
    { kind: 'deleteCredential', credentialId: idOf('team-01') },
    /team-01\/runner in build-neu/,
    'build-neu',
  ],
  [
    'the binding of the backup vault',
    { kind: 'removeTrustedAccess', bindingId: idOf('vault-backup') },
    /bv-contoso can no longer back up or restore orders-weu/,
    'orders-weu',
  ],
  [
    'the binding of Defender',
    { kind: 'removeTrustedAccess', bindingId: idOf('defender-cloudposture') },
    /Defender for Cloud can no longer look into vault-weu/,
    'vault-weu',
  ],
];

describe('a change of the demo that hurts somebody', () => {
  it.each(hurting)(
    'names what it hurts, and asks for the name: removing %s (R-34)',
    async (_, change, words, typed) => {
      const plan = await openDemo().service.plan([change]);
      expect(plan.warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => text)).toEqual([
        expect.stringMatching(words),
      ]);
      expect(plan.confirmName).toBe(typed);
    },
  );

  it('is refused where AKS made the credential (R-04)', async () => {
    const change: Change = { kind: 'deleteCredential', credentialId: idOf('aksfic') };
    await expect(openDemo().api.plan(change)).rejects.toThrow(/made by AKS for the Application Gateway/);
  });

  it('fails its check where an identity is for another region (R-23)', async () => {
    const bench = openDemo();
    const controlPlane = { kind: 'userAssigned', identityId: idOf('id-search-weu') } as const;
    const change: Change = { kind: 'setControlPlane', clusterId: idOf('edge-neu', '/managedclusters'), controlPlane };
    const { checks } = await bench.api.plan(change);
    expect(checks.filter(({ verdict }) => verdict === 'fail')).toMatchObject([
      { detail: expect.stringContaining('isolated to its region, westeurope') as string },
    ]);
    await expect(bench.api.apply(change)).rejects.toThrow(/isolated to its region/);
    expect(await bench.writes()).toEqual([]);
  });

  it('is refused in a locked node resource group (R-25)', async () => {
    const scope = idOf('MC_rg-vault_vault-weu_westeurope');
    const change: Change = {
      kind: 'assignRole',
      principalId: principalOf('id-media-weu'),
      role: { name: 'Reader' },
      scope,
    };
    await expect(openDemo().api.plan(change)).rejects.toThrow(/node resource group of vault-weu, which is locked/);
  });
});

describe('a swap on a member of a Fleet in the demo', () => {
  it('carries over what backup and volumes need, and joins it again as its last step (R-08, R-16, R-19)', async () => {
    const bench = openDemo();
    const clusterId = idOf('orders-weu', '/managedclusters');
    const identityId = idOf('id-orders-weu').replace('id-orders-weu', 'id-orders-next');
    await bench.api.apply({
      kind: 'createIdentity',
      subscriptionId: clusterId.split('/')[2]!,
      resourceGroup: 'rg-orders',
      name: 'id-orders-next',
      location: 'westeurope',
    });
    const change: Change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } };
    const titles = (await bench.api.plan(change)).steps.map(({ title }) => title);
    expect(titles.slice(-2)).toEqual(["Update the cluster's identity", 'Rejoin orders-weu to Fleet fleet-contoso']);
    expect(titles).toContain('Assign Contributor to id-orders-next on rg-orders-snapshots');
    expect(titles).toContain('Assign Storage Account Contributor to id-orders-next on stcontosoorders');
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    const grave = (await bench.api.diagnose(clusterId)).filter(({ severity }) => severity !== 'info');
    expect(grave).toEqual([]);
  });
});

describe('the add-on for Application Gateway for Containers in the demo', () => {
  it('may join its subnet once the fix of its finding was applied (R-15)', async () => {
    const bench = openDemo();
    const clusterId = idOf('iot-weu', '/managedclusters');
    const missing = async () =>
      (await bench.api.diagnose(clusterId)).filter(({ code }) => code === 'missingGrant:P-64');
    const [{ fix } = {}] = await missing();
    const told = (await bench.service.around(clusterId)).kinds.find(({ kind }) => kind === 'loadBalancer')!.findings;
    expect(told).toMatchObject([{ code: 'missingGrant:P-64', fix }]);
    expect(await bench.api.apply(fix!)).toMatchObject({ status: 'succeeded' });
    expect(await missing()).toEqual([]);
  });
});
