import { describe, expect, it } from 'vitest';
import type { WorldRolePolicy } from '../../../../src/emulator/arm/worldFile.ts';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identityId,
  items,
  principal,
  said,
  subscription,
  type Answered,
  type Emulated,
} from '../../emulated.ts';
import { person, roleOf } from '../../grants.ts';

const first = '77777777-7777-4777-a777-777777777771';
const second = '77777777-7777-4777-a777-777777777772';
const type = 'providers/Microsoft.Authorization/roleAssignmentScheduleRequests';

/** A world in which the person may become Owner of the group, under these rules. */
function eligible(
  policy: Omit<WorldRolePolicy, 'roleName'> = {},
  settings: Parameters<typeof emulate>[1] = {},
): Emulated {
  return emulate(
    {
      caller: {
        objectId: person,
        displayName: 'Person',
        roles: [],
        eligibleRoles: [{ scope: group, roleName: 'Owner' }],
      },
      rolePolicies: [{ roleName: 'Owner', ...policy }],
    },
    settings,
  );
}

function ask(
  { send }: Emulated,
  more: Readonly<Record<string, unknown>> = {},
  {
    name = first,
    scope = group,
    headers = {},
  }: { name?: string; scope?: string; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const properties = {
    principalId: person,
    roleDefinitionId: subscription + roleOf('Owner'),
    requestType: 'SelfActivate',
    justification: 'Rotate the identity',
    scheduleInfo: { startDateTime: null, expiration: { type: 'AfterDuration', duration: 'PT1H' } },
    ...more,
  };
  return send('PUT', `${scope}/${type}/${name}`, { properties }, headers);
}

const until = (duration: string): Readonly<Record<string, unknown>> => ({
  scheduleInfo: { startDateTime: null, expiration: { type: 'AfterDuration', duration } },
});

/** A token with these claims. */
function tokenWith(claims: object): Record<string, string> {
  return { authorization: `Bearer x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x` };
}

const statusOf = ({ body }: Answered): unknown => body['properties']?.['status'];

async function actionsAt({ send }: Emulated, scope = group): Promise<readonly unknown[]> {
  const { body } = await send('GET', `${scope}/providers/Microsoft.Authorization/permissions`);
  return items(body).flatMap(({ actions }) => actions as unknown as readonly unknown[]);
}

describe('an activation', () => {
  it('gives the role, which counts in permissions and in lists, until its time is over (E-270, H-63)', async () => {
    const emulated = eligible();
    expect(await actionsAt(emulated)).toEqual([]);
    const made = await ask(emulated);
    expect([made.status, statusOf(made)]).toEqual([201, 'Provisioned']);
    expect(await actionsAt(emulated)).toEqual(['*']);
    const list = await emulated.send('GET', `${group}/providers/Microsoft.Authorization/roleAssignments`);
    expect(items(list.body).map(({ properties }) => properties!['principalId'])).toEqual([person]);
    expect((await emulated.send('PUT', clusterPath, clusterBody())).status).toBe(201);
    emulated.advance(3599);
    expect(await actionsAt(emulated)).toEqual(['*']);
    emulated.advance(1);
    expect(await actionsAt(emulated)).toEqual([]);
    expect(codeOf((await emulated.send('PUT', clusterPath, clusterBody())).body)).toBe('AuthorizationFailed');
  });

  it('takes effect after the time that roles take (E-270, H-63)', async () => {
    const emulated = eligible({}, { propagationSeconds: 60 });
    await ask(emulated);
    expect(await actionsAt(emulated)).toEqual([]);
    emulated.advance(60);
    expect(await actionsAt(emulated)).toEqual(['*']);
  });

  it('can be for less than what one is eligible for, and has the condition of that (E-271)', async () => {
    const condition = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'x'";
    const emulated = emulate({
      caller: { objectId: person, roles: [], eligibleRoles: [{ scope: subscription, roleName: 'Owner', condition }] },
    });
    const made = await ask(emulated, {}, { scope: identityId('one') });
    expect(made.body['properties']).toMatchObject({ scope: identityId('one'), condition });
    expect(await actionsAt(emulated, identityId('one'))).toEqual(['*']);
    expect(await actionsAt(emulated)).toEqual([]);
  });

  it('is found by its name and among their own requests, with what was asked for (E-272)', async () => {
    const emulated = eligible({ requires: ['Ticketing'] });
    const ticketInfo = { ticketNumber: 'INC-7', ticketSystem: 'Jira' };
    const made = await ask(emulated, { ticketInfo, linkedRoleEligibilityScheduleId: second });
    const own = await emulated.send('GET', `${subscription}/${type}?$filter=asTarget()`);
    expect(items(own.body)).toEqual([made.body]);
    expect((await emulated.send('GET', `${group}/${type}/${first}`)).body).toEqual(made.body);
    expect((await emulated.send('GET', `${group}/${type}/${second}`)).status).toBe(404);
    expect(made.body['properties']).toMatchObject({ ticketInfo, linkedRoleEligibilityScheduleId: second });
    const others = tokenWith({ oid: principal('other') });
    const seen = await emulated.send('GET', `${subscription}/${type}?$filter=asTarget()`, undefined, others);
    expect(items(seen.body)).toEqual([]);
  });

  it.each<[string, Omit<WorldRolePolicy, 'roleName'>, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['is too long', { maximumDuration: 'PT30M' }, {}, ['ExpirationRule']],
    ['has no reason', {}, { justification: ' ' }, ['JustificationRule']],
    ['has no ticket', { requires: ['Ticketing'] }, {}, ['TicketingRule']],
    ['has no second factor', { requires: ['MultiFactorAuthentication'] }, {}, ['MfaRule']],
    ['lacks two things', { maximumDuration: 'PT30M' }, { justification: '' }, ['ExpirationRule', 'JustificationRule']],
    ['is of another role', {}, { roleDefinitionId: subscription + roleOf('Contributor') }, ['EligibilityRule']],
  ])('that %s is refused with the names of the rules (E-273, H-63)', async (_, policy, more, rules) => {
    const emulated = eligible(policy);
    const refused = await ask(emulated, more);
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'RoleAssignmentRequestPolicyValidationFailed']);
    expect(said(refused.body['error']!['message'])).toBe(`The following policy rules failed: ${JSON.stringify(rules)}`);
    expect(await actionsAt(emulated)).toEqual([]);
  });

  it('with a second factor in the token is taken (E-273, H-63)', async () => {
    const emulated = eligible({ requires: ['MultiFactorAuthentication'] });
    expect((await ask(emulated, {}, { headers: tokenWith({ amr: ['pwd', 'mfa'] }) })).status).toBe(201);
  });

  it('is refused with the claims of its context, until a client that understands them has it (E-274, H-63)', async () => {
    const emulated = eligible({ authenticationContext: 'c1' });
    const refused = await ask(emulated);
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'RoleAssignmentRequestAcrsValidationFailed']);
    expect(decodeURIComponent(said(refused.body['error']!['message']))).toBe(
      '&claims={"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
    );
    const headers = tokenWith({ acrs: ['c1'] });
    expect(codeOf((await ask(emulated, {}, { headers })).body)).toBe('RoleAssignmentRequestAcrsValidationFailed');
    const understood = tokenWith({ acrs: ['c1'], xms_cc: ['cp1'] });
    expect((await ask(emulated, {}, { headers: understood })).status).toBe(201);
  });

  it('is made once: a second one, and the same name again, are refused (E-275)', async () => {
    const emulated = eligible();
    await ask(emulated);
    expect(codeOf((await ask(emulated)).body)).toBe('RoleAssignmentRequestExists');
    expect(codeOf((await ask(emulated, {}, { name: second })).body)).toBe('RoleAssignmentExists');
  });

  it('for someone else, or for no time, is refused', async () => {
    const emulated = eligible();
    const others = await ask(emulated, { principalId: principal('other') });
    expect(codeOf(others.body)).toBe('InsufficientPermissions');
    expect(codeOf((await ask(emulated, until('PT1M'))).body)).toBe('InvalidRoleAssignmentRequestSchedule');
    expect(codeOf((await ask(emulated, until('soon'))).body)).toBe('InvalidRoleAssignmentRequestSchedule');
  });

  it('can be ended after five minutes, and not before (E-276)', async () => {
    const emulated = eligible();
    await ask(emulated);
    const end = (): Promise<Answered> => ask(emulated, { requestType: 'SelfDeactivate' }, { name: second });
    expect(codeOf((await end()).body)).toBe('ActiveDurationTooShort');
    emulated.advance(300);
    expect(statusOf(await end())).toBe('Revoked');
    expect(await actionsAt(emulated)).toEqual([]);
    const again = await ask(emulated, { requestType: 'SelfDeactivate' }, { name: principal('again') });
    expect(codeOf(again.body)).toBe('RoleAssignmentDoesNotExist');
  });

  it('survives a snapshot, and still ends (E-270, H-63)', async () => {
    const emulated = eligible();
    await ask(emulated);
    await emulated.send('PUT', '/_emulator/snapshots/active');
    emulated.advance(3600);
    expect(await actionsAt(emulated)).toEqual([]);
    await emulated.send('POST', '/_emulator/snapshots/active/restore');
    expect(await actionsAt(emulated)).toEqual(['*']);
    emulated.advance(3600);
    expect(await actionsAt(emulated)).toEqual([]);
  });
});

