/** By what access is decided where several things could decide it, and in which words. */
import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import {
  accessOf,
  everybody,
  verdictOfAssignments,
  isBroad,
  reachesScope,
  type AccessVerdict,
} from '../../../src/domain/access/accessCheck.ts';
import { callerMay, writerFor } from '../../../src/domain/access/callerPermissions.ts';
import { possibleDenialWords, recordOnlyWords } from '../../../src/domain/access/denials.ts';
import { allowsAction, deniesAction, limitOn, limitsAction } from '../../../src/domain/access/permissions.ts';
import { role } from '../../../src/domain/access/roles.ts';
import type { Via } from '../../../src/domain/arm/via.ts';
import type {
  DenyAssignment,
  EligibleRole,
  Permission,
  RoleAssignment,
  RoleDefinition,
} from '../../../src/domain/cluster/model.ts';
import type { Read } from '../../../src/domain/cluster/facts.ts';
import {
  assignment,
  azure,
  controlPlanePrincipal as principalId,
  group,
  otherPrincipal,
  registryId,
  subnet,
  subscription,
  vaultId,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable, type Entry } from '../../support/domain/factsOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { subscriptionScope } from '../../../src/domain/arm/resourceId.ts';

const join = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const read = 'Microsoft.Network/virtualNetworks/subnets/read';
const permission = (actions: readonly string[], more: Partial<Permission> = {}): Permission => ({
  actions,
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...more,
});
const custom = (name: string, ...permissions: readonly Permission[]): RoleDefinition => ({
  guid: `role-${name}`,
  name,
  custom: true,
  permissions,
});
const held = (definition: RoleDefinition, scope = subnet, more: Partial<RoleAssignment> = {}): RoleAssignment =>
  assignment({ name: definition.name, id: definition.guid }, scope, principalId, more);
const joiner = custom('joiner', permission([join]));
const reader = custom('reader', permission([read]));
const both = custom('both', permission([join, read]));
const roles = [joiner, reader, both];
const ask = (
  actions: readonly string[],
  grants: readonly RoleAssignment[],
  entries: readonly Entry[] = [],
): AccessVerdict => accessOf({ principalId, scope: subnet, actions }, azure(grants, entries, roles));
const fresh = { createdOn: '2026-09-01T11:30:00Z' };

