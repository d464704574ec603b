import { describe, expect, it } from 'vitest';
import { covers } from '../../../src/identity/actionPattern.ts';
import { allows } from '../../../src/identity/permissions.ts';
import type { Permission } from '../../../src/identity/model.ts';
import { role, roleById } from '../../../src/identity/roles.ts';
import { fc } from '../../property.ts';

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

  it('comes to an end on a pattern made to be slow', () => {
    expect(covers(`${'*a'.repeat(40)}b`, 'a'.repeat(400))).toBe(false);
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
