import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import { gatewayYaml, type GatewayObjects } from '../../../src/domain/gateway/gatewayYaml.ts';
import { clusterId, group, identityId, vaultId } from '../../support/domain/clusterFixture.ts';

interface RecordsObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly resourceName: string;
    readonly resourceNamespace: string;
    readonly dnsZoneResourceIDs: readonly string[];
    readonly resourceTypes: readonly string[];
    readonly identity: { readonly type: string; readonly serviceAccount: string };
  };
}

const clientId = 'dddddddd-0000-4000-8000-000000000005';
const account = { namespace: 'shop', serviceAccount: 'app-routing' };
const inGroup = (name: string, zone: string, type = 'dnsZones'): string =>
  `${group}-${name}/providers/Microsoft.Network/${type}/${zone}`;
const none = { clusterId, zones: [], vaults: [], gatewayClass: 'approuting-istio' };
const objects = (more: Partial<GatewayObjects> = {}): readonly unknown[] => {
  const accounts = [{ account, identity: { identityId: identityId('id-gateway'), clientId } }];
  const yaml = gatewayYaml([{ ...none, accounts, ...more }]);
  const documents = parseAllDocuments(yaml);
  if (!Array.isArray(documents)) throw new Error('nothing in it');
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  return documents.flatMap((document) => (document.toJS() as unknown) ?? []);
};

/**
 * The rules of the definition: Azure/aks-app-routing-operator,
 * config/crd/bases/approuting.kubernetes.azure.com_clusterexternaldnses.yaml.
 */
function expectAccepted({ metadata, spec }: RecordsObject): void {
  const name = /^[a-z0-9][-a-z0-9.]*[a-z0-9]$/;
  const part = (index: number): ReadonlySet<string | undefined> =>
    new Set(spec.dnsZoneResourceIDs.map((id) => id.split('/')[index]));
  for (const text of [metadata.name, spec.resourceName, spec.resourceNamespace, spec.identity.serviceAccount]) {
    expect(text).toMatch(name);
    expect(text.length).toBeLessThanOrEqual(253);
  }
  expect(spec.dnsZoneResourceIDs.length).toBeGreaterThanOrEqual(1);
  expect(spec.dnsZoneResourceIDs.length).toBeLessThanOrEqual(7);
  // Its subscription, its resource group and its type.
  expect([2, 4, 7].map((index) => part(index).size)).toEqual([1, 1, 1]);
  expect(spec.resourceTypes).toEqual(['gateway']);
  expect(spec.identity.type).toBe('workloadIdentity');
}

