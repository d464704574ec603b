import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { callerCheck } from '../../../src/domain/plan/callerChecks.ts';
import { callerMay } from '../../../src/domain/access/callerPermissions.ts';
import type { DenyAssignment, Permission, RoleAssignment } from '../../../src/domain/cluster/model.ts';
import { everybody } from '../../../src/domain/access/accessCheck.ts';
import { controlPlaneId, otherPrincipal, subscription, vaultId } from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable } from '../../support/domain/factsOf.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';

describe('the signed-in person', () => {
  const write = 'Microsoft.Authorization/roleAssignments/write';
  const permission = (actions: string[], notActions: string[] = []): Permission => ({
    actions,
    notActions,
    dataActions: [],
    notDataActions: [],
  });
  const ask = (permissions: Permission[], denials: DenyAssignment[] = []) =>
    callerMay(
      write,
      vaultId,
      factsOf([
        [{ kind: 'callerPermissions', scope: vaultId }, found(permissions)],
        [{ kind: 'denyAssignments', scope: vaultId }, found(denials)],
        [{ kind: 'callerAssignments', scope: vaultId }, found([])],
      ]),
    );
  const failed = unreadable('Timeout', 'failed');
  const denial = (excluded: boolean): DenyAssignment => ({
    id: 'd',
    name: 'lockdown',
    scope: subscription,
    permissions: [permission(['*/write'])],
    principals: [{ id: everybody }],
    excludePrincipals: excluded ? [{ id: otherPrincipal }] : [],
  });

  it('may what one of the roles allows, each with its own exclusions', () => {
    expect(ask([permission(['*'], ['Microsoft.Authorization/*/Write'])]).kind).toBe('missing');
    expect(ask([permission(['*'], ['Microsoft.Authorization/*/Write']), permission([write])]).kind).toBe('granted');
    expect(ask([]).kind).toBe('missing');
  });

  it('is stopped by what is denied to everybody, perhaps where some are excluded', () => {
    expect(ask([permission(['*'])], [denial(false)]).kind).toBe('missing');
    expect(ask([permission(['*'])], [denial(true)]).kind).toBe('unknown');
  });

  it("is unknown where permissions can't be read", () => {
    const read = { kind: 'callerPermissions', scope: controlPlaneId } as const;
    expect(callerMay(write, controlPlaneId, factsOf([[read, unreadable()]])).kind).toBe('unknown');
    expect(callerMay(write, controlPlaneId, factsOf([[read, { kind: 'missing' }]])).kind).toBe('unknown');
    expect(callerMay(write, controlPlaneId, factsOf([])).kind).toBe('unknown');
  });

  it.each<[string, Answer<unknown>, Answer<unknown>, object]>([
    ['permissions that failed', failed, found([]), { kind: 'unknown', causes: ['failed'] }],
    ['denials that failed', found([permission(['*'])]), failed, { kind: 'unknown', causes: ['failed'] }],
    ['permissions that may not be read', unreadable(), found([]), { kind: 'unknown', causes: ['refused'] }],
    [
      'no failure of assignments that are not read yet',
      found([permission(['*'])]),
      { kind: 'missing' },
      { kind: 'unknown', causes: ['notAsked'] },
    ],
    ['no failure of denials where no role gives the right', found([]), failed, { kind: 'missing' }],
  ])('hears of %s', (_, permissions, denials, expected) => {
    const facts = factsOf([
      [{ kind: 'callerPermissions', scope: vaultId }, permissions],
      [{ kind: 'denyAssignments', scope: vaultId }, denials],
    ]);
    const verdict = callerMay(write, vaultId, facts);
    const causes = verdict.kind === 'unknown' ? { causes: verdict.unknown.map(({ cause }) => cause) } : {};
    expect({ kind: verdict.kind, ...causes }).toEqual(expected);
  });

  it('is not stopped by a deny assignment that only records, and hears of it (T-32)', () => {
    const audit = { ...denial(false), audits: true };
    expect(ask([permission(['*'])], [audit])).toEqual({
      kind: 'granted',
      note: "The deny assignment 'lockdown' only records what it names and blocks nothing.",
    });
    expect(ask([permission(['*'])], [audit, denial(false)]).kind).toBe('missing');
  });

  it('is perhaps stopped by a deny assignment that has a condition', () => {
    const verdict = ask([permission(['*'])], [{ ...denial(false), condition: "@Resource[x] StringEquals 'y'" }]);
    expect(verdict).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining("@Resource[x] StringEquals 'y'") as unknown,
    });
  });
});

describe('a right that hangs on a condition and is denied', () => {
  const action = 'Microsoft.Network/virtualNetworks/write';
  const limited: Permission = {
    actions: [action],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    condition: "@Request[x] StringEquals 'y'",
  };
  const ask = (excludePrincipals: DenyAssignment['excludePrincipals']) => {
    const denial: DenyAssignment = {
      id: 'd',
      name: 'lockdown',
      scope: vaultId,
      permissions: [{ ...limited, actions: ['*'] }],
      principals: [{ id: everybody }],
      excludePrincipals,
    };
    return callerMay(
      action,
      vaultId,
      factsOf([
        [{ kind: 'callerPermissions', scope: vaultId }, found([limited])],
        [{ kind: 'denyAssignments', scope: vaultId }, found([denial])],
      ]),
    );
  };

  it('to everybody is missing, whatever the condition says', () => {
    expect(ask([])).toMatchObject({ kind: 'missing', denied: true });
    expect(ask([{ id: otherPrincipal }])).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('only where this condition holds') as string,
    });
  });
});

