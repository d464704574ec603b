import { expect, it } from 'vitest';
import { activationOffer } from '../../../src/domain/plan/activationOffer.ts';
import type { Check, Plan } from '../../../src/domain/plan/plan.ts';
import type { EligiblePlace } from '../../../src/domain/words/lack.ts';
import { verbatim } from '../../../src/sentences/words.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const group = `${subscription}/resourceGroups/rg`;
const one = `${group}/providers/Microsoft.X/y/one`;
const two = `${group}/providers/Microsoft.X/y/two`;
const owner: EligiblePlace = { role: 'Owner', scope: subscription, place: 'Contoso' };
const near: EligiblePlace = { role: 'Contributor', scope: group, place: 'rg' };

function missing(scope: string, eligible: readonly EligiblePlace[], more: Partial<Check> = {}): Check {
  return {
    title: verbatim('Not allowed'),
    detail: verbatim(''),
    verdict: 'fail',
    permission: { action: 'Microsoft.X/y/write', scope },
    lack: { can: 'x', missingRole: { place: 'x', eligible } },
    ...more,
  };
}

function offerFor(...checks: readonly Check[]): string | undefined {
  const offer = activationOffer({ checks, steps: [] } as unknown as Plan);
  return (
    offer && `${offer.draft.role} at ${offer.draft.scope?.replace(subscription, '')} for ${offer.draft.rights?.length}`
  );
}

it.each<[string, readonly Check[], string | undefined]>([
  ['nothing is missing', [], undefined],
  [
    'one right is eligible',
    [missing(one, [near])],
    'Contributor at /resourceGroups/rg/providers/Microsoft.X/y/one for 1',
  ],
  [
    'all rights are eligible by one role',
    [missing(one, [owner]), missing(two, [owner])],
    'Owner at /resourceGroups/rg for 2',
  ],
  [
    'one role gives more of them',
    [missing(one, [near, owner]), missing(two, [owner])],
    'Owner at /resourceGroups/rg for 2',
  ],
  [
    'two roles would do',
    [missing(one, [owner, near])],
    'Contributor at /resourceGroups/rg/providers/Microsoft.X/y/one for 1',
  ],
  [
    'each needs another role',
    [missing(one, [owner]), missing(two, [near])],
    'Contributor at /resourceGroups/rg/providers/Microsoft.X/y/two for 1',
  ],
  ['one right has no eligible role', [missing(one, [owner]), missing(two, [])], undefined],
  ['a deny assignment is in the way', [missing(one, [owner]), { ...missing(two, []), lack: { can: 'x' } }], undefined],
  [
    'something else fails',
    [missing(one, [owner]), { title: verbatim('x'), detail: verbatim('x'), verdict: 'fail' }],
    undefined,
  ],
  [
    'something else is unknown',
    [missing(one, [near]), missing(two, [], { verdict: 'unknown' })],
    'Contributor at /resourceGroups/rg/providers/Microsoft.X/y/one for 1',
  ],
])('where %s, the offer fits (H-60)', (_, checks, expected) => {
  expect(offerFor(...checks)).toBe(expected);
});

it('the account of the steps is that of the offer, where several are signed in (H-60)', () => {
  const account = { id: 'a', name: 'ada@contoso.com' };
  const check = missing(one, [owner], {
    lack: { can: 'x', missingRole: { place: 'x', account: account.name, eligible: [owner] } },
  });
  const offer = activationOffer({
    checks: [check],
    steps: [{ account: { id: 'b', name: 'b' } }, { account }],
  } as unknown as Plan);
  expect(offer?.draft.account).toEqual(account);
});
