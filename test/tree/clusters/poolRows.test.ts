import { expect, it } from 'vitest';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
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
