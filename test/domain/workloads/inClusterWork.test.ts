import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
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
});
