import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers } from '../../../src/identity/actionPattern.ts';
import { callerMay } from '../../../src/identity/callerPermissions.ts';
import type { DenyAssignment, Permission, RoleDefinition } from '../../../src/identity/model.ts';
import { accessOf, allows, everybody } from '../../../src/identity/permissions.ts';
import { builtInRoles, role, roleById, roleByName, roleGuidOf } from '../../../src/identity/roles.ts';
import {
  assignment,
  azure,
  controlPlaneId,
  controlPlanePrincipal as principalId,
  otherPrincipal,
  subnet,
  subscription,
  vaultId,
  registryId,
  vnet,
} from './clusterFixture.ts';
import { factsOf, found, unreadable } from './factsOf.ts';

const join = 'Microsoft.Network/virtualNetworks/subnets/join/action';

describe('an action pattern', () => {
  it.each([
    ['*', join, true],
    ['Microsoft.Network/*', 'microsoft.network/VIRTUALNETWORKS/subnets/join/action', true],
    ['*/read', 'Microsoft.Network/virtualNetworks/read', true],
    ['*/read', join, false],
    ['Microsoft.Network/*', 'Microsoft.Networking/x/read', false],
    ['Microsoft.Network/virtualNetworks/read', 'Microsoft.Network/virtualNetworks/read/action', false],
    ['Microsoft.Network/virtualNetworks/*/read', 'Microsoft.Network/virtualNetworks/subnets/read', true],
    ['Microsoft.Network/virtualNetworks/*/read', 'Microsoft.Network/virtualNetworks/read', true],
    ['Microsoft.Network/virtualNetworks/*/read', 'Microsoft.Network/virtualNetworksread', false],
    ['Microsoft.Network/v*/read', 'Microsoft.Network/v/read', true],
    ['', join, false],
  ])('%s over %s is %s', (pattern, action, expected) => {
    expect(covers(pattern, action)).toBe(expected);
  });

  it('lets Managed Identity Operator assign although its pattern has a segment more', () => {
    const operator = roleById(role.managedIdentityOperator.id)!;
    expect(allows(operator.permissions, 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action')).toBe(true);
  });

  it('agrees with a naive matcher on any pattern and action', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 10 });
    const action = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 });
    fc.assert(
      fc.property(text, action, (pattern, wanted) => covers(pattern, wanted) === naive(pattern, wanted)),
      { numRuns: 10_000 },
    );
  });

  it('answers within moments on a pattern made to be slow', () => {
    const started = performance.now();
    expect(covers(`${'*a'.repeat(40)}b`, 'a'.repeat(400))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

/** All ways to drop `*` segments, then plain recursion. */
function naive(pattern: string, text: string): boolean {
  const at = pattern.indexOf('/*/');
  for (let i = at; i >= 0; i = pattern.indexOf('/*/', i + 1)) {
    if (naive(`${pattern.slice(0, i)}/${pattern.slice(i + 3)}`, text)) return true;
  }
  return glob(pattern, text);
}

function glob(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] !== '*') return pattern[0] === text[0] && glob(pattern.slice(1), text.slice(1));
  return glob(pattern.slice(1), text) || (text !== '' && glob(pattern, text.slice(1)));
}

describe('one role', () => {
  const permission = (some: Partial<Permission>): Permission => ({
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...some,
  });

  it('loses what its own notActions name', () => {
    const contributor = roleById(role.contributor.id)!.permissions;
    expect(allows(contributor, 'Microsoft.Authorization/roleAssignments/write')).toBe(false);
    expect(allows(contributor, 'Microsoft.Authorization/roleAssignments/read')).toBe(true);
  });

  it('keeps actions and data actions apart', () => {
    const owner = roleById(role.owner.id)!.permissions;
    const secret = 'Microsoft.KeyVault/vaults/secrets/getSecret/action';
    expect(allows(owner, secret, 'dataAction')).toBe(false);
    expect(allows([permission({ dataActions: ['*'], notDataActions: [secret] })], secret, 'dataAction')).toBe(false);
    expect(allows([permission({ dataActions: ['*'] })], secret)).toBe(false);
  });

  it('does not grant a family of actions of which one is taken out', () => {
    const zones = 'Microsoft.Network/privateDnsZones/*';
    expect(allows([permission({ actions: ['Microsoft.Network/*'] })], zones)).toBe(true);
    const without = permission({ actions: ['*'], notActions: ['Microsoft.Network/privateDnsZones/delete'] });
    expect(allows([without], zones)).toBe(false);
  });
});

describe('the role table', () => {
  it('has every named role under its GUID and name', () => {
    for (const named of Object.values(role)) {
      expect(roleById(named.id)?.name).toBe(named.name);
      expect(roleByName(named.name.toUpperCase())?.guid).toBe(named.id);
    }
  });

  it('has each GUID once', () => {
    expect(new Set(builtInRoles.map(({ guid }) => guid)).size).toBe(builtInRoles.length);
  });

  it('takes the GUID from any form of a role definition id', () => {
    const guid = role.reader.id;
    const forms = [guid.toUpperCase(), `/providers/Microsoft.Authorization/roleDefinitions/${guid}`];
    expect(forms.map(roleGuidOf)).toEqual([guid, guid]);
  });
});

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

  it('is granted at the root and at a management group, which stand above every subscription', () => {
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
    expect(ask([conditional])).toEqual({
      kind: 'unknown',
      reason: `Granted only where a condition holds: ${condition}`,
    });
    expect(ask([conditional, assignment(role.networkContributor, vnet)]).kind).toBe('granted');
  });

  it('says that a condition on a registry limits the repositories', () => {
    const pull = { principalId, scope: registryId, actions: ['Microsoft.ContainerRegistry/registries/pull/read'] };
    const grant = assignment(role.acrPull, registryId, principalId, { condition: 'repo' });
    expect(accessOf(pull, azure([grant]))).toEqual({
      kind: 'unknown',
      reason: 'Pull is allowed only for repositories that match the condition: repo',
    });
  });

  it('is unknown, never missing, where assignments, a role or deny assignments cannot be read', () => {
    const grant = assignment(role.networkContributor, subnet);
    const guid = role.networkContributor.id;
    const reads = [
      { kind: 'assignments', scope: subnet, principalId },
      { kind: 'role', guid, scope: subscription },
      { kind: 'denyAssignments', scope: subnet },
    ] as const;
    for (const read of reads) {
      const verdict = ask([grant], [[read, unreadable('403 AuthorizationFailed')]]);
      expect(verdict).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('403') as string });
    }
    expect(ask([grant], [[reads[0], { kind: 'missing' }]]).kind).toBe('unknown');
    expect(ask([grant], [[reads[1], { kind: 'missing' }]]).kind).toBe('unknown');
  });

  it('is unknown while nothing has been read, and asks for assignments and denials at once', () => {
    const facts = factsOf([]);
    expect(accessOf(question, facts)).toEqual({ kind: 'unknown', reason: 'Not read yet.' });
    expect(facts.missed.map(({ kind }) => kind)).toEqual(['assignments', 'denyAssignments']);
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
    ['is made elsewhere', { scope: `${vnet}2` }],
  ])('does not count where it %s', (_, some) => {
    expect(ask(some).kind).toBe('granted');
  });

  it('is unknown where a group decides', () => {
    expect(ask({ principals: [{ id: otherPrincipal, type: 'Group' }] }).kind).toBe('unknown');
    expect(ask({ excludePrincipals: [{ id: otherPrincipal, type: 'Group' }] }).kind).toBe('unknown');
  });
});

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
      ]),
    );
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

  it('is unknown where permissions cannot be read', () => {
    const read = { kind: 'callerPermissions', scope: controlPlaneId } as const;
    expect(callerMay(write, controlPlaneId, factsOf([[read, unreadable()]])).kind).toBe('unknown');
    expect(callerMay(write, controlPlaneId, factsOf([[read, { kind: 'missing' }]])).kind).toBe('unknown');
    expect(callerMay(write, controlPlaneId, factsOf([])).kind).toBe('unknown');
  });
});