describe('the grant that is named', () => {
  const cases: readonly {
    readonly name: string;
    readonly grants: readonly RoleAssignment[];
    readonly by: number;
    readonly recent?: boolean;
    readonly broad?: boolean;
  }[] = [
    { name: 'the narrower one', grants: [held(joiner, vnet), held(joiner)], by: 1 },
    { name: 'the older one, though wider', grants: [held(joiner, subnet, fresh), held(joiner, vnet)], by: 1 },
    {
      name: 'one that is not broad, though wider',
      grants: [assignment(role.contributor, group.replace('shop', 'net')), held(joiner, subscription)],
      by: 1,
    },
    {
      name: 'a broad one that is old before one that is fresh',
      grants: [held(joiner, subnet, fresh), assignment(role.owner, subscription)],
      by: 1,
      broad: true,
    },
    {
      name: 'the first by id',
      grants: [held(joiner, subnet, { id: '/b' }), held(joiner, subnet, { id: '/a' })],
      by: 1,
    },
    { name: 'a fresh one, where there is no other', grants: [held(joiner, subnet, fresh)], by: 0, recent: true },
    { name: 'one without a date, as an old one', grants: [held(joiner, subnet, { createdOn: '' })], by: 0 },
    {
      name: 'one without its condition',
      grants: [held(joiner, subnet, { condition: "@R[x] StringEquals 'y'" }), held(joiner, vnet)],
      by: 1,
    },
  ];

  it.each(cases)('is $name', ({ grants, by, recent = false, broad = false }) => {
    expect(ask([join], grants)).toMatchObject({ kind: 'granted', by: grants[by], recent, broad });
    expect(ask([join], [...grants].reverse())).toMatchObject({ by: grants[by] });
  });

  it('is one that covers everything, where there is one', () => {
    const grants = [held(joiner), held(reader), held(both, vnet)];
    expect(ask([join, read], grants)).toMatchObject({ by: grants[2], roleName: 'both', recent: false });
    expect(ask([join, read], grants.slice(0, 2))).toMatchObject({ kind: 'granted', recent: false });
  });

  it('covers some of it, where none covers all', () => {
    const useless = held(custom('other', permission(['x/read'])), subnet, { id: '/0' });
    const verdict = accessOf(
      { principalId, scope: subnet, actions: [join, read] },
      azure([useless, held(joiner), held(reader)], [], [...roles, custom('other', permission(['x/read']))]),
    );
    expect(verdict).toMatchObject({ kind: 'granted', by: { scope: subnet } });
    expect((verdict as Extract<AccessVerdict, { kind: 'granted' }>).by.id).not.toBe('/0');
  });

  it('access is recent if any part of it is, whichever grant is named', () => {
    expect(ask([join, read], [held(joiner), held(reader, subnet, fresh)])).toMatchObject({ recent: true });
    expect(ask([join, read], [held(joiner), held(reader, subnet, fresh), held(reader, vnet)])).toMatchObject({
      recent: false,
    });
    const hourAgo = { createdOn: '2026-09-01T11:00:00Z' };
    expect(ask([join], [held(joiner, subnet, hourAgo)])).toMatchObject({ recent: false });
    expect(ask([join], [held(joiner, subnet, { createdOn: '2026-09-01T11:00:00.001Z' })])).toMatchObject({
      recent: true,
    });
  });

  it('what is held for no action is named by nothing where nothing is held', () => {
    expect(ask([], [])).toEqual({ kind: 'missing', missing: [] });
    expect(ask([], [held(joiner)])).toMatchObject({ kind: 'granted', by: held(joiner) });
  });

  it('a missing right is named in full, also of data', () => {
    expect(ask([join, read], [])).toEqual({ kind: 'missing', missing: [join, read] });
    expect(
      accessOf(
        { principalId, scope: subnet, actions: [], dataActions: ['a/read'] },
        azure([held(custom('x', permission(['a/read'])))], [], [custom('x', permission(['a/read']))]),
      ),
    ).toEqual({ kind: 'missing', missing: ['a/read'] });
    const data = custom('data', permission([], { dataActions: ['a/*'], notDataActions: ['a/write'] }));
    const askData = (action: string) =>
      accessOf({ principalId, scope: subnet, actions: [], dataActions: [action] }, azure([held(data)], [], [data]))
        .kind;
    expect([askData('a/read'), askData('a/write')]).toEqual(['granted', 'missing']);
  });
});

