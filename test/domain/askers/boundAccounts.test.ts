import { expect, it } from 'vitest';
import { boundAccounts } from '../../../src/domain/askers/reading/podAskers.ts';
import { objectsOf, pod } from '../../support/domain/clusterObjects.ts';

const clientId = '99999999-9999-4999-8999-999999999999';
const account = {
  kind: 'ServiceAccount',
  metadata: { namespace: 'shop', name: 'web', annotations: { 'azure.workload.identity/client-id': clientId } },
};
const bound = {
  labels: { 'azure.workload.identity/use': 'true' },
  annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
  tokens: ['api://AKSIdentityBinding'],
};

it('the accounts that ask through a binding are those whose pods do (W-06)', () => {
  const items = [
    account,
    pod('shop/web-1', 'web', bound),
    pod('shop/web-2', 'other', { labels: { 'azure.workload.identity/use': 'true' } }),
  ];
  expect(boundAccounts(objectsOf(items))).toEqual([{ namespace: 'shop', serviceAccount: 'web', clientId }]);
});

it('which accounts ask through a binding is not known where pods could not be read (W-06)', () => {
  expect(boundAccounts({ ...objectsOf([]), kinds: new Set() })).toBeUndefined();
});
