import { describe, expect, it } from 'vitest';
import { reachesFromList, type AboveSubscription } from '../../../src/app/fleet/aboveSubscriptions.ts';
import type { Tenant } from '../../../src/azure/directory/connection.ts';

const here = '11111111-1111-4111-a111-111111111111';
const other = '22222222-2222-4222-a222-222222222222';
const place = '/subscriptions/33333333-3333-4333-a333-333333333333';
const scope = `${place}/resourceGroups/rg`;
const group = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;
const groups = new Set(['platform', here]);

function above(own: string, seenThrough: string, known = true): AboveSubscription {
  const tenant: Tenant = { tenantId: seenThrough, credential: { getToken: () => Promise.resolve(null) } };
  const access = { tenant, subscription: { id: place.split('/')[2]!, name: 'One', tenantId: own } };
  return { access, ...(known && { groups }) };
}

describe('what Resource Graph lists over several subscriptions', () => {
  it.each([
    ['at the scope', scope, here, true],
    ['at the subscription', place.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'), here, true],
    ['at another group', `${place}/resourceGroups/rg2`, here, false],
    ['at another subscription', '/subscriptions/44444444-4444-4444-a444-444444444444', here, false],
    ['at the root of its directory', '/', here, true],
    ['at the root of another directory', '/', other, false],
    ['at a management group above', group('PLATFORM'), here.toUpperCase(), true],
    ['at the root group', group(here), here, true],
    ['at a management group elsewhere', group('shop'), here, false],
    ['at a management group of that name in another directory', group('platform'), other, false],
  ])('counts in a subscription as it should if it is made %s', (_, madeAt, tenantId, expected) => {
    expect(reachesFromList({ scope: madeAt, tenantId }, scope, above(here, here))).toBe(expected);
  });

  it.each([
    ['at a management group and those above the subscription are not known', group('shop'), above(here, here, false)],
    ['at a management group and the subscription is lent by another directory', group('platform'), above(other, here)],
    ['at the root and the subscription is lent by another directory', '/', above(other, here)],
    ['at a management group and the subscription is not seen any more', group('platform'), { access: undefined }],
  ])('is left to ARM if it is made %s', (_, madeAt, known) => {
    expect(reachesFromList({ scope: madeAt, tenantId: here }, scope, known)).toBeUndefined();
  });

  it('a list needs no groups for what was granted at the root', () => {
    expect(reachesFromList({ scope: '/', tenantId: here }, scope, above(here, here, false))).toBe(true);
  });
});