describe('an activation that has to be approved', () => {
  const decide = ({ send }: Emulated, approve: boolean): Promise<Answered> =>
    send('POST', '/_emulator/approvals', { name: first, approve });

  it('waits, and is active from its approval on for the whole time (E-277, H-63)', async () => {
    const emulated = eligible({ approval: true });
    expect(statusOf(await ask(emulated))).toBe('PendingApproval');
    expect(await actionsAt(emulated)).toEqual([]);
    expect(codeOf((await ask(emulated, {}, { name: second })).body)).toBe('PendingRoleAssignmentRequest');
    emulated.advance(7200);
    expect(statusOf(await decide(emulated, true))).toBe('Provisioned');
    expect(await actionsAt(emulated)).toEqual(['*']);
    emulated.advance(3600);
    expect(await actionsAt(emulated)).toEqual([]);
  });

  it('can be denied, and be taken back while it waits (E-277, H-63)', async () => {
    const denied = eligible({ approval: true });
    await ask(denied);
    expect(statusOf(await decide(denied, false))).toBe('Denied');
    expect((await decide(denied, true)).status).toBe(404);
    expect(await actionsAt(denied)).toEqual([]);
    const taken = eligible({ approval: true });
    await ask(taken);
    expect((await taken.send('POST', `${group}/${type}/${first}/cancel`)).status).toBe(200);
    expect(statusOf(await taken.send('GET', `${group}/${type}/${first}`))).toBe('Canceled');
    expect((await taken.send('POST', `${group}/${type}/${first}/cancel`)).status).toBe(400);
  });
});

