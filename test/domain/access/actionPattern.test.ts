import { describe, expect, it } from 'vitest';
import { coversAction, coversAll, isAnyAction } from '../../../src/domain/access/actionPattern.ts';
import { allowsAction, deniesAction } from '../../../src/domain/access/permissions.ts';
import type { Permission } from '../../../src/domain/cluster/model.ts';
import { role, roleById } from '../../../src/domain/access/roles.ts';
import { drawn, fc } from '../../support/property.ts';

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
    expect(coversAction(pattern, action)).toBe(expected);
  });

  it('lets Managed Identity Operator assign although its pattern has a segment more', () => {
    const operator = roleById(role.managedIdentityOperator.id)!;
    expect(allowsAction(operator.permissions, 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action')).toBe(
      true,
    );
  });

  it('agrees with a naive matcher on any pattern and action', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 10 });
    const action = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 });
    fc.assert(
      fc.property(text, action, (pattern, wanted) => coversAction(pattern, wanted) === naive(pattern, wanted)),
      { numRuns: drawn(10_000) },
    );
  });

  it('comes to an end on a pattern made to be slow', () => {
    expect(coversAction(`${'*a'.repeat(40)}b`, 'a'.repeat(400))).toBe(false);
  });
});

describe('patterns side by side', () => {
  const zones = 'Microsoft.Network/privateDnsZones/*';

  it.each([
    [[zones, '*/write'], [], true],
    [[zones, 'microsoft.network/*/DELETE'], [], true],
    [[zones, 'Microsoft.Network/virtualNetworks/*'], [], false],
    [[zones, 'Microsoft.Network/privateDnsZones/*/read'], [], true],
    [[zones, '*/write'], ['Microsoft.Network/*/write'], false],
    [[zones, '*/write'], ['Microsoft.Network/privateDnsZones/A/write'], true],
    [[zones, '*/write'], ['*/A/write', '*/TXT/write'], true],
    [[zones, 'Microsoft.Network/privateDnsZones/A/*'], ['*/A/read', '*'], false],
    [['a/*/c', 'a/c'], [], true],
    [['a/*/c', 'a/c'], ['a/*b*/c'], true],
  ])('have an action in common that none of the others has, or not: row %#', (allOf, noneOf, expected) => {
    expect(isAnyAction(allOf, noneOf)).toBe(expected);
  });

  const pattern = fc.string({ unit: fc.constantFrom('a', '/', '*', '/*/'), minLength: 1, maxLength: 4 });
  const texts = textsUpTo(7);
  const matching = (one: string) => {
    const ways = variants(one).map((way) => new RegExp(`^${way.replaceAll('*', '.*')}$`));
    return (text: string) => ways.some((way) => way.test(text));
  };

  it('agree with all short texts, tried one by one', () => {
    fc.assert(
      fc.property(pattern, pattern, fc.array(pattern, { maxLength: 2 }), (a, b, noneOf) => {
        const [isA, isB, ...isOut] = [a, b, ...noneOf].map(matching);
        const found = texts.some((text) => isA!(text) && isB!(text) && !isOut.some((isOne) => isOne(text)));
        expect(isAnyAction([a, b], noneOf)).toBe(found);
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['a/*/c', 'a/*/c', true],
    ['A/*/C', 'a/*/c', true],
    ['a/*c', 'a/*/c', true],
    ['a/**/c', 'a/*/c', false],
    ['a/*/*/c', 'a/*/c', true],
    ['a/*', 'a/b/*', true],
    ['a/b/**', 'a/b/*', true],
    ['a/b/c', 'a/b/*', false],
  ])('%s covers the whole family %s, also where an inner segment of it is absent: %s', (wide, family, expected) => {
    expect(coversAll(wide, family)).toBe(expected);
  });

  it('cover a family exactly where they cover each of its short texts', () => {
    fc.assert(
      fc.property(pattern, pattern, (wide, family) => {
        const isWide = matching(wide);
        const isOne = matching(family);
        expect(coversAll(wide, family)).toBe(texts.every((text) => !isOne(text) || isWide(text)));
      }),
      { numRuns: 600 },
    );
  });

  it('come to an end where they were made to be slow', () => {
    const slow = (letters: string) => [...letters].map((letter) => `*${letter}*${letter}`).join('');
    expect(isAnyAction([`${slow('abcdefghijkl')}*`, `${slow('lkjihgfedcba')}*`], [])).toBe(true);
    const others = [...'abcdefgh'].map((letter) => `${slow(`${letter}xyz${letter}`)}q`);
    // The answer is no; finding that out would take too long, so it is the careful one.
    expect(isAnyAction(['*q'], [...others, '*q'])).toBe(true);
  });
});

/** All texts over three characters, up to a length. */
function textsUpTo(length: number): readonly string[] {
  const shorter = length === 0 ? [] : textsUpTo(length - 1);
  const longest = shorter.filter((text) => text.length === length - 1);
  return length === 0 ? [''] : [...shorter, ...longest.flatMap((text) => [...'ab/'].map((next) => text + next))];
}

/** The pattern with each choice of its inner `*` segments left out. */
function variants(pattern: string): readonly string[] {
  const dropped = [...pattern.matchAll(/\/\*(?=\/)/g)].map(
    ({ index }) => pattern.slice(0, index) + pattern.slice(index + 2),
  );
  return [...new Set([pattern, ...dropped.flatMap(variants)])];
}

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
    expect(allowsAction(contributor, 'Microsoft.Authorization/roleAssignments/write')).toBe(false);
    expect(allowsAction(contributor, 'Microsoft.Authorization/roleAssignments/read')).toBe(true);
  });

  it('keeps actions and data actions apart', () => {
    const owner = roleById(role.owner.id)!.permissions;
    const secret = 'Microsoft.KeyVault/vaults/secrets/getSecret/action';
    expect(allowsAction(owner, secret, 'dataAction')).toBe(false);
    expect(allowsAction([permission({ dataActions: ['*'], notDataActions: [secret] })], secret, 'dataAction')).toBe(
      false,
    );
    expect(allowsAction([permission({ dataActions: ['*'] })], secret)).toBe(false);
  });

  it('does not grant a family of actions if one is excluded', () => {
    const zones = 'Microsoft.Network/privateDnsZones/*';
    expect(allowsAction([permission({ actions: ['Microsoft.Network/*'] })], zones)).toBe(true);
    const without = permission({ actions: ['*'], notActions: ['Microsoft.Network/privateDnsZones/delete'] });
    expect(allowsAction([without], zones)).toBe(false);
  });

  it.each<[string, Partial<Permission>, boolean]>([
    ['everything but writes', { actions: ['*'], notActions: ['*/write'] }, false],
    [
      'a provider but its deletes',
      { actions: ['Microsoft.Network/*'], notActions: ['Microsoft.Network/*/delete'] },
      false,
    ],
    ['everything but another family', { actions: ['*'], notActions: ['Microsoft.Network/dnsZones/*'] }, true],
    ['everything but what nobody wants', { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'] }, true],
    ['only a part', { actions: ['Microsoft.Network/privateDnsZones/A/*', '*/read'] }, false],
  ])('grants a family of actions only if no exclusion takes any of it away: %s', (_, some, expected) => {
    expect(allowsAction([permission(some)], 'Microsoft.Network/privateDnsZones/*')).toBe(expected);
  });

  it.each<[string, Partial<Permission>, boolean]>([
    ['writes', { actions: ['*/write'] }, true],
    ['one action', { actions: ['Microsoft.Network/privateDnsZones/A/write'] }, true],
    ['writes, but not those of networks', { actions: ['*/write'], notActions: ['Microsoft.Network/*/write'] }, false],
    ['writes, but not one of them', { actions: ['*/write'], notActions: ['*/privateDnsZones/write'] }, true],
    ['another family', { actions: ['Microsoft.Network/dnsZones/*'] }, false],
  ])('denies a family of actions if it denies any of it: %s', (_, some, expected) => {
    expect(deniesAction([permission(some)], 'Microsoft.Network/privateDnsZones/*')).toBe(expected);
  });
});
