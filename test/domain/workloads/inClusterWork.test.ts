import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { inClusterWork, manifestOf } from '../../../src/domain/workloads/inClusterWork.ts';
import { clusterId, identityId } from '../../support/domain/worldFacts.ts';

const cart = identityId('id-cart') as ArmId;
const shop = clusterId;

describe('what changes leave to do in the cluster', () => {
  it('is nothing where no service account is connected', () => {
    expect(inClusterWork([{ kind: 'setWorkloadIdentity', clusterId: shop, enabled: true }])).toEqual([]);
  });

  it('is one YAML stream for all of it, with the IDs that are known', () => {
    const work = inClusterWork([
      { kind: 'createCredential', identityId: cart, namespace: 'shop', serviceAccount: 'cart', clusterId: shop },
      { kind: 'bindIdentity', identityId: identityId('id-jobs'), clusterId: shop },
    ]);
    const yaml = manifestOf(work, (id) => (id === cart ? { identityId: id, clientId: 'client' } : undefined));
    const documents = parseAllDocuments(yaml).map((each) => parse(String(each)) as { kind?: string } | null);
    expect(documents.flatMap((each) => each?.kind ?? [])).toEqual([
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'ServiceAccount',
    ]);
    expect(yaml).toContain('client-id: "client"');
    expect(yaml).toContain('"<client ID of the identity>"');
    expect(yaml).toContain('namespace: "<namespace>"');
  });

  const connect = (id: string, serviceAccount = 'cart'): Change => ({
    ...{ kind: 'createCredential', identityId: identityId(id), namespace: 'shop', clusterId: shop, serviceAccount },
  });
  const gateways = (clusterId: string): Change => ({
    ...{ kind: 'prepareGateway', clusterId, identityId: identityId('id-gateway') },
    accounts: [{ namespace: 'shop', serviceAccount: 'cart' }],
  });
  const below = '# The ServiceAccount shop/cart is further down.\n# In the pod template';
  it.each<[string, readonly Change[], readonly string[], boolean]>([
    ['which Gateways have, too', [connect('id-cart'), gateways(shop)], [], true],
    ['which Gateways have before', [gateways(shop), connect('id-cart')], [], true],
    ['which Gateways of another cluster have', [connect('id-cart'), gateways(`${shop}-2`)], ['cart'], false],
    ['which is connected twice', [connect('id-cart'), connect('id-jobs')], ['cart'], true],
    ['beside another one', [connect('id-cart'), connect('id-cart', 'web')], ['cart', 'web'], false],
  ])('has no ServiceAccount that the YAML of the plan has once more: one %s (G-06)', (_, changes, names, isBelow) => {
    const yaml = manifestOf(inClusterWork(changes), (id) => ({ identityId: id }));
    const documents = parseAllDocuments(yaml).map((each) => each.toJS() as { metadata: { name: string } } | null);
    expect(documents.flatMap((each) => each?.metadata.name ?? [])).toEqual(names);
    expect(yaml.includes(below)).toBe(isBelow);
  });
});
