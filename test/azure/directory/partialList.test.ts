import { expect, it } from 'vitest';
import { failureIn } from '../../../src/azure/directory/partialList.ts';

it('the failure of a directory names it by its name, where it has one', () => {
  const failure = { code: 'signedOut', message: 'ada is not signed in to the directory 1111-2222.' } as const;
  const tenant = { tenantId: '1111-2222', account: 'ada' };
  expect(failureIn({ ...tenant, name: 'Fabrikam' }, failure).failure.message).toBe(
    'ada is not signed in to the directory Fabrikam.',
  );
  expect(failureIn(tenant, failure).failure).toBe(failure);
});
