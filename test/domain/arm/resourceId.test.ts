import { describe, expect, it } from 'vitest';
import { roleAssignmentName, shortHash, uuidV5 } from '../../../src/domain/arm/stableId.ts';
import {
  asAnyId,
  asArmId,
  groupOf,
  isAtOrBelow,
  lastSegment,
  managementGroupOf,
  normalLocation,
  parseResourceId,
  resourceType,
  roleAssignmentId,
  roleDefinitionId,
  sameGuid,
  sameId,
  subscriptionOf,
} from '../../../src/domain/arm/resourceId.ts';
import { asScope } from '../../../src/domain/arm/roleScope.ts';
import { group, guid, identityId, sub, subnetId } from '../../support/domain/worldFacts.ts';
import { fc } from '../../support/property.ts';

describe('ARM ids', () => {
  it('a nested resource is taken apart', () => {
    expect(parseResourceId(subnetId)).toEqual({
      subscriptionId: sub,
      resourceGroup: 'rg-shop',
      type: 'Microsoft.Network/virtualNetworks/subnets',
      name: 'snet-aks',
      parent: `${group}/providers/Microsoft.Network/virtualNetworks/vnet`,
    });
  });

  it('a group, a subscription and a role assignment have types of their own', () => {
    expect(parseResourceId(group)?.type).toBe('Microsoft.Resources/resourceGroups');
    expect(parseResourceId(`/subscriptions/${sub}`)?.type).toBe('Microsoft.Resources/subscriptions');
    const assignment = parseResourceId(`${subnetId}/providers/Microsoft.Authorization/roleAssignments/${guid(1)}`);
    expect(assignment).toMatchObject({ type: resourceType.roleAssignment, parent: subnetId });
  });

  it.each([
    '',
    'vnet',
    '/subscriptions',
    '/subscriptions/',
    `/subscriptions/${sub}/resourceGroups`,
    `${group}/providers/Microsoft.Network`,
    `${group}/providers/Microsoft.Network/virtualNetworks`,
    `${group}//providers/Microsoft.Network/virtualNetworks/v`,
    `${group}/providers/Microsoft.Network/virtualNetworks/v n`,
    `${group}/providers/Microsoft.Network/virtualNetworks/v?x`,
    `${group}/providers/Microsoft.Network/virtualNetworks/..`,
    `/subscriptions/${sub}/resourceGroups/./providers/Microsoft.Network/virtualNetworks/v`,
    `${group}/providers/Microsoft.Network/virtualNetworks/%2e%2e`,
    `${group}/providers/Microsoft.Network/virtualNetworks/v\\w`,
    `/${group}/providers/Microsoft.Network/virtualNetworks/v`,
    'https://example.com/subscriptions/x',
  ])('something else is no resource id: row %#', (text) => {
    expect(parseResourceId(text)).toBeUndefined();
    expect(() => asArmId(text)).toThrow('is not an ARM resource id');
  });

  it('an id of another type is refused with both types in words', () => {
    expect(() => asArmId(subnetId, resourceType.identity)).toThrow(
      /is of type Microsoft\.Network\/virtualNetworks\/subnets; an id of type Microsoft\.ManagedIdentity/,
    );
  });

  it('casing as it was received is kept, type and comparison ignore it', () => {
    const lower = identityId('Id-Shop').replace('resourceGroups', 'resourcegroups').replace('Microsoft', 'microsoft');
    expect(asArmId(` ${lower}/ `, resourceType.identity)).toBe(lower);
    expect(sameId(lower, identityId('id-shop'))).toBe(true);
  });

  it('a scope above or next to one is distinguished from one below by whole segments', () => {
    expect(isAtOrBelow(`${group}2`, group)).toBe(false);
    expect(isAtOrBelow(identityId('kub2'), identityId('kub'))).toBe(false);
    expect(isAtOrBelow(subnetId.toUpperCase(), group)).toBe(true);
    expect(isAtOrBelow(group, subnetId)).toBe(false);
    expect(isAtOrBelow(group, '/')).toBe(true);
  });

  it('whatever is below a scope is at or below it, and equal to itself ignoring case', () => {
    const segment = fc.stringMatching(/^[a-zA-Z0-9-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), fc.array(segment), (above, below) => {
        const scope = `/${above.join('/')}`;
        const inner = ['', ...above, ...below].join('/');
        return (
          isAtOrBelow(inner.toUpperCase(), scope) &&
          (below.length > 0 ? !isAtOrBelow(scope, inner) : sameId(inner, scope))
        );
      }),
    );
  });

  it('scopes are the root, management groups, subscriptions, groups and resources', () => {
    const management = '/providers/Microsoft.Management/managementGroups/contoso';
    for (const scope of ['/', management, `/subscriptions/${sub}`, group, subnetId]) expect(asScope(scope)).toBe(scope);
    expect(() => asScope('/providers/Microsoft.Network')).toThrow('is not an ARM resource id');
    expect(() => asScope(`${management}/../../x`)).toThrow('is not an ARM resource id');
    expect(() => asScope(management.replace('contoso', '..'))).toThrow('is not an ARM resource id');
    expect([subscriptionOf(management), groupOf(`/subscriptions/${sub}`), groupOf(subnetId)]).toEqual([
      undefined,
      undefined,
      'rg-shop',
    ]);
  });

  it('a management group is known by its name in lower case, and nothing below it is one', () => {
    const management = '/providers/Microsoft.Management/managementGroups/Contoso';
    const below = `${management}/providers/Microsoft.Authorization/roleAssignments/x`;
    const names = [management, `${management.toUpperCase()}/`, below, '/', group].map(managementGroupOf);
    expect(names).toEqual(['contoso', 'contoso', undefined, undefined, undefined]);
  });

  it('ids of roles and assignments are built for every kind of scope', () => {
    expect(roleDefinitionId(group, guid(1))).toBe(
      `/subscriptions/${sub}/providers/Microsoft.Authorization/roleDefinitions/${guid(1)}`,
    );
    expect(roleDefinitionId('/', guid(1))).toBe(`/providers/Microsoft.Authorization/roleDefinitions/${guid(1)}`);
    expect(roleAssignmentId('/', 'x')).toBe('/providers/Microsoft.Authorization/roleAssignments/x');
    expect(lastSegment(`${subnetId}/`)).toBe('snet-aks');
    expect(normalLocation('West Europe')).toBe('westeurope');
  });
});

