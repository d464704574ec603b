import { gap } from '../../support/domain/unknowns.ts';
import { describe, expect, it, vi } from 'vitest';
import { factsOf, found, unreadable, type Entry } from '../../support/domain/factsOf.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { IdentityCredential } from '../../../src/domain/cluster/facts.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { goneIssuersOf } from '../../../src/domain/workloads/goneIssuers.ts';
import { credential, goneIssuer, issuer } from '../../support/domain/workloadFixture.ts';
import { cluster, clusterId, sub, systemAssigned, tenant } from '../../support/domain/worldFacts.ts';

/** What a cluster is to an issuer: its successor, one of several that may be, or only near it. */
type Likeness = 'successor' | 'candidate' | 'placed';

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

describe('an issuer without a cluster', () => {
  it('belongs to one cluster, whatever the order in which Resource Graph and ARM list them', () => {
    expect(placesIn([a, b], found([b, a]))).toEqual(['a']);
    expect(placesIn([b, a], found([a, b]))).toEqual(['a']);
  });

  it('looks at the JSON of each cluster a few times in all, however many issuers are gone', () => {
    const guid = (start: string, index: number): string => `${start}-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const clusters = Array.from({ length: 50 }, (_, index) => named(`c${index}`, guid('77777777', index)));
    const gone = Array.from({ length: 20 }, (_, index) =>
      credential({ issuer: goneIssuer.replace(/[^/]+\/$/, `${guid('88888888', index)}/`) }),
    );
    const read = vi.fn<(name: string) => void>();
    const watched = clusters.map(({ raw, ...each }) => ({
      ...each,
      raw: {
        ...raw,
        get properties() {
          read(each.name);
          return raw['properties'] ?? null;
        },
      },
    }));
    const facts = factsOf([
      [{ kind: 'clusters' }, found(watched)],
      [{ kind: 'clusters', fromArm: true }, found(watched)],
    ]);
    const reported = watched.flatMap((each) => goneIssuersOf(each, gone, facts));
    expect(reported).toHaveLength(20);
    const counts = Map.groupBy(read.mock.calls, ([name]) => name);
    expect(counts.get('c49')?.length).toBeLessThan(10);
  });

  it('is reported if ARM does not list some subscriptions, with the clusters there as Resource Graph has them', () => {
    const gaps = [gap('subscription Contoso', 'No.', sub)];
    expect(placesIn([a, b], { kind: 'found', value: [], gaps })).toEqual(['a']);
  });

  it.each<[string, Answer<Cluster>, number]>([
    ['is there', found(b), 0],
    ["can't be read now", unreadable('Busy.'), 1],
    ['is gone', { kind: 'missing' }, 1],
  ])('that only the index has is asked of its cluster, which %s (C-32)', (_, now, count) => {
    const ofB = credential({
      name: 'b',
      subject: 'system:serviceaccount:b:b',
      issuer: issuer.replace(/[^/]+\/$/, '66666666-6666-4666-8666-666666666666/'),
    });
    const facts = factsOf([
      [{ kind: 'clusters' }, found([a, b])],
      [{ kind: 'clusters', fromArm: true }, found([a])],
      [{ kind: 'cluster', id: b.id }, now],
    ]);
    const gone = goneIssuersOf(a, [...old, ofB], facts);
    expect(gone.map((each) => each.issuer).filter((each) => each === ofB.issuer)).toHaveLength(count);
    expect(gone.map((each) => each.issuer)).toContain(goneIssuer);
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

describe('the likely successor of a cluster that is gone', () => {
  const uuid = (n: number): string => `7777777${n}-7777-4777-8777-777777777777`;
  const issuerAt = (region: string, n: number): string =>
    `https://${region}.oic.prod-aks.azure.com/${tenant}/${uuid(n)}/`;
  /** A cluster of the subscription, in its own group so that no identity is next to it. */
  const at = (name: string, n: number, location = 'westeurope'): Cluster => ({
    ...named(name, uuid(n)),
    id: clusterId.replace('rg-shop', `rg-${name}`).replace(/[^/]+$/, name) as Cluster['id'],
    resourceGroup: `rg-${name}`,
    location,
  });
  const store = at('store', 1);
  const basket = at('basket', 2);
  const basketNorth = at('basket', 3, 'northeurope');
  const storeNorth = at('store', 4, 'northeurope');
  const gone = (name: string, more: object = {}): IdentityCredential =>
    credential({ name, issuer: goneIssuer, subject: 'system:serviceaccount:mail:sender', ...more });
  const trustedBy = (n: number, more: object = {}): IdentityCredential =>
    credential({
      name: `now-${n}`,
      issuer: issuerAt('westeurope', n),
      subject: 'system:serviceaccount:mail:sender',
      ...more,
    });
  const flexible = { subject: '', expression: 'x' };

  it.each<[string, readonly IdentityCredential[], readonly Cluster[], string, Likeness]>([
    ['its name in its region', [gone('store-mail'), gone('mail')], [store, basket], 'store', 'successor'],
    ['its name alone, borne by all', [gone('store-mail')], [basket, storeNorth], 'store', 'successor'],
    ['its name alone, borne by some', [gone('store-mail'), gone('x')], [basket, storeNorth], 'basket', 'placed'],
    ['an account that is trusted by now', [gone('x'), trustedBy(2)], [store, basket], 'basket', 'successor'],
    [
      'an account against a name in another region',
      [gone('basket-api'), gone('x'), trustedBy(1)],
      [store, basketNorth],
      'store',
      'successor',
    ],
    ['an account against a name', [gone('basket-api'), trustedBy(1)], [store, basket], 'store', 'candidate'],
    ['both against a name', [gone('basket-x'), gone('store-x'), trustedBy(1)], [store, basket], 'store', 'successor'],
    ['the accounts of two', [gone('x'), trustedBy(1), trustedBy(2)], [store, basket], 'basket', 'candidate'],
    ['the longest of names that begin alike', [gone('a-b-x')], [at('a', 5), at('a-b', 6)], 'a-b', 'successor'],
    [
      'no expressions, which may differ',
      [gone('x', flexible), trustedBy(2, flexible)],
      [store, basket],
      'basket',
      'placed',
    ],
    ['no name of a credential with an expression', [gone('store-x', flexible)], [store, basket], 'basket', 'placed'],
  ])('is recognised by %s (W-05)', (_, credentials, clusters, place, likeness) => {
    const facts = factsOf([
      [{ kind: 'clusters' }, found(clusters)],
      [{ kind: 'clusters', fromArm: true }, found(clusters)],
    ]);
    const all = clusters.flatMap((each) =>
      goneIssuersOf(each, credentials, facts).map((one) => ({ place: each.name, ...one })),
    );
    const isCandidate = likeness !== 'placed';
    expect(all).toMatchObject([{ place, isCandidate, isSuccessor: likeness === 'successor' }]);
  });
});
