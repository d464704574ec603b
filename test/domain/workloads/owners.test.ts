import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { issuerOwner } from '../../../src/domain/workloads/owners.ts';
import { factsOf, found, unreadable } from '../../support/domain/factsOf.ts';
import { goneIssuer, issuer, issuingAs } from '../../support/domain/workloadFixture.ts';
import { cluster, systemAssigned, tenant } from '../../support/domain/worldFacts.ts';

const before = clusterOf(cluster(systemAssigned, issuingAs(goneIssuer)));
const again = clusterOf(cluster(systemAssigned, issuingAs(issuer)));

describe('the owner of an issuer', () => {
  it.each<[string, Answer<Cluster>, object]>([
    ['still has it', found(before), { cluster: before }],
    ['was made again', found(again), { doubt: expect.stringMatching(/could not be read. Clusters: Busy/) as string }],
    ['is gone', { kind: 'missing' }, { doubt: expect.stringMatching(/could not be read. Clusters: Busy/) as string }],
    ["can't be read", unreadable('No.'), { doubt: "The issuer may belong to shop-weu, which can't be read now: No." }],
  ])('that an index alone names is asked by itself: %s (W-04, W-05)', (_, now, owner) => {
    const facts = factsOf([
      [{ kind: 'clusters' }, found([before])],
      [{ kind: 'clusters', fromArm: true }, unreadable('Busy.')],
      [{ kind: 'cluster', id: before.id }, now],
      [{ kind: 'hiddenSubscriptions', directory: tenant }, found([])],
    ]);
    expect(inWords(issuerOwner(goneIssuer, facts))).toEqual(owner);
    expect(facts.missed).toEqual([]);
  });

  it.each<[string, Answer<Cluster>, object]>([
    ['has it', found(before), { cluster: before }],
    ['is gone', { kind: 'missing' }, {}],
    ["can't be read", unreadable('No.'), { doubt: "The issuer may belong to shop-weu, which can't be read now: No." }],
  ])('that ARM does not list and an index names is asked by itself: %s (W-04, W-05)', (_, now, owner) => {
    const facts = factsOf([
      [{ kind: 'clusters' }, found([before])],
      [{ kind: 'clusters', fromArm: true }, found([])],
      [{ kind: 'cluster', id: before.id }, now],
      [{ kind: 'hiddenSubscriptions', directory: tenant }, found([])],
    ]);
    expect(inWords(issuerOwner(goneIssuer, facts))).toEqual(owner);
  });
});