describe('why access is unknown', () => {
  const list: Read = { kind: 'assignments', scope: subnet, principalId };
  const denials: Read = { kind: 'denyAssignments', scope: subnet };
  const question = { principalId, scope: subnet, actions: [join] };

  it('access is unknown until everything is read, in the order in which it is needed', () => {
    expect(inWords(accessOf(question, factsOf([])))).toEqual({ kind: 'unknown', reason: 'Not read yet.' });
    expect(inWords(accessOf(question, factsOf([[list, { kind: 'missing' }]])))).toEqual({
      kind: 'unknown',
      reason: `${subnet} was not found.`,
    });
    expect(inWords(accessOf(question, factsOf([[list, unreadable('no')]])))).toEqual({
      kind: 'unknown',
      reason: "Role assignments can't be read: no",
    });
    const grant = held(joiner);
    const roleRead: Read = { kind: 'role', guid: joiner.guid, scope: subscription };
    expect(
      inWords(
        accessOf(
          question,
          factsOf([
            [list, found([grant])],
            [denials, found([])],
          ]),
        ),
      ),
    ).toEqual({ kind: 'unknown', reason: 'Not read yet.' });
    for (const [answer, why] of [
      [{ kind: 'missing' }, 'it was not found'],
      [unreadable('no'), 'no'],
    ] as const)
      expect(
        inWords(
          accessOf(
            question,
            factsOf([
              [list, found([grant])],
              [roleRead, answer],
              [denials, found([])],
            ]),
          ),
        ),
      ).toEqual({
        kind: 'unknown',
        reason: `The role definition role-joiner can't be read: ${why}`,
      });
    const known: readonly Entry[] = [
      [list, found([grant])],
      [roleRead, found(joiner)],
    ];
    expect(inWords(accessOf(question, factsOf(known)))).toEqual({ kind: 'unknown', reason: 'Not read yet.' });
    expect(inWords(accessOf(question, factsOf([...known, [denials, unreadable('no')]])))).toEqual({
      kind: 'unknown',
      reason: "Deny assignments can't be read: no",
    });
    expect(accessOf(question, factsOf([...known, [denials, { kind: 'missing' }]])).kind).toBe('granted');
  });

  it('access that a readable role gives is not made unknown by one that is not', () => {
    const other = held(custom('unread'));
    expect(ask([join], [other, held(joiner)]).kind).toBe('granted');
    expect(ask([join], [held(reader), other])).toMatchObject({ kind: 'unknown' });
    expect(ask([join], [held(reader)])).toMatchObject({ kind: 'missing' });
  });

  it('access to several actions is unknown where one of them hangs on a condition, whichever it is', () => {
    const perhaps = { kind: 'unknown', reason: 'Granted only where a condition holds: c' };
    const grants = [held(joiner), held(reader, subnet, { condition: 'c' })];
    expect(inWords(ask([join, read], grants))).toEqual(perhaps);
    expect(inWords(ask([read, join], grants))).toEqual(perhaps);
  });

  it('access under a condition is reported with it, and for pulls in words of their own', () => {
    expect(inWords(ask([join], [held(joiner, subnet, { condition: 'c' })]))).toEqual({
      kind: 'unknown',
      reason: 'Granted only where a condition holds: c',
    });
    const pull = 'microsoft.containerregistry/registries/pull/read';
    const puller = custom('puller', permission([pull]));
    const verdict = accessOf(
      { principalId, scope: registryId, actions: [pull] },
      azure([held(puller, registryId, { condition: 'c' })], [], [puller]),
    );
    expect(inWords(verdict)).toEqual({
      kind: 'unknown',
      reason: 'Pull is allowed only for repositories that match the condition: c',
    });
  });
});