describe('a right to grant roles that hangs on a condition', () => {
  const write = 'Microsoft.Authorization/roleAssignments/write';
  const remove = 'Microsoft.Authorization/roleAssignments/delete';
  const delegate = 'role-delegate';
  const firm = 'role-firm';
  const reader = 'role-reader';
  const permission = (actions: string[], more: Partial<Permission> = {}): Permission => ({
    actions,
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...more,
  });
  /** As the portal makes it. */
  const onlyAcrPull =
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {7f951dda-4ed3-4680-a7ca-43fe172d538d}))";
  const held = (roleDefinitionId = '', condition?: string, scope: string = subscription): RoleAssignment => ({
    id: `${roleDefinitionId}-${scope}`,
    scope,
    principalId: otherPrincipal,
    roleDefinitionId,
    ...(condition ? { condition } : {}),
  });
  const grants = permission(['Microsoft.Authorization/roleAssignments/*', '*/read']);
  const role = (guid: string, ...permissions: Permission[]) =>
    [{ kind: 'role', guid, scope: subscription }, found({ guid, name: guid, permissions })] as const;
  const ask = (own: Answer<readonly RoleAssignment[]>, permissions: Permission[] = [grants]) =>
    factsOf([
      [{ kind: 'callerPermissions', scope: vaultId }, found(permissions)],
      [{ kind: 'denyAssignments', scope: vaultId }, found([])],
      [{ kind: 'callerAssignments', scope: vaultId }, own],
      role(delegate, grants),
      role(firm, grants),
      role(reader, permission(['*/read'])),
    ]);
  const verdict = (own: Answer<readonly RoleAssignment[]>, action = write, permissions?: Permission[]) =>
    callerMay(action, vaultId, ask(own, permissions));
  const perhaps = { kind: 'unknown', reason: `You have it only where this condition holds: ${onlyAcrPull}` };

  it('is there perhaps, never for sure, and the condition is shown', () => {
    expect(inWords(verdict(found([held(delegate, onlyAcrPull), held(reader)])))).toEqual(perhaps);
    const check = callerCheck(
      { action: write, scope: vaultId, can: 'assign roles there' },
      ask(found([held(delegate, onlyAcrPull)])),
      {},
    );
    expect(inWords(check)).toEqual({
      id: 'right',
      about: [write, vaultId],
      title: "Couldn't verify whether you can assign roles there",
      verdict: 'unknown',
      detail: perhaps.reason,
      permission: { action: write, scope: vaultId },
    });
  });

  it('is there for sure where another role gives it without one', () => {
    expect(verdict(found([held(delegate, onlyAcrPull), held(firm)]))).toEqual({ kind: 'granted' });
  });

  it('is there for sure where the condition is about another action', () => {
    expect(verdict(found([held(delegate, onlyAcrPull)]), remove)).toEqual({ kind: 'granted' });
  });

  it('is possible if the condition is in the role itself', () => {
    expect(inWords(verdict(found([]), write, [permission([write], { condition: onlyAcrPull })]))).toEqual(perhaps);
    expect(verdict(found([]), write, [permission([write], { condition: onlyAcrPull }), grants]).kind).toBe('granted');
    expect(verdict(found([]), remove, [permission([remove], { condition: onlyAcrPull })]).kind).toBe('granted');
  });

  it('asks for no role where nothing that the person holds has a condition', () => {
    const facts = ask(found([held('never-read')]));
    expect(callerMay(write, vaultId, facts)).toEqual({ kind: 'granted' });
    expect(facts.missed).toEqual([]);
  });

  it('needs no look at a role whose condition is about another action', () => {
    const facts = ask(found([held('never-read', onlyAcrPull)]));
    expect(callerMay(remove, vaultId, facts)).toEqual({ kind: 'granted' });
    expect(facts.missed).toEqual([]);
  });

  it("is unknown where what the person holds, or one of the roles, can't be read", () => {
    expect(verdict(unreadable('AuthorizationFailed'))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/condition.*AuthorizationFailed/) as unknown,
    });
    expect(verdict(found([held('never-read'), held(delegate, onlyAcrPull)])).kind).toBe('unknown');
  });

  it('is unknown if the person is unknown', () => {
    expect(verdict({ kind: 'missing' })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/condition.* doesn't show who you are/) as unknown,
    });
  });

  it('is asked only of actions that a condition can limit', () => {
    const facts = ask(unreadable());
    expect(callerMay('Microsoft.Network/virtualNetworks/read', vaultId, facts)).toEqual({ kind: 'granted' });
    expect(callerMay('Microsoft.Network/virtualNetworks/write', vaultId, facts).kind).toBe('missing');
  });
});
