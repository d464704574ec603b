import { describe, expect, it } from 'vitest';
import type { Json, WorldFile, WorldResource } from '../../src/emulator/arm/worldFile.ts';
import { scenarioNamed, scenarioNames } from '../../src/emulator/scenarios/named.ts';
import { drawn } from '../support/property.ts';

type Properties = Record<string, Record<string, Json>>;

const world = (name: string): WorldFile => scenarioNamed(name)!;
const clustersOf = (file: WorldFile): readonly WorldResource[] =>
  file.resources.filter((resource) => resource.type.toLowerCase() === 'microsoft.containerservice/managedclusters');
const clusterNamed = (file: WorldFile, name: string): WorldResource =>
  clustersOf(file).find((cluster) => cluster.name === name)!;
const idsOf = (file: WorldFile): Set<string> => new Set(file.resources.map((resource) => resource.id.toLowerCase()));

/** Every ARM id that stands anywhere in the value. */
function idsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return value.startsWith('/subscriptions/') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => [...idsIn(key), ...idsIn(item)]);
}

describe('scenarios', () => {
  it.each(['demo', 'empty', 'forbidden', 'migrating', 'fleet(60,2)'])(
    '%s is the same each time, and each id in it once (E-228)',
    (name) => {
      const file = world(name);
      expect(world(name)).toEqual(file);
      expect(idsOf(file).size).toBe(file.resources.length);
      const names = file.roleAssignments.map((assignment) => assignment.name);
      expect(new Set(names).size).toBe(names.length);
    },
  );

  it.each(['demo', 'migrating', 'fleet(60,2)', 'fleet(60,2,90)'])(
    '%s has nothing outside its subscriptions and groups',
    (name) => {
      const file = world(name);
      const groups = new Set(
        file.resources
          .filter((resource) => resource.type === 'Microsoft.Resources/resourceGroups')
          .map((group) => group.id.toLowerCase()),
      );
      const subscriptions = file.subscriptions.map((subscription) => `/subscriptions/${subscription.subscriptionId}`);
      for (const { id } of file.resources) {
        expect(subscriptions.some((subscription) => id.startsWith(`${subscription}/`))).toBe(true);
        expect(groups).toContain(id.toLowerCase().split('/').slice(0, 5).join('/'));
      }
      for (const { scope } of file.roleAssignments) {
        // Azure has no resource for a namespace, but roles are assigned there.
        const place = scope.toLowerCase().replace(/(\/managedclusters\/[^/]+)\/namespaces\/[^/]+$/, '$1');
        const known = idsOf(file).has(place) || subscriptions.includes(scope);
        expect(known, scope).toBe(true);
      }
    },
  );

  it('the demo names only resources that exist, but for two identities that were deleted and what Defender has inside its plan', () => {
    const file = world('demo');
    const known = idsOf(file);
    const unknown = file.resources
      .flatMap((resource) => idsIn(resource))
      .filter((id) => !known.has(id.toLowerCase().replace(/\/privatelinkresources\/.*/, '')));
    expect([...new Set(unknown.map((id) => id.split('/').at(-1)))]).toEqual([
      'DefenderCSPMSecurityOperator',
      'id-lab-weu',
      'id-archive',
    ]);
  });

  it('the demo is a company with four subscriptions and clusters of every kind of identity', () => {
    const file = world('demo');
    expect(file.subscriptions.map((subscription) => subscription.displayName)).toEqual([
      'Contoso Production',
      'Contoso Platform',
      'Contoso Dev/Test',
      'Contoso Workloads',
    ]);
    const kinds = clustersOf(file).map((cluster) => (cluster['identity'] as { type: string } | undefined)?.type);
    expect(new Set(kinds)).toEqual(new Set(['UserAssigned', 'SystemAssigned', undefined]));
    expect(kinds.length).toBeGreaterThanOrEqual(10);
    expect(file.caller).toBeUndefined();
  });

  it('the demo has the node resource group, default kubelet and add-on identities that AKS makes (E-225)', () => {
    const file = world('demo');
    const pay = clusterNamed(file, 'pay-weu');
    const properties = pay['properties'] as Properties;
    const nodes = `/subscriptions/${file.subscriptions[0]!.subscriptionId}/resourcegroups/MC_rg-pay_pay-weu_westeurope`;
    expect(properties['nodeResourceGroup']).toBe('MC_rg-pay_pay-weu_westeurope');
    const kubelet = properties['identityProfile']!['kubeletidentity'] as { resourceId: string; objectId: string };
    expect(kubelet.resourceId).toBe(
      `${nodes}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pay-weu-agentpool`,
    );
    const identity = file.resources.find((resource) => resource.id === kubelet.resourceId)!;
    expect((identity['properties'] as { principalId: string }).principalId).toBe(kubelet.objectId);
    const names = file.resources.filter((resource) => resource.id.startsWith(nodes)).map((resource) => resource.name);
    expect(names).toEqual(['pay-weu-agentpool', 'azurepolicy-pay-weu', 'azurekeyvaultsecretsprovider-pay-weu']);
    expect(file.roleAssignments).toContainEqual(
      expect.objectContaining({
        roleName: 'Contributor',
        scope: nodes.replace('resourcegroups', 'resourceGroups'),
        principalId: (pay['identity'] as { principalId: string }).principalId,
      }),
    );
  });

  it('the demo keeps unknown properties at three depths of pay-weu', () => {
    const properties = clusterNamed(world('demo'), 'pay-weu')['properties'] as Properties;
    expect(properties['future']).toEqual({ nested: { value: 42 } });
    expect(properties['networkProfile']).toHaveProperty('futureNetwork', ['a', 1, null]);
    expect((properties['agentPoolProfiles'] as unknown as object[])[0]).toHaveProperty('futurePool');
  });

  it('the demo has a service principal that Graph knows, and no identities on its cluster (E-226)', () => {
    const file = world('demo');
    const legacy = clusterNamed(file, 'legacy-neu');
    const properties = legacy['properties'] as Properties;
    expect(legacy).not.toHaveProperty('identity');
    expect(properties).not.toHaveProperty('identityProfile');
    expect(file.servicePrincipals!.map((principal) => principal.appId)).toContain(
      properties['servicePrincipalProfile']!['clientId'],
    );
    expect(properties['addonProfiles']!['omsagent']).not.toHaveProperty('identity');
  });

  it('the demo has an identity that was created again: its cluster knows the previous principal (E-227)', () => {
    const file = world('demo');
    const identity = clusterNamed(file, 'sandbox-weu')['identity'] as {
      userAssignedIdentities: Record<string, { principalId: string }>;
    };
    const [id, used] = Object.entries(identity.userAssignedIdentities)[0]!;
    const now = file.resources.find((resource) => resource.id === id)!['properties'] as { principalId: string };
    expect(now.principalId).not.toBe(used.principalId);
    expect(file.roleAssignments.filter((assignment) => assignment.principalId === now.principalId)).toEqual([]);
    expect(file.roleAssignments.filter((assignment) => assignment.principalId === used.principalId)).toHaveLength(2);
  });

  it('forbidden gives the caller one subscription to change clusters in, one to read, and one not at all', () => {
    const { caller, subscriptions } = world('forbidden');
    expect(caller!.roles).toEqual([
      {
        scope: `/subscriptions/${subscriptions[0]!.subscriptionId}`,
        roleName: 'Azure Kubernetes Service Contributor Role',
      },
      { scope: `/subscriptions/${subscriptions[1]!.subscriptionId}`, roleName: 'Reader' },
    ]);
  });

  it('migrating has a control plane that has left its service principal while a pool has not', () => {
    const properties = clusterNamed(world('migrating'), 'erp-weu')['properties'] as Properties;
    expect(properties['servicePrincipalProfile']).toEqual({ clientId: 'msi' });
    const images = (properties['agentPoolProfiles'] as unknown as { nodeImageVersion: string }[]).map(
      (pool) => pool.nodeImageVersion,
    );
    expect(new Set(images).size).toBe(2);
  });

  it('a large fleet has that many clusters and two role assignments for each', { timeout: 240_000 }, () => {
    const count = drawn(10_000);
    const file = world(`fleet(${count})`);
    expect(clustersOf(file)).toHaveLength(count);
    expect(file.roleAssignments).toHaveLength(2 * count);
    expect(file.subscriptions).toHaveLength(count / 1000);
  });

  it('the demo has pods that act as identities in every state that this can be in', () => {
    const file = world('demo');
    const { subscriptionId } = file.subscriptions[3]!;
    const mine = file.resources.filter(({ id }) => id.includes(subscriptionId));
    const credentials = mine.filter(({ type }) => type.endsWith('/federatedIdentityCredentials'));
    const issuerOf = (each: WorldResource): string => (each['properties'] as { issuer: string }).issuer;
    const issuers = (name: string): number =>
      new Set(credentials.filter(({ id }) => id.includes(`/${name}/`)).map(issuerOf)).size;
    const current = mine.map((each) => (each['properties'] as Properties)['oidcIssuerProfile']?.['issuerURL']);
    const gone = credentials.filter((each) => !current.includes(issuerOf(each)) && !issuerOf(each).includes('//ib.'));
    expect(gone.map(({ name }) => name)).toEqual([
      'storefront-web',
      'basket-api',
      'basket-worker',
      'mail-sender',
      'mail-bounces',
    ]);
    expect(new Set(gone.map(issuerOf)).size).toBe(1);
    expect(credentials.filter(({ id }) => id.includes('/id-jobs/'))).toHaveLength(19);
    expect(issuers('id-partner-api')).toBe(2);
    const wide = file.roleAssignments.find(({ scope }) => scope === `/subscriptions/${subscriptionId}`)!;
    const deployer = mine.find(({ name }) => name === 'id-deployer')!;
    expect([wide.roleName, wide.principalId]).toEqual([
      'Contributor',
      (deployer['properties'] as Properties)['principalId'],
    ]);
    const pods = (clusterNamed(file, 'dev-weu')['properties'] as Properties)['podIdentityProfile']!;
    expect((pods['userAssignedIdentities'] as { namespace: string }[]).map(({ namespace }) => namespace)).toEqual([
      'dev',
      'dev-mail',
    ]);
    expect(mine.filter(({ type }) => type.endsWith('/identityBindings')).map(({ name }) => name)).toEqual([
      'reports',
      'archive',
    ]);
    expect(
      credentials.filter(({ name }) => name === 'aks-identity-binding').map(({ id }) => id.split('/').at(-3)),
    ).toEqual(['id-reports', 'id-forecast']);
  });

  it('fleet(60,2,90) has 90 identities of pods with four credentials each, some of them of an issuer that is gone', () => {
    const file = world('fleet(60,2,90)');
    const credentials = file.resources.filter(({ type }) => type.endsWith('/federatedIdentityCredentials'));
    expect(credentials).toHaveLength(360);
    const current = clustersOf(file).map(
      (each) => (each['properties'] as Properties)['oidcIssuerProfile']?.['issuerURL'],
    );
    const gone = credentials.filter((each) => !current.includes((each['properties'] as { issuer: string }).issuer));
    expect(gone).toHaveLength(4);
    expect(clustersOf(world('fleet(60,2)'))[0]!['properties']).not.toHaveProperty('oidcIssuerProfile');
  });

  it('fleet(7,3) spreads over three subscriptions', () => {
    const file = world('fleet(7,3)');
    const perSubscription = file.subscriptions.map(
      ({ subscriptionId }) => clustersOf(file).filter((cluster) => cluster.id.includes(subscriptionId)).length,
    );
    expect(perSubscription).toEqual([3, 2, 2]);
  });

  it('an unknown name gives no world', () => {
    for (const name of [
      '',
      'Demo',
      'fleet',
      'fleet()',
      'fleet(-1)',
      'fleet(5,0)',
      'fleet(5,1,x)',
      'fleet(999999)',
      'toString',
    ]) {
      expect(scenarioNamed(name)).toBeUndefined();
    }
    expect(scenarioNames).toContain('fleet(N)');
  });
});