describe('what is denied', () => {
  const denial = (more: Partial<DenyAssignment> = {}): DenyAssignment => ({
    id: 'd',
    name: 'lockdown',
    scope: subnet,
    permissions: [permission([join])],
    principals: [{ id: principalId.toUpperCase() }],
    excludePrincipals: [],
    ...more,
  });
  const groups = [{ id: otherPrincipal, type: 'GROUP' }];
  const askDenied = (...denials: readonly DenyAssignment[]): AccessVerdict =>
    ask([join, read], [held(both)], [[{ kind: 'denyAssignments', scope: subnet }, found(denials)]]);
  const certain = { kind: 'missing', missing: [join] };
  const perhaps = {
    kind: 'unknown',
    reason: "The deny assignment 'lockdown' names a group that can't be looked into.",
  };

  it.each<[string, Partial<DenyAssignment>, object]>([
    ['to the principal itself', {}, certain],
    ['to everybody', { principals: [{ id: otherPrincipal }, { id: everybody }] }, certain],
    ['to somebody else', { principals: [{ id: otherPrincipal }] }, { kind: 'granted' }],
    ['to somebody else of a kind', { principals: [{ id: otherPrincipal, type: 'User' }] }, { kind: 'granted' }],
    ['to a group', { principals: groups }, perhaps],
    ['to the principal, but not to a group', { excludePrincipals: groups }, perhaps],
    [
      'to everybody but the principal',
      { principals: [{ id: everybody }], excludePrincipals: [{ id: principalId }] },
      { kind: 'granted' },
    ],
    ['of something else', { permissions: [permission(['x/y'])] }, { kind: 'granted' }],
    ['above', { scope: subscription }, certain],
    ['above, and only there', { scope: subscription, doNotApplyToChildScopes: true }, { kind: 'granted' }],
    ['here, and only here', { scope: subnet.toUpperCase(), doNotApplyToChildScopes: true }, certain],
    ['in a management group', { scope: '/providers/Microsoft.Management/managementGroups/contoso' }, certain],
    ['elsewhere', { scope: registryId }, { kind: 'granted' }],
    [
      'under a condition about something else',
      { condition: `!(ActionMatches{'${join}'}) AND ActionMatches{'x'}` },
      { kind: 'granted' },
    ],
  ])('%s counts', (_, more, expected) => {
    expect(inWords(askDenied(denial(more)))).toMatchObject(expected);
  });

  it('for sure counts before what may be', () => {
    const sure = denial({ id: 'sure' });
    expect(askDenied(denial({ principals: groups }), sure)).toMatchObject({ ...certain, deniedBy: sure });
    expect(askDenied(denial({ condition: "@R[x] StringEquals 'y'" }), sure)).toMatchObject({ deniedBy: sure });
  });

  it('of several actions is named as a whole', () => {
    expect(askDenied(denial({ permissions: [permission(['*'])] }))).toMatchObject({ missing: [join, read] });
    expect(askDenied(denial({ permissions: [permission([read])] }))).toMatchObject({ missing: [read] });
  });

  it('an action that is denied for certain is named, and one that a condition may deny is not', () => {
    const some = denial({ permissions: [permission(['*'])], condition: `ActionMatches{'${join}'} OR @R[x] Exists` });
    expect(askDenied(some)).toMatchObject({ kind: 'missing', missing: [join], deniedBy: some });
  });

  it('to everybody is denied to the principal that Azure writes as zeros', () => {
    expect(everybody).toBe('00000000-0000-0000-0000-000000000000');
  });

  it('takes nothing away where it is only recorded', () => {
    const audit = denial({ audits: true });
    expect(askDenied(audit)).toMatchObject({ kind: 'granted', recordedBy: audit });
    expect(inWords(askDenied(audit, denial({ principals: groups })))).toMatchObject(perhaps);
    expect(askDenied()).not.toHaveProperty('recordedBy');
    expect(recordOnlyWords(audit)).toBe(
      "The deny assignment 'lockdown' only records what it names and blocks nothing.",
    );
    expect(possibleDenialWords(audit)).toBeUndefined();
  });
});

describe('what assignments give for an action', () => {
  const give = (...grants: readonly RoleAssignment[]) =>
    verdictOfAssignments(grants, { action: join, scope: subnet }, azure([], [], roles), {});

  it('is firm, under a condition, unread, or nothing', () => {
    const conditional = held(joiner, subnet, { condition: 'c' });
    expect(give()).toBeUndefined();
    expect(give(held(reader), held(joiner, registryId))).toBeUndefined();
    expect(give(conditional, held(joiner, vnet))).toEqual({});
    expect(give(conditional)).toEqual({ condition: 'c' });
    expect(inWords(give(conditional, held(custom('unread'))))).toEqual({
      unknown: "The role definition role-unread can't be read: it was not found",
    });
    expect(give(held(custom('unread')), held(joiner))).toEqual({});
  });

  it('is read through the account that is asked about', () => {
    const via: Via = { tenantId: 't', account: { id: '1', name: 'o' } };
    const facts = factsOf([]);
    verdictOfAssignments([held(joiner)], { action: join, scope: subnet }, facts, via);
    expect(facts.missed).toEqual([{ kind: 'role', guid: joiner.guid, scope: subscription, ...via }]);
  });
});

