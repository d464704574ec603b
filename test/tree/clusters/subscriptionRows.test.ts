import { expect, it } from 'vitest';
import type { ClusterSummary } from '../../../src/domain/cluster/clusterSummary.ts';
import { emptyRow, rootRows } from '../../../src/tree/clusters/subscriptionRows.ts';
import type { Inventory } from '../../../src/tree/loading/inventory.ts';
import type { ClusterCheckResult } from '../../../src/tree/loading/checkResult.ts';
import { say } from '../../../src/sentences/words.ts';

const id = '11111111-0000-4000-8000-000000000001';
const error = { code: 'clusterFailed', severity: 'error', text: say`Failed.`, evidence: [], source: '' } as const;
const check = (findings: ClusterCheckResult['findings'] = []): ClusterCheckResult => ({
  findings,
  around: [],
  unjudged: [],
});
const clusters = new Map(['a', 'b', 'c'].map((name) => [name, { id: name, name } as ClusterSummary]));
const inventory = {
  subscriptions: [{ id, name: 'Contoso', tenantId: 't' }],
  clusters: new Map([[id, clusters]]),
  failures: [],
} as unknown as Inventory;
const rowOf = (checks: ReadonlyMap<string, ClusterCheckResult>) => rootRows(inventory, { checks })[0];

it('a subscription keeps the mark of its clusters while one of them is not checked, and says that there may be more', () => {
  const some = new Map([
    ['a', check([error])],
    ['b', check()],
  ]);
  expect(rowOf(some)).toMatchObject({
    icon: { id: 'azure' },
    state: { grade: 'error', badge: '\u2715', words: '1 cluster with errors' },
    description: '1/3 with errors, 1 not checked yet',
    spoken: '1 cluster with errors, 1 not checked yet \u00b7 3 clusters',
  });
  expect(rowOf(new Map([...some, ['c', check()]]))).toMatchObject({
    description: '1/3 with errors',
    spoken: '1 cluster with errors \u00b7 3 clusters',
  });
});

it('a subscription has a tick only if all of its clusters were checked and nothing was left out', () => {
  const fine = ['a', 'b', 'c'].map((key) => [key, check()] as const);
  expect(rowOf(new Map(fine))).toMatchObject({
    state: { grade: 'ok', words: 'No problems' },
    description: '3 clusters',
    spoken: 'no problems \u00b7 3 clusters',
  });
  expect(rowOf(new Map(fine.slice(1)))?.state).toBeUndefined();
  const partial = rowOf(new Map([...fine, ['b', { ...check(), isPartial: true }]]));
  expect(partial?.state).toBeUndefined();
  expect(partial?.description).toBe('3 clusters \u00b7 not everything checked');
  expect(rowOf(new Map([...fine, ['c', check([{ ...error, severity: 'warning' }])]]))).toMatchObject({
    state: { grade: 'warning', badge: '!', words: '1 cluster with warnings' },
  });
});

it('a subscription that is drawn again counts only the checks that are new', () => {
  let counted = 0;
  const counting = (): ClusterCheckResult => ({
    ...check(),
    get findings() {
      return (counted++, [error]);
    },
  });
  const checks = new Map(['a', 'b'].map((key) => [key, counting()]));
  expect(rowOf(checks)?.description).toBe('2/3 with errors, 1 not checked yet');
  expect(counted).toBe(2);
  checks.set('c', counting());
  expect(rowOf(checks)?.description).toBe('3/3 with errors');
  expect(counted).toBe(3);
});

it('subscriptions name their directories where there are several', () => {
  const second = { id: '2', name: 'Fabrikam Shop', tenantId: '99999999-0000-4000-8000-000000000002' };
  const first = { id, name: 'Contoso Shop', tenantId: 't', directory: 'Contoso' };
  const described = (subscriptions: readonly object[]): readonly (string | undefined)[] =>
    rootRows({ ...inventory, subscriptions } as unknown as Inventory).map(({ description }) => description);
  expect(described([first, second])).toEqual([
    'Contoso \u00b7 not checked yet \u00b7 3 clusters',
    expect.stringMatching(/^directory 9999/),
  ]);
  expect(described([first, { ...second, tenantId: 'T' }])).toEqual(['not checked yet \u00b7 3 clusters', undefined]);
});

it.each([
  [1, '1 cluster with errors \u00b7 1 of 2 clusters \u00b7 1 other not fully checked'],
  [2, '1 cluster with errors \u00b7 1 of 3 clusters \u00b7 2 others not fully checked'],
])(
  'a subscription that shows only problems counts the other clusters that were not fully checked: %d',
  (count, words) => {
    const partly = ['b', 'c'].slice(0, count).map((name) => [name, { ...check(), isPartial: true }] as const);
    const shown = new Map([...clusters].slice(0, count + 1));
    const [row] = rootRows(
      { ...inventory, clusters: new Map([[id, shown]]) },
      {
        checks: new Map([['a', check([error])], ...partly]),
        onlyProblems: true,
      },
    );
    expect(row?.description).toBe(words);
  },
);

it('an account without subscriptions where it is signed in has a note, next to the directory that wants a sign-in', () => {
  const failure = { code: 'signedOut', message: 'ada is not signed in to the directory Fabrikam.' } as const;
  const failures = [{ tenantId: 'f', tenantName: 'Fabrikam', failure }];
  const labels = (one: Inventory): readonly string[] => rootRows(one).map(({ label }) => label);
  expect(labels({ subscriptions: [], clusters: new Map(), failures })).toEqual([
    'No subscriptions found',
    'Sign in to Fabrikam',
  ]);
  expect(labels({ ...inventory, failures })).toEqual(['Contoso', 'Sign in to Fabrikam']);
});

it('a subscription whose clusters were not unfolded says that they were not checked, and how to check them', () => {
  const none = rowOf(new Map());
  expect(none).toMatchObject({ icon: { id: 'azure' }, description: 'not checked yet \u00b7 3 clusters' });
  expect(none?.tooltip).toContainEqual({
    label: 'Not checked yet',
    value: 'Its clusters are checked while it is expanded',
  });
  const one = new Map([['a', check()]]);
  expect(rowOf(one)?.description).toBe('not all checked yet \u00b7 3 clusters');
  const [byHand] = rootRows(inventory, { checks: new Map(), checksClusters: false });
  expect(byHand?.tooltip).toContainEqual({
    label: 'Not checked yet',
    value: 'A cluster is checked once it is expanded',
  });
  const all = new Map([...clusters.keys()].map((name) => [name, check()]));
  expect(rowOf(all)?.description).toBe('3 clusters');
  expect(rowOf(all)?.tooltip?.map(({ label }) => label)).not.toContain('Not checked yet');
});

it.each([
  ['itself could not be listed', [{ tenantId: 't', subscriptionId: id.toUpperCase() }], 'Clusters unknown'],
  ['has a directory that could not be listed', [{ tenantId: 'T' }], 'Clusters unknown'],
  ['was listed, unlike another one', [{ tenantId: 't', subscriptionId: 'other' }], 'No clusters or identities'],
])('a subscription without clusters that %s says so', (_, unlisted, words) => {
  const failure = { code: 'forbidden', message: 'Refused.' };
  const failures = unlisted.map((place) => ({ ...place, failure }));
  const empty = { ...inventory, clusters: new Map(), failures } as unknown as Inventory;
  const row = rootRows(empty).find(({ kind }) => kind === 'subscription');
  expect(row?.description).toBe(words === 'Clusters unknown' ? 'clusters unknown' : undefined);
  expect(emptyRow(empty, id).label).toBe(words);
});