describe('the YAML for Gateways', () => {
  it('has each account with its annotation, and with the label on the account itself (G-06)', () => {
    expect(objects()).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          name: 'app-routing',
          namespace: 'shop',
          annotations: { 'azure.workload.identity/client-id': clientId },
          labels: { 'azure.workload.identity/use': 'true' },
        },
      },
    ]);
  });

  it('makes one object for each subscription, group and kind of zones, of seven zones at most (G-06)', () => {
    const many = Array.from({ length: 8 }, (_, n) => inGroup('a', `z${n}.example`));
    const all = objects({ zones: [...many, inGroup('b', 'other.example')] }) as readonly RecordsObject[];
    const records = all.filter(({ kind }) => kind === 'ClusterExternalDNS');
    expect(records.map(({ spec }) => spec.dnsZoneResourceIDs.length)).toEqual([7, 1, 1]);
    for (const each of records) expectAccepted(each);
    expect(new Set(records.map(({ metadata }) => metadata.name)).size).toBe(3);
  });

  it('has of two preparations with one zone one object, and one name for no two objects (G-06)', () => {
    const accounts = (name: string): GatewayObjects['accounts'] => [
      { account: { namespace: name, serviceAccount: name }, identity: { identityId: identityId('id') } },
    ];
    const [a, b] = [inGroup('a', 'a.example'), inGroup('a', 'b.example')];
    const preparations = (second: string): readonly GatewayObjects[] => [
      { ...none, accounts: accounts('shop'), zones: [a] },
      { ...none, clusterId: second, accounts: accounts('pay'), zones: [a, b] },
    ];
    const recordsOf = (all: readonly GatewayObjects[]): readonly RecordsObject[] =>
      parseAllDocuments(gatewayYaml(all)).flatMap((document) => {
        const each = document.toJS() as RecordsObject;
        return each.kind === 'ClusterExternalDNS' ? [each] : [];
      });
    const records = recordsOf(preparations(clusterId));
    expect(records.map(({ spec }) => [spec.resourceNamespace, spec.dnsZoneResourceIDs])).toEqual([
      ['shop', [a]],
      ['pay', [b]],
    ]);
    expect(new Set(records.map(({ metadata }) => metadata.name)).size).toBe(2);
    expect(recordsOf(preparations(`${clusterId}-2`)).map(({ spec }) => spec.dnsZoneResourceIDs)).toEqual([[a], [a, b]]);
  });

  it.each([
    [
      'two groups that differ by a sign',
      '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg.dns',
      '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-dns',
    ],
    [
      'two subscriptions that begin alike',
      '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg',
      '/subscriptions/11111111-2222-4111-8111-111111111111/resourceGroups/rg',
    ],
  ])('never puts zones of %s into one object (G-06)', (_, one, other) => {
    const zones = [one, other].map((group, n) => `${group}/providers/Microsoft.Network/dnsZones/z${n}.example`);
    const records = (objects({ zones }) as readonly RecordsObject[]).slice(1);
    expect(records.map(({ spec }) => spec.dnsZoneResourceIDs)).toEqual(zones.map((zone) => [zone]));
    expect(new Set(records.map(({ metadata }) => metadata.name)).size).toBe(2);
    for (const each of records) expectAccepted(each);
  });

  it('names each zone once, however it is written, and objects by labels (G-06)', () => {
    const zone = inGroup('a'.repeat(90), 'x.example');
    const [records] = (
      objects({
        zones: [zone, zone.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions')],
      }) as readonly RecordsObject[]
    ).slice(1);
    expect(records!.spec.dnsZoneResourceIDs).toEqual([zone]);
    expect(records!.metadata.name.length).toBeLessThanOrEqual(63);
  });

  it('keeps public and private zones apart, and their names the same whatever else is there (G-06)', () => {
    const zones = [inGroup('a', 'x.example'), inGroup('a', 'in.example', 'privateDnsZones')];
    const named = (ids: readonly string[]): readonly string[] =>
      (objects({ zones: ids }) as readonly RecordsObject[]).slice(1).map(({ metadata }) => metadata.name);
    expect(named(zones)).toHaveLength(2);
    expect(named(zones)).toEqual([...named(zones.slice(0, 1)), ...named(zones.slice(1))]);
  });

  it('gives the options of listeners as a comment, with both keys, and nothing that is secret (G-06)', () => {
    const accounts = [{ account, identity: { identityId: identityId('id-gateway') } }];
    const yaml = gatewayYaml([{ ...none, accounts, vaults: [vaultId], gatewayClass: 'istio' }]);
    expect(yaml).toContain('of Gateways of class istio');
    expect(yaml).toContain(
      '#     kubernetes.azure.com/tls-cert-keyvault-uri: "<URI of the certificate, without its version>"',
    );
    expect(yaml).toContain('#     kubernetes.azure.com/tls-cert-service-account: "app-routing"');
    expect(yaml).toContain('"<client ID of the identity>"');
  });

  it('stays YAML whatever the names contain (G-06)', () => {
    const odd = { namespace: 'a: b\n---\nkind: Secret', serviceAccount: '"x' };
    const accounts = [{ account: odd, identity: { identityId: identityId('id') } }];
    expect(objects({ accounts })).toHaveLength(1);
  });
});