describe('deterministic names', () => {
  it('a version 5 UUID is that of RFC 9562', () => {
    expect(uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it.each([
    ['', 'da39a3ee5e6b'],
    ['abc', 'a9993e364706'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '84983e441c3b'],
    ['a'.repeat(64), '0098ba824b5c'],
  ])('the hash of %j is that of SHA-1', (text, start) => {
    expect(shortHash(text)).toBe(start);
  });

  it('a role assignment has one name for a triple, whatever the casing', () => {
    const name = roleAssignmentName(subnetId, guid(1), guid(2));
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(roleAssignmentName(`${subnetId.toUpperCase()}/`, guid(1).toUpperCase(), guid(2))).toBe(name);
    expect(roleAssignmentName(subnetId, guid(1), guid(3))).not.toBe(name);
    expect(roleAssignmentName(group, guid(1), guid(2))).not.toBe(name);
  });
});

it.each([
  ['/providers/Microsoft.Authorization/roleAssignments/x', true],
  ['/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/roleAssignments/x', true],
  [subnetId, true],
  [`/subscriptions/${sub}`, true],
  ['/providers/Microsoft.Authorization', false],
  ['/providers//roleAssignments/x', false],
  ['/providers/A/b/c?d', false],
  ['https://evil.example', false],
])('a text is the id of something, or not: row %#', (text, expected) => {
  if (expected) expect(asAnyId(` ${text} `)).toBe(text);
  else expect(() => asAnyId(text)).toThrow(/not an ARM resource id/);
});

it('GUIDs are the same whatever their casing, and what is not given is the same as nothing', () => {
  const one = 'aaaaaaaa-1111-4111-8111-bbbbbbbbbbbb';
  expect(sameGuid(one, one.toUpperCase())).toBe(true);
  expect(sameGuid(one, one.replace('1', '2'))).toBe(false);
  for (const other of [one, undefined])
    expect([sameGuid(undefined, other), sameGuid(other, undefined)]).toEqual([false, false]);
});
