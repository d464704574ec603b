import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { accessOf, everybody } from '../../../src/domain/access/accessCheck.ts';
import { role } from '../../../src/domain/access/roles.ts';
import type { DenyAssignment, RoleDefinition } from '../../../src/domain/cluster/model.ts';
import {
  assignment,
  azure,
  controlPlanePrincipal as principalId,
  otherPrincipal,
  registryId,
  subnet,
  subscription,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable } from '../../support/domain/factsOf.ts';

const join = 'Microsoft.Network/virtualNetworks/subnets/join/action';

describe('the access of a principal', () => {
  const question = { principalId, scope: subnet, actions: [join] };
  const ask = (...grants: Parameters<typeof azure>) => accessOf(question, azure(...grants));
  const custom: RoleDefinition = {
    guid: 'dddddddd-0000-0000-0000-000000000004',
    name: 'Subnet joiner',
    custom: true,
    permissions: [{ actions: [join], notActions: [], dataActions: [], notDataActions: [] }],
  };

  it('is granted by a role at the scope', () => {
    const grant = assignment(role.networkContributor, subnet);
    expect(ask([grant])).toEqual({
      kind: 'granted',
      by: grant,
      roleName: 'Network Contributor',
      broad: false,
      recent: false,
    });
  });

  it('is granted by an inherited role, whatever the casing of its scope', () => {
    expect(ask([assignment(role.networkContributor, vnet.toUpperCase())]).kind).toBe('granted');
    expect(ask([assignment(role.networkContributor, subscription)])).toMatchObject({ kind: 'granted', broad: false });
  });

  it('is granted at the root, and at the management groups that are in the list for the scope', () => {
    const read = { kind: 'assignments', scope: subnet, principalId } as const;
    for (const scope of ['/', '/providers/Microsoft.Management/managementGroups/contoso']) {
      const facts = azure([], [[read, found([assignment(role.owner, scope)])]]);
      expect(accessOf(question, facts)).toMatchObject({ kind: 'granted', broad: true });
    }
  });

  it('does not come from a scope that only starts alike', () => {
    const read = { kind: 'assignments', scope: `${subnet}2`, principalId } as const;
    const facts = azure([], [[read, found([assignment(role.networkContributor, subnet)])]]);
    expect(accessOf({ ...question, scope: `${subnet}2` }, facts).kind).toBe('missing');
  });

  it('is granted through a group that ARM lists for the principal', () => {
    const byGroup = assignment(role.networkContributor, subnet, otherPrincipal, { principalType: 'Group' });
    const facts = azure([], [[{ kind: 'assignments', scope: subnet, principalId }, found([byGroup])]]);
    expect(accessOf(question, facts)).toMatchObject({ kind: 'granted', by: byGroup });
  });

  it('is granted by a custom role', () => {
    expect(ask([assignment({ name: custom.name, id: custom.guid }, subnet)], [], [custom])).toMatchObject({
      kind: 'granted',
      roleName: 'Subnet joiner',
    });
  });

  it('adds up over roles: what one leaves out another gives', () => {
    const both = { ...question, actions: [join, 'Microsoft.ContainerRegistry/registries/pull/read'] };
    const grants = [assignment(role.networkContributor, subnet), assignment(role.acrPull, subscription)];
    expect(accessOf(both, azure(grants)).kind).toBe('granted');
    expect(accessOf(both, azure(grants.slice(1)))).toEqual({ kind: 'missing', missing: [join] });
  });

  it('names the narrowest grant and calls Contributor on a group broad', () => {
    const narrow = assignment(role.networkContributor, subnet);
    const broad = assignment(role.contributor, `${subscription}/resourceGroups/rg-net`);
    expect(ask([broad, narrow])).toMatchObject({ by: narrow, broad: false });
    expect(ask([broad])).toMatchObject({ by: broad, broad: true });
    expect(ask([assignment(role.contributor, subnet)])).toMatchObject({ broad: false });
  });

  it('may not be effective yet within an hour of the grant', () => {
    const at = (createdOn: string) => ask([assignment(role.networkContributor, subnet, principalId, { createdOn })]);
    expect(at('2026-09-01T11:01:00Z')).toMatchObject({ kind: 'granted', recent: true });
    expect(at('2026-09-01T10:59:00Z')).toMatchObject({ kind: 'granted', recent: false });
  });

  it('is missing where nothing allows it, and says what', () => {
    expect(ask([])).toEqual({ kind: 'missing', missing: [join] });
    expect(ask([assignment(role.reader, subscription)])).toEqual({ kind: 'missing', missing: [join] });
  });

  it('is unknown where only a conditional grant helps, and sure where another does too', () => {
    const condition = "@Resource[x] StringEquals 'y'";
    const conditional = assignment(role.networkContributor, subnet, principalId, { condition });
    expect(inWords(ask([conditional]))).toEqual({
      kind: 'unknown',
      reason: `Granted only where a condition holds: ${condition}`,
    });
    expect(ask([conditional, assignment(role.networkContributor, vnet)]).kind).toBe('granted');
  });

  it('is unknown where a condition in the role itself decides, and sure where it is about another action', () => {
    const limited = (condition: string): RoleDefinition => ({
      ...custom,
      permissions: custom.permissions.map((permission) => ({ ...permission, condition })),
    });
    const held = assignment({ name: custom.name, id: custom.guid }, subnet);
    const condition = "@Request[x] StringEquals 'y'";
    expect(inWords(ask([held], [], [limited(condition)]))).toEqual({
      kind: 'unknown',
      reason: `Granted only where a condition holds: ${condition}`,
    });
    const elsewhere = `(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (${condition})`;
    expect(ask([held], [], [limited(elsewhere)]).kind).toBe('granted');
    expect(ask([assignment(role.contributor, subnet, principalId, { condition: elsewhere })]).kind).toBe('granted');
  });

  it('says that a condition on a registry limits the repositories', () => {
    const pull = { principalId, scope: registryId, actions: ['Microsoft.ContainerRegistry/registries/pull/read'] };
    const grant = assignment(role.acrPull, registryId, principalId, { condition: 'repo' });
    expect(inWords(accessOf(pull, azure([grant])))).toEqual({
      kind: 'unknown',
      reason: 'Pull is allowed only for repositories that match the condition: repo',
    });
  });

  it("is unknown, never missing, where assignments, a role or deny assignments can't be read (S-12, S-13)", () => {
    const grant = assignment(role.networkContributor, subnet);
    const guid = role.networkContributor.id;
    const reads = [
      { kind: 'assignments', scope: subnet, principalId },
      { kind: 'role', guid, scope: subscription },
      { kind: 'denyAssignments', scope: subnet },
    ] as const;
    for (const read of reads) {
      const verdict = ask([grant], [[read, unreadable('403 AuthorizationFailed')]]);
      expect(inWords(verdict)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('403') as string });
    }
    expect(ask([grant], [[reads[0], { kind: 'missing' }]]).kind).toBe('unknown');
    expect(ask([grant], [[reads[1], { kind: 'missing' }]]).kind).toBe('unknown');
  });

  it('is unknown while nothing has been read, and asks for assignments first', () => {
    const facts = factsOf([]);
    expect(inWords(accessOf(question, facts))).toEqual({ kind: 'unknown', reason: 'Not read yet.' });
    expect(facts.missed.map(({ kind }) => kind)).toEqual(['assignments']);
  });

  it('is asked about denials only where a role gives it, or may give it', () => {
    const read = { kind: 'assignments', scope: subnet, principalId } as const;
    const asked = (...grants: readonly ReturnType<typeof assignment>[]): readonly string[] => {
      const facts = factsOf([[read, found(grants)]]);
      accessOf(question, facts);
      return facts.missed.map(({ kind }) => kind);
    };
    expect(asked()).toEqual([]);
    expect(asked(assignment(role.networkContributor, subnet))).toEqual(['role', 'denyAssignments']);
  });
});

