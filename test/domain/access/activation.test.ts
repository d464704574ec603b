import { describe, expect, it } from 'vitest';
import {
  activationState,
  durationOf,
  durationWords,
  isOpenRequest,
  millisecondsOf,
  newestRequest,
  nextRequestName,
  rulesOfPolicy,
} from '../../../src/domain/access/activation.ts';
import { rightFrom, rightText, scopesFor } from '../../../src/domain/access/activationChoices.ts';
import type { ActivationRequest } from '../../../src/domain/cluster/model.ts';

const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const subscription = `/subscriptions/${guid(1)}`;
const group = `${subscription}/resourceGroups/rg`;
const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/shop`;
const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`;
const now = new Date('2026-09-01T10:00:00Z');
const request = (more: Partial<ActivationRequest> = {}): ActivationRequest => ({
  name: guid(7),
  scope: group,
  roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid(8)}`,
  principalId: guid(9),
  type: 'SelfActivate',
  status: 'Provisioned',
  startsAt: '2026-09-01T09:30:00Z',
  duration: 'PT1H',
  createdOn: '2026-09-01T09:30:00Z',
  ...more,
});
const role = { scope: group, roleGuid: guid(8), principalId: guid(9) };

describe('the rules of a policy', () => {
  const rule = (id: string, more: object): object => ({ id: `${id}_EndUser_Assignment`, ...more });

  it('are those for the people who activate, as the published example has them (H-60)', () => {
    const effectiveRules = [
      { id: 'Enablement_Admin_Assignment', enabledRules: ['MultiFactorAuthentication'] },
      rule('Enablement', { enabledRules: ['Justification', 'MultiFactorAuthentication', 'Ticketing'] }),
      { id: 'Expiration_Admin_Assignment', maximumDuration: 'P90D' },
      rule('Expiration', { isExpirationRequired: true, maximumDuration: 'PT7H' }),
      rule('Approval', { setting: { isApprovalRequired: true } }),
      rule('AuthenticationContext', { isEnabled: true, claimValue: 'c1' }),
    ];
    expect(rulesOfPolicy({ properties: { effectiveRules } } as never)).toEqual({
      needsReason: true,
      needsTicket: true,
      needsSecondFactor: true,
      needsApproval: true,
      longest: 'PT7H',
      context: 'c1',
    });
  });

  it('that are off or left out ask for nothing (H-60)', () => {
    const effectiveRules = [rule('AuthenticationContext', { isEnabled: false, claimValue: 'c1' })];
    for (const policy of [{ properties: { effectiveRules } }, {}])
      expect(rulesOfPolicy(policy as never)).toEqual({
        needsReason: false,
        needsTicket: false,
        needsSecondFactor: false,
        needsApproval: false,
      });
  });
});

describe('a request', () => {
  it.each<[string, Partial<ActivationRequest>, string]>([
    ['that was provisioned', {}, 'active'],
    ['whose time is over', { duration: 'PT30M' }, 'over'],
    ['that says no time', { duration: '' }, 'active'],
    ['that names an end which has passed', { duration: '', endsAt: '2026-09-01T09:59:00Z' }, 'over'],
    ['that names an end to come', { duration: '', endsAt: '2026-09-01T10:01:00Z' }, 'active'],
    ['that waits for an approver', { status: 'PendingApproval' }, 'waitsForApproval'],
    ['that waits for an administrator', { status: 'pendingadmindecision' }, 'waitsForApproval'],
    ['that is being provisioned', { status: 'PendingProvisioning' }, 'underWay'],
    ['in a state that is not known', { status: 'SomethingNew' }, 'underWay'],
    ['that was denied', { status: 'AdminDenied' }, 'refused'],
    ['that timed out', { status: 'TimedOut' }, 'refused'],
  ])('%s is %j', (_, more, state) => {
    expect(activationState(request(more), now)).toBe(state);
  });

  it('is the newest of the same role, person and scope', () => {
    const newest = request({ name: guid(20), createdOn: '2026-09-01T09:45:00Z', scope: group.toUpperCase() });
    const others = [
      { scope: cluster },
      { principalId: guid(99) },
      { roleDefinitionId: guid(98) },
      { type: 'AdminAssign' },
    ].map((more, n) => request({ name: guid(30 + n), createdOn: '2026-09-01T09:59:00Z', ...more }));
    expect(newestRequest([request(), newest, ...others], role)?.name).toBe(guid(20));
    expect(newestRequest(others, role)).toBeUndefined();
  });

  it('that was ended early has no effect, and the next one gets another name', () => {
    const ended = request({ name: guid(21), type: 'SelfDeactivate', createdOn: '2026-09-01T09:50:00Z' });
    const newest = newestRequest([request(), ended], role)!;
    expect(newest.name).toBe(guid(21));
    expect([isOpenRequest(newest, now), isOpenRequest(request(), now)]).toEqual([false, true]);
    expect(nextRequestName(role, newest)).not.toBe(nextRequestName(role, request()));
  });

  it('has the same name whoever plans it, until there is one; that of another person has another', () => {
    const name = nextRequestName(role, undefined);
    expect(nextRequestName({ ...role, scope: group.toUpperCase() }, undefined)).toBe(name);
    const names = [
      name,
      nextRequestName(role, request()),
      nextRequestName({ ...role, principalId: guid(10) }, undefined),
      nextRequestName({ ...role, scope: cluster }, undefined),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

it.each([
  [30, 'PT30M', '30 minutes'],
  [60, 'PT1H', '1 hour'],
  [90, 'PT1H30M', '1 hour 30 minutes'],
  [1440, 'PT24H', '24 hours'],
])('%i minutes are %s, %s', (minutes, duration, words) => {
  expect(durationOf(minutes)).toBe(duration);
  expect(durationWords(duration)).toBe(words);
  expect(millisecondsOf(duration)).toBe(minutes * 60_000);
});

it('what is no duration has no length, and is said as it is', () => {
  for (const text of ['', 'P', 'PT', '1h']) expect(millisecondsOf(text)).toBeNaN();
  expect(durationWords('forever')).toBe('forever');
  expect(millisecondsOf('P1DT1H')).toBe(25 * 3_600_000);
});

it.each<[string, readonly string[], string, readonly string[]]>([
  ['one right', [cluster], group, [cluster, group]],
  ['one right, eligible exactly there', [cluster], cluster, [cluster]],
  ['rights in one group', [cluster, subnet], subscription, [group, subscription]],
  [
    'rights of a child and its parent',
    [subnet, subnet.replace(/\/subnets.*/, '')],
    group,
    [subnet.replace(/\/subnets.*/, ''), group],
  ],
  [
    'a management group, which ids do not show above',
    [cluster],
    '/providers/Microsoft.Management/managementGroups/mg',
    [cluster, group, subscription, '/providers/Microsoft.Management/managementGroups/mg'],
  ],
])('a role for %s can be activated from the narrowest scope up (H-60)', (_, scopes, eligibleAt, expected) => {
  const found = scopesFor(
    scopes.map((scope) => ({ scope })),
    eligibleAt,
  );
  expect(found).toEqual(expected);
});

it('a right comes back from the values of a form, also with blanks in the name of its resource', () => {
  const right = { action: 'Microsoft.Network/x/write', scope: `${group}/providers/Microsoft.Network/x/a b c` };
  expect(rightFrom(rightText(right))).toEqual(right);
});
