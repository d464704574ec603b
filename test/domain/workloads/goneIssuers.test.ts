import { describe, expect, it } from 'vitest';
import type { Entry } from '../../support/domain/factsOf.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { goneIssuersOf } from '../../../src/domain/workloads/goneIssuers.ts';
import { factsOf, found, unreadable } from '../../support/domain/factsOf.ts';
import { credential, goneIssuer, issuer } from '../../support/domain/workloadFixture.ts';
import { cluster, clusterId, sub, systemAssigned } from '../../support/domain/worldFacts.ts';

function named(name: string, uuid: string): Cluster {
  const issuerURL = issuer.replace(/[^/]+\/$/, `${uuid}/`);
  const model = cluster(systemAssigned, { oidcIssuerProfile: { enabled: true, issuerURL } });
  return clusterOf({ ...model, name, id: clusterId.replace(/[^/]+$/, name) });
}

const a = named('a', '55555555-5555-4555-8555-555555555555');
const b = named('b', '66666666-6666-4666-8666-666666666666');
const old = [credential({ issuer: goneIssuer })];

function placesIn(index: readonly Cluster[], now: Answer<readonly Cluster[]>): readonly string[] {
  const entries: readonly Entry[] = [
    [{ kind: 'clusters' }, found(index)],
    [{ kind: 'clusters', fromArm: true }, now],
  ];
  const facts = factsOf(entries);
  return [a, b].flatMap((each) => (goneIssuersOf(each, old, facts).length > 0 ? [each.name] : []));
}

describe('an issuer without a cluster (W-08)', () => {
  it('belongs to one cluster, whatever the order in which Resource Graph and ARM list them', () => {
    expect(placesIn([a, b], found([b, a]))).toEqual(['a']);
    expect(placesIn([b, a], found([a, b]))).toEqual(['a']);
  });

  it('is told where some subscriptions ARM does not list, with the clusters there as Resource Graph has them', () => {
    const gaps = [{ where: 'subscription Contoso', reason: 'No.', subscriptionId: sub }];
    expect(placesIn([a, b], { kind: 'found', value: [], gaps })).toEqual(['a']);
  });

  it('is never that of the cluster itself, which was read later than the list', () => {
    const own = [credential({ issuer: issuer.replace(/[^/]+\/$/, '55555555-5555-4555-8555-555555555555/') })];
    const facts = factsOf([
      [{ kind: 'clusters' }, found([b])],
      [{ kind: 'clusters', fromArm: true }, unreadable()],
    ]);
    expect(goneIssuersOf(a, own, facts)).toEqual([]);
  });
});
