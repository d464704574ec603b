import { expect, it } from 'vitest';
import type { JudgedAsker } from '../../../src/domain/askers/model.ts';
import { askersView, onlyWrong } from '../../../src/webview/workloads/askersView.ts';

const account = { namespace: 'shop', serviceAccount: 'old' };
const identity = { resourceId: 'id-shop' };

it.each<readonly [string, object]>([
  ['Service account shop/old. How it signs in is not known', { mode: 'unknown', account }],
  ['Service account shop/old, identity id-shop. How it signs in is not known', { mode: 'unknown', account, identity }],
  ['How it signs in is not known', { mode: 'unknown' }],
  ["The node's identity, id-shop", { mode: 'nodeIdentity', identity }],
  ['Workload identity as shop/old, identity id-shop', { mode: 'workloadIdentity', account, identity }],
])('a row of what asks for tokens says: %s', (how, asker) => {
  const whole = {
    what: { kind: 'Deployment', namespace: 'shop', name: 'old' },
    component: 'workload',
    works: { kind: 'yes' },
    findings: [],
    ...asker,
  } as unknown as JudgedAsker;
  expect(askersView([whole], { ...onlyWrong, isAll: true }).rows.map((row) => row.how)).toEqual([how]);
});
