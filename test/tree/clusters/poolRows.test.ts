import { expect, it } from 'vitest';
import type { ClusterAround } from '../../../src/app/facts/clusterAround.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { unknown } from '../../support/domain/unknowns.ts';
import { poolsRow } from '../../../src/tree/clusters/poolRows.ts';

const image = 'AKSUbuntu-2204gen2containerd-202604.14.0';
const pool = { id: '/pools/shop', name: 'shop', type: 'VirtualMachineScaleSets', nodeImageVersion: image };
const cluster = {
  id: '/clusters/shop-weu',
  name: 'shop-weu',
  provisioningState: 'Succeeded',
  agentPools: [pool, { ...pool, latestNodeImageVersion: 'AKSUbuntu-2204gen2containerd-202608.05.0' }],
} as unknown as Cluster;

it('a node pool says that there is a newer image before the name of its own, which is cut off in a narrow view', () => {
  const rows = poolsRow(cluster).children as readonly { readonly description?: string }[];
  const words = 'Ubuntu 22.04, Apr 14, 2026';
  expect(rows.map(({ description }) => description)).toEqual([words, `newer image available \u00b7 ${words}`]);
});

it.each([
  [
    { things: [{ pool: 'SHOP', what: '2 identities (kubelet, Azure Policy)' }], unknown: [] },
    /^2 identities \(kubelet, Azure Policy\)/,
  ],
  [{ things: [{ pool: 'other', what: '1 identity (kubelet)' }], unknown: [] }, /^Ubuntu/],
  [{ things: [], unknown: [unknown('Scale sets: no')] }, /^Ubuntu/],
])('a node pool names the identities that its nodes carry, as far as they are known: %# (Q-08)', (nodes, words) => {
  const around = { kinds: [{ kind: 'nodes', findings: [], ...nodes }], unknown: [] } as unknown as ClusterAround;
  const [first] = poolsRow(cluster, around).children as readonly Row[];
  expect(first!.description).toMatch(words);
  expect(JSON.stringify(first!.tooltip).includes('Scale sets: no')).toBe(nodes.unknown.length > 0);
});