describe('where a role applies', () => {
  const contoso = '/providers/Microsoft.Management/managementGroups/Contoso';
  it('a role applies at its scope and below it, and at groups that are above', () => {
    expect(reachesScope(vnet, subnet, 'asListed')).toBe(true);
    expect(reachesScope(subnet, vnet, 'asListed')).toBe(false);
    expect(reachesScope(vnet, subnet, 'asListed', true)).toBe(false);
    expect(reachesScope(vnet.toUpperCase(), vnet, 'asListed', true)).toBe(true);
    expect(reachesScope(contoso, subnet, 'asListed')).toBe(true);
    expect(reachesScope(contoso, subnet, new Set())).toBe(false);
    expect(reachesScope(contoso, subnet, new Set(['contoso']))).toBe(true);
    expect(reachesScope(registryId, subnet, new Set(['contoso']))).toBe(false);
  });

  it('a role is looked up in the subscription of its scope', () => {
    expect(subscriptionScope(subnet)).toBe(subscription);
    expect(subscriptionScope(contoso)).toBe(contoso);
  });

  it.each([
    [role.owner, subscription, true],
    [role.contributor, group, true],
    [role.contributor, '/', true],
    [role.contributor, contoso, true],
    [role.owner, vnet, false],
    [role.owner, `${group}/odd`, false],
    [role.reader, subscription, false],
  ])('a role is broad by its name and its scope: row %#', (which, scope, broad) => {
    expect(isBroad(assignment(which, scope))).toBe(broad);
  });
});

describe('what permissions allow', () => {
  const family = 'a/b/*';
  it('permissions allow what one of them names and does not exclude', () => {
    expect(allowsAction([permission(['a/*'], { notActions: ['a/b/*'] })], 'a/b/read')).toBe(false);
    expect(allowsAction([permission(['a/*'], { notActions: ['a/b/*'] }), permission(['a/b/read'])], 'a/b/read')).toBe(
      true,
    );
    expect(allowsAction([permission(['a/b/read'])], family)).toBe(false);
    expect(allowsAction([permission(['a/*'])], family)).toBe(true);
    expect(allowsAction([permission(['a/*'], { notActions: ['a/b/delete'] })], family)).toBe(false);
    expect(allowsAction([permission(['a/*'], { notActions: ['c/*'] })], family)).toBe(true);
  });

  it('permissions allow under a condition only where none of them does without', () => {
    const limited = permission(['a/*'], { condition: 'c' });
    expect(limitOn([limited], 'a/read')).toBe('c');
    expect(limitOn([limited, permission(['b/*'])], 'a/read')).toBe('c');
    expect(limitOn([permission(['b/*'], { condition: 'd' }), limited], 'a/read')).toBe('c');
    expect(limitOn([limited, permission(['a/read'])], 'a/read')).toBeUndefined();
    expect(limitOn([], 'a/read')).toBeUndefined();
    expect(limitsAction(undefined, 'a')).toBe(false);
    expect(limitsAction('c', 'a')).toBe(true);
    expect(limitsAction("!(ActionMatches{'b'})", 'a')).toBe(false);
  });

  it('permissions deny a family if they name any of it', () => {
    expect(deniesAction([permission(['a/b/read'])], family)).toBe(true);
    expect(deniesAction([permission(['x/read', 'a/b/read'])], family)).toBe(true);
    expect(deniesAction([permission(['a/*'], { notActions: ['a/b/*'] })], family)).toBe(false);
    expect(deniesAction([permission(['x/*'])], family)).toBe(false);
    expect(deniesAction([permission(['x/*']), permission(['*'])], family)).toBe(true);
    expect(deniesAction([], family)).toBe(false);
    expect(deniesAction([permission([], { dataActions: ['a/*'] })], family, 'dataAction')).toBe(true);
    expect(deniesAction([permission(['a/*'])], family, 'dataAction')).toBe(false);
    expect(deniesAction([permission(['a/b/read'])], 'a/b/read')).toBe(true);
  });
});