describe('a deny assignment', () => {
  const question = { principalId, scope: subnet, actions: [join] };
  const denial = (some: Partial<DenyAssignment>): DenyAssignment => ({
    id: 'd1',
    name: 'lockdown',
    scope: vnet,
    permissions: [{ actions: ['*/action'], notActions: [], dataActions: [], notDataActions: [] }],
    principals: [{ id: everybody, type: 'SystemDefined' }],
    excludePrincipals: [],
    ...some,
  });
  const ask = (some: Partial<DenyAssignment>) =>
    accessOf(
      question,
      azure(
        [assignment(role.networkContributor, subnet)],
        [[{ kind: 'denyAssignments', scope: subnet }, found([denial(some)])]],
      ),
    );

  it('wins over a grant', () => {
    expect(ask({})).toMatchObject({ kind: 'missing', missing: [join], deniedBy: { name: 'lockdown' } });
    expect(ask({ principals: [{ id: principalId.toUpperCase() }] }).kind).toBe('missing');
  });

  it.each<[string, Partial<DenyAssignment>]>([
    ['excludes the principal', { excludePrincipals: [{ id: principalId }] }],
    ['names somebody else', { principals: [{ id: otherPrincipal, type: 'User' }] }],
    [
      'is about other actions',
      { permissions: [{ actions: ['*/delete'], notActions: [], dataActions: [], notDataActions: [] }] },
    ],
    [
      'leaves the action out',
      { permissions: [{ actions: ['*'], notActions: [join], dataActions: [], notDataActions: [] }] },
    ],
    ['does not apply to child scopes', { doNotApplyToChildScopes: true }],
    ['has a condition about other actions', { condition: "ActionMatches{'Microsoft.Storage/*'}" }],
    ['is made elsewhere', { scope: `${vnet}2` }],
  ])('does not count where it %s', (_, some) => {
    expect(ask(some).kind).toBe('granted');
  });

  it('wins over a grant of a family of actions if it denies a part of it', () => {
    const family = { principalId, scope: subnet, actions: ['Microsoft.Network/virtualNetworks/subnets/*'] };
    const facts = (some: Partial<DenyAssignment>) =>
      azure(
        [assignment(role.networkContributor, subnet)],
        [[{ kind: 'denyAssignments', scope: subnet }, found([denial(some)])]],
      );
    expect(accessOf(family, facts({}))).toMatchObject({
      kind: 'missing',
      missing: family.actions,
      deniedBy: { id: 'd1' },
    });
    const permissions = [
      { actions: ['*/action'], notActions: ['Microsoft.Network/*/action'], dataActions: [], notDataActions: [] },
    ];
    expect(accessOf(family, facts({ permissions })).kind).toBe('granted');
  });

  it('wins over a grant that hangs on a condition', () => {
    const conditional = assignment(role.networkContributor, subnet, principalId, { condition: 'c' });
    const read = { kind: 'denyAssignments', scope: subnet } as const;
    expect(accessOf(question, azure([conditional], [[read, found([denial({})])]])).kind).toBe('missing');
    expect(accessOf(question, azure([conditional], [[read, unreadable()]])).kind).toBe('unknown');
  });

  it('takes nothing away if it only records, and is named with the grant', () => {
    expect(ask({ audits: true })).toMatchObject({ kind: 'granted', recordedBy: { name: 'lockdown' } });
    expect(ask({ audits: true, excludePrincipals: [{ id: principalId }] })).not.toHaveProperty('recordedBy');
  });

  it('is unknown where a condition decides, and certain where that holds for the action anyway', () => {
    expect(inWords(ask({ condition: "@Resource[x] StringEquals 'y'" }))).toEqual({
      kind: 'unknown',
      reason: "The deny assignment 'lockdown' blocks it where this condition holds: @Resource[x] StringEquals 'y'",
    });
    expect(ask({ condition: `ActionMatches{'${join}'}` }).kind).toBe('missing');
  });

  it('is unknown where a group decides', () => {
    expect(ask({ principals: [{ id: otherPrincipal, type: 'Group' }] }).kind).toBe('unknown');
    expect(ask({ excludePrincipals: [{ id: otherPrincipal, type: 'Group' }] }).kind).toBe('unknown');
  });
});