describe('the policies of roles', () => {
  it('are listed at a scope with the rules for those who activate (E-278)', async () => {
    const { send } = eligible({
      scope: group,
      maximumDuration: 'PT2H',
      requires: ['Ticketing'],
      approval: true,
      authenticationContext: 'c2',
    });
    const rulesAt = async (scope: string, role: string): Promise<Record<string, unknown>> => {
      const filter = encodeURIComponent(`roleDefinitionId eq '${subscription}${roleOf(role)}'`);
      const path = `${scope}/providers/Microsoft.Authorization/roleManagementPolicyAssignments?$filter=${filter}`;
      const [only, ...rest] = items((await send('GET', path)).body);
      expect(rest).toEqual([]);
      const rules = only!['properties']!['effectiveRules'] as unknown as readonly Record<string, unknown>[];
      return Object.fromEntries(rules.map((rule) => [String(rule['id']), rule]));
    };
    expect(await rulesAt(group, 'Owner')).toMatchObject({
      Enablement_EndUser_Assignment: { enabledRules: ['Ticketing'] },
      Expiration_EndUser_Assignment: { maximumDuration: 'PT2H', isExpirationRequired: true },
      Approval_EndUser_Assignment: { setting: { isApprovalRequired: true } },
      AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c2' },
    });
    for (const [scope, role] of [
      [subscription, 'Owner'],
      [group, 'Reader'],
    ] as const)
      expect(await rulesAt(scope, role)).toMatchObject({
        Enablement_EndUser_Assignment: { enabledRules: ['Justification'] },
        Expiration_EndUser_Assignment: { maximumDuration: 'PT8H' },
        Approval_EndUser_Assignment: { setting: { isApprovalRequired: false } },
        AuthenticationContext_EndUser_Assignment: { isEnabled: false, claimValue: null },
      });
  });
});
