import { describe, expect, it } from 'vitest';
import { lookAround } from '../../../src/domain/around/catalogue.ts';
import type { Facts } from '../../../src/domain/cluster/facts.ts';
import { azure, cluster } from '../../support/domain/clusterFixture.ts';

/** Facts of an Azure whose lists are all empty. */
const emptyLists: Facts = { ...azure([]), get: () => ({ kind: 'found', value: [] }) };

describe('the look around a cluster', () => {
  it('gives one and the same result for all clusters with nothing around them, because a fleet has thousands', () => {
    const [first, second] = [cluster({}), cluster({ nodeResourceGroup: 'rg-other' })].map((each) =>
      lookAround(each, emptyLists),
    );
    expect(first?.kinds.every(({ things, unknown }) => things.length + unknown.length === 0)).toBe(true);
    expect(second).toBe(first);
  });
});
