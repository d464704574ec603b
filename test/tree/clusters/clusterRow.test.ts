import { expect, it } from 'vitest';
import type { ClusterSummary } from '../../../src/domain/cluster/clusterSummary.ts';
import { say } from '../../../src/sentences/words.ts';
import { clusterRow } from '../../../src/tree/clusters/clusterRow.ts';

const cluster = {
  id: '/c',
  name: 'busy-weu',
  subscriptionId: 's',
  resourceGroup: 'rg',
  provisioningState: 'Updating',
  controlPlane: { kind: 'systemAssigned', principalId: 'p', tenantId: 't' },
  kubelet: { kind: 'unknown' },
  addons: [],
  uses: [],
} as unknown as ClusterSummary;
const error = { code: 'tenantMismatch', severity: 'error', text: say`Wrong.`, evidence: [], source: '' } as const;
const nothing = { around: [], unjudged: [] };

it('a cluster that is changing keeps its problems, which its badge counts like those of others, and has no tick', () => {
  const wrong = clusterRow(cluster, { check: { ...nothing, findings: [error] } });
  expect(wrong).toMatchObject({
    description: 'Updating \u00b7 system-assigned',
    spoken: 'Updating \u00b7 1 error \u00b7 system-assigned',
    state: { grade: 'error', badge: '\u27151' },
  });
  const fine = clusterRow(cluster, { check: { ...nothing, findings: [] } });
  expect(fine).toMatchObject({ description: 'Updating \u00b7 system-assigned' });
  expect(fine.state).toBeUndefined();
});