describe('what the signed-in person may', () => {
  const write = 'Microsoft.Authorization/roleAssignments/write';
  const via: Via = { account: { id: '1', name: 'owner@contoso.com' } };
  interface Given {
    readonly permissions?: readonly Permission[];
    readonly denials?: readonly DenyAssignment[];
    readonly own?: readonly RoleAssignment[];
    readonly eligible?: readonly EligibleRole[];
    readonly scope?: string;
    readonly action?: string;
    readonly as?: Via;
    readonly roles?: readonly RoleDefinition[];
  }
  function may({
    permissions = [permission(['*'])],
    denials = [],
    own = [],
    eligible,
    scope = vaultId,
    action = write,
    as = {},
    roles = [],
  }: Given) {
    const above = subscriptionScope(scope);
    return callerMay(
      action,
      scope,
      factsOf([
        [{ kind: 'callerPermissions', scope, ...as }, found(permissions)],
        [{ kind: 'denyAssignments', scope, ...as }, found(denials)],
        [{ kind: 'callerAssignments', scope, ...as }, found(own)],
        ...(eligible ? [[{ kind: 'eligibleRoles', scope: above, ...as }, found(eligible)] as const] : []),
        ...roles.map((each) => [{ kind: 'role', guid: each.guid, scope: above, ...as }, found(each)] as const),
      ]),
      as,
    );
  }
  const denial = (more: Partial<DenyAssignment> = {}): DenyAssignment => ({
    id: 'd',
    name: 'lockdown',
    scope: subscription,
    permissions: [permission(['*/write'])],
    principals: [{ id: everybody }],
    excludePrincipals: [],
    ...more,
  });
  const but = { excludePrincipals: [{ id: otherPrincipal }] };

  it('the missing right of the signed-in person is reported with the scope and the account', () => {
    expect(may({ permissions: [] })).toEqual({
      kind: 'missing',
      reason: "Your roles on key vault kv-shop don't allow it.",
      missingRole: { place: 'key vault kv-shop', eligible: [] },
    });
    expect(may({ permissions: [], as: via })).toEqual({
      kind: 'missing',
      reason: "Your roles on key vault kv-shop don't allow it as owner@contoso.com.",
      missingRole: { place: 'key vault kv-shop', account: 'owner@contoso.com', eligible: [] },
    });
  });

  it("what can't be read is unknown, with the reason", () => {
    const permissions: Read = { kind: 'callerPermissions', scope: vaultId };
    const denyRead: Read = { kind: 'denyAssignments', scope: vaultId };
    const ask = (...entries: readonly Entry[]) => inWords(callerMay(write, vaultId, factsOf(entries)));
    const unknown = (reason: string) => ({ kind: 'unknown', reason });
    expect(ask()).toEqual(unknown('Not read yet.'));
    expect(ask([permissions, { kind: 'missing' }])).toEqual(unknown('Not found: key vault kv-shop.'));
    expect(ask([permissions, unreadable('no')])).toEqual(unknown("Your permissions there can't be read: no"));
    const all: Entry = [permissions, found([permission(['*'])])];
    expect(ask(all)).toEqual(unknown('Not read yet.'));
    expect(ask(all, [denyRead, unreadable('no')])).toEqual(unknown("Deny assignments can't be read: no"));
    const none: Entry = [denyRead, { kind: 'missing' }];
    expect(ask(all, none)).toEqual(unknown('Not read yet.'));
    const own: Read = { kind: 'callerAssignments', scope: vaultId };
    expect(ask(all, none, [own, found([])])).toEqual({ kind: 'granted' });
    expect(ask(all, none, [own, unreadable('no')])).toEqual(
      unknown("Whether you have it only under a condition can't be read: no"),
    );
    expect(ask(all, none, [own, { kind: 'missing' }])).toEqual(
      unknown(
        "It isn't known whether you have it only under a condition, because your sign-in doesn't show who you are.",
      ),
    );
    expect(callerMay('a/write', vaultId, factsOf([all, none]))).toEqual({ kind: 'granted' });
  });

  it.each<[string, readonly DenyAssignment[], object]>([
    [
      'to everybody',
      [denial()],
      { kind: 'missing', reason: "The deny assignment 'lockdown' blocks everyone.", denied: true },
    ],
    [
      'to everybody but some',
      [denial(but)],
      { kind: 'unknown', reason: "The deny assignment 'lockdown' blocks everyone except those it excludes." },
    ],
    [
      'to everybody, after one with exceptions',
      [denial(but), denial({ name: 'sure' })],
      { kind: 'missing', reason: "The deny assignment 'sure' blocks everyone.", denied: true },
    ],
    [
      'under a condition',
      [denial({ condition: "@R[x] StringEquals 'y'" })],
      {
        kind: 'unknown',
        reason: "The deny assignment 'lockdown' blocks it where this condition holds: @R[x] StringEquals 'y'",
      },
    ],
    ['under a condition about something else', [denial({ condition: "ActionMatches{'x'}" })], { kind: 'granted' }],
    ['to somebody else', [denial({ principals: [{ id: otherPrincipal }] })], { kind: 'granted' }],
    [
      'to somebody else and everybody',
      [denial({ principals: [{ id: otherPrincipal }, { id: everybody }] })],
      { kind: 'missing' },
    ],
    ['of something else', [denial({ permissions: [permission(['*/read'])] })], { kind: 'granted' }],
    ['elsewhere', [denial({ scope: registryId })], { kind: 'granted' }],
    ['above, and only there', [denial({ doNotApplyToChildScopes: true })], { kind: 'granted' }],
    [
      'in a management group',
      [denial({ scope: '/providers/Microsoft.Management/managementGroups/x' })],
      { kind: 'missing' },
    ],
  ])('what is denied %s', (_, denials, expected) => {
    expect(may({ denials })).toMatchObject(expected);
  });

  it('an assignment that only records is a note, and one that stops counts as well', () => {
    const audit = denial({ audits: true, name: 'audit' });
    expect(may({ denials: [audit] })).toEqual({ kind: 'granted', note: recordOnlyWords(audit) });
    expect(may({ denials: [audit, denial()] })).toMatchObject({ kind: 'missing', denied: true });
    expect(may({})).toEqual({ kind: 'granted' });
  });

  it('a condition of a role makes it unknown, before what may be denied', () => {
    expect(inWords(may({ permissions: [permission(['*'], { condition: 'c' })], denials: [denial(but)] }))).toEqual({
      kind: 'unknown',
      reason: 'You have it only where this condition holds: c',
    });
  });

  it('a condition of an assignment of the person makes grants and removals unknown, and nothing else', () => {
    const granter = custom('granter', permission(['*']));
    const own = [held(granter, vaultId, { condition: 'c' })];
    const perhaps = { kind: 'unknown', reason: 'You have it only where this condition holds: c' };
    expect(inWords(may({ own, roles: [granter] }))).toEqual(perhaps);
    expect(inWords(may({ own, roles: [granter], action: 'microsoft.authorization/roleassignments/DELETE' }))).toEqual(
      perhaps,
    );
    expect(may({ own, roles: [granter], action: 'a/write' })).toEqual({ kind: 'granted' });
    expect(may({ own: [...own, held(granter, vaultId, { id: '/2' })], roles: [granter] })).toEqual({ kind: 'granted' });
    expect(may({ own: [held(granter, vaultId, { condition: "!(ActionMatches{'x'})" })], roles: [granter] })).toEqual({
      kind: 'granted',
    });
    expect(may({ own: [held(reader, vaultId, { condition: 'c' })], roles: [reader] })).toEqual({ kind: 'granted' });
    expect(inWords(may({ own }))).toEqual({ kind: 'unknown', reason: 'Not read yet.' });
  });

  describe('a role that could be activated', () => {
    const granter = custom('Granter', permission([write]));
    const owner = custom('Owner2', permission(['*']));
    const eligible = (definition: RoleDefinition, scope: string, more: Partial<EligibleRole> = {}): EligibleRole => ({
      scope,
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${definition.guid.toUpperCase()}`,
      ...more,
    });
    const words = (roles: string): string =>
      ` You are eligible for ${roles}: activate it in Privileged Identity Management, then check again.`;
    const reasonFor = (given: Given): string => {
      const verdict = may({ permissions: [], roles: [granter, owner, reader], ...given });
      return 'reason' in verdict ? textOf(verdict.reason).replace(/^.*?don't allow it( as [^.]+\.com)?\./, '') : '';
    };

    it.each<[string, readonly EligibleRole[], string]>([
      ['none', [], ''],
      ['one that allows it', [eligible(granter, group)], words('Granter on rg-shop')],
      ['one that does not allow it', [eligible(reader, group)], ''],
      ['one elsewhere', [eligible(granter, registryId)], ''],
      [
        'one in a management group',
        [eligible(granter, '/providers/Microsoft.Management/managementGroups/x')],
        words('Granter on management group x'),
      ],
      ['two', [eligible(granter, group), eligible(owner, group)], words('Granter on rg-shop or Owner2 on rg-shop')],
      ['the same one twice', [eligible(granter, group), eligible(granter, group)], words('Granter on rg-shop')],
      ["one that can't be read", [eligible(custom('unread'), group)], ''],
    ])('is named: %s', (_, offered, expected) => {
      expect(reasonFor({ eligible: offered })).toBe(expected);
      expect(reasonFor({ eligible: offered, as: via })).toBe(expected);
    });

    it('above subscriptions counts where it was made, below it, or where it is inherited', () => {
      const [outer, inner] = ['outer', 'inner'].map(
        (name) => `/providers/Microsoft.Management/managementGroups/${name}`,
      );
      const at = (each: EligibleRole): string => reasonFor({ scope: inner!, eligible: [each], roles: [granter] });
      expect(at(eligible(granter, inner!))).toBe(words('Granter on management group inner'));
      expect(at(eligible(granter, outer!))).toBe('');
      expect(at(eligible(granter, outer!, { inherited: true }))).toBe(words('Granter on management group outer'));
      expect(at(eligible(granter, '/'))).not.toBe('');
    });
  });
});

describe('who makes a write', () => {
  const accounts: readonly Via[] = ['a', 'b', 'c'].map((id) => ({ account: { id, name: id } }));
  const rights = [
    { action: 'a/write', scope: group },
    { action: 'b/write', scope: vaultId },
  ];
  /** What each account may, right by right: `?` can't be read. */
  function chosen(may: readonly string[], among: readonly Via[] = accounts): Via {
    const entries = may.flatMap((each, index) =>
      rights.flatMap(({ action, scope }, right): readonly Entry[] => [
        [
          { kind: 'callerPermissions', scope, ...accounts[index] },
          each[right] === '?' ? unreadable() : found([permission(each[right] === '+' ? [action] : [])]),
        ],
        [{ kind: 'denyAssignments', scope, ...accounts[index] }, found([])],
      ]),
    );
    return writerFor(rights, factsOf([[{ kind: 'accounts', scope: group }, found(among)], ...entries]));
  }

  it.each([
    [['++', '++', '++'], 0],
    [['+-', '++', '++'], 1],
    [['-+', '+-', '+?'], 1],
    [['-+', '?+', '--'], 1],
    [['?+', '+-', '--'], 1],
    [['--', '--', '-+'], 0],
    [['+?', '--', '++'], 2],
  ])('of accounts that may %j, is number %i', (may, expected) => {
    expect(chosen(may)).toBe(accounts[expected]);
  });

  it('is the only account there is, without a look at rights; without any it is left open', () => {
    const facts = factsOf([[{ kind: 'accounts', scope: group }, found([accounts[1]!])]]);
    expect(writerFor(rights, facts)).toBe(accounts[1]);
    expect(facts.missed).toEqual([]);
    expect(writerFor([], facts)).toEqual({});
    for (const answer of [found([]), unreadable()])
      expect(writerFor(rights, factsOf([[{ kind: 'accounts', scope: group }, answer]]))).toEqual({});
    expect(writerFor([{ ...rights[0]!, tenantId: 't' }], factsOf([]))).toEqual({ tenantId: 't' });
  });
});
