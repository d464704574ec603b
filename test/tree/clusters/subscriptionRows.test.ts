import { expect, it } from 'vitest';
import type { ClusterSummary } from '../../../src/domain/cluster/clusterSummary.ts';
import { rootRows } from '../../../src/tree/clusters/subscriptionRows.ts';
import type { Inventory } from '../../../src/tree/loading/inventory.ts';
import type { Check } from '../../../src/tree/loading/reading.ts';

const id = '11111111-0000-4000-8000-000000000001';
const error = { code: 'clusterFailed', severity: 'error', text: 'Failed.', evidence: '', source: '' } as const;
const check = (findings: Check['findings'] = []): Check => ({ findings, unknown: [] });
const clusters = new Map(['a', 'b', 'c'].map((name) => [name, { id: name, name } as ClusterSummary]));
const inventory = {
  subscriptions: [{ id, name: 'Contoso', tenantId: 't' }],
  clusters: new Map([[id, clusters]]),
  failures: [],
} as unknown as Inventory;
const rowOf = (checks: ReadonlyMap<string, Check>) => rootRows(inventory, { checks })[0];

it('a subscription keeps the mark of its clusters while one of them is not checked, and says that there may be more', () => {
  const some = new Map([
    ['a', check([error])],
    ['b', check()],
  ]);
  expect(rowOf(some)).toMatchObject({
    icon: { id: 'error' },
    description: '1 with errors, 1 not checked yet \u00b7 3 clusters',
  });
  expect(rowOf(new Map([...some, ['c', check()]]))).toMatchObject({ description: '1 with errors \u00b7 3 clusters' });
  expect(rowOf(new Map())).toMatchObject({ icon: { id: 'azure' }, description: '3 clusters' });
});
