import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import { group, guid, identity, sub } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { basic } from './worlds.ts';

const principal = guid(1001);
const client = guid(6001);
const subscription = `/subscriptions/${sub}`;
const zone = `${group}/providers/Microsoft.Network/dnsZones/contoso.com`;
const vnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
const resources = [
  ...basic,
  identity('id-two', guid(1002)),
  ...[subscription, group, zone, vnet, vault].map((id) => ({ id })),
] as JsonObject[];
const azure = { resources };

const refused = (action: string, scope: string, [who, object]: readonly [string, string] = [principal, principal]) =>
  `The client '${who}' with object id '${object}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
const vaultRefused = (scope: string, [who, object]: readonly [string, string] = [client, principal]) =>
  `Caller is not authorized to perform action on resource.\nCaller: appid=${who};oid=${object};iss=https://sts.windows.net/x/\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\nResource: '${scope}'\nAssignment: (not found)`;
const scopesOf = (text: string): readonly unknown[] =>
  plansOf(asked(text, { azure })).map((change) => (change as { readonly scope?: string }).scope);

describe('the scope of a refusal', () => {
  it.each([
    ['a record', 'Microsoft.Network/dnsZones/TXT/write', `${zone}/TXT/_acme`, zone],
    ['a list in a group', 'Microsoft.Network/dnsZones/read', `${group}/providers/Microsoft.Network/dnsZones`, group],
    ['a list by service alone', 'Microsoft.Network/dnsZones/read', `${group}/providers/Microsoft.Network`, group],
    ['a list in a resource', 'Microsoft.Network/virtualNetworks/subnets/read', `${vnet}/subnets`, vnet],
    ['a group', 'Microsoft.Network/dnsZones/read', group, group],
  ])('that is %s leads to a role at its own place (Q-09)', (_, action, scope, place) => {
    expect(scopesOf(refused(action, scope))).toEqual([place]);
  });

  it('that is a list in a subscription leads to a custom role: Reader would read all that is in it (Q-09)', () => {
    const answer = asked(refused('Microsoft.Network/dnsZones/read', `${subscription}/providers/Microsoft.Network`), {
      azure,
    });
    expect([answer.cause, plansOf(answer)]).toEqual(['ROLE_MISSING', []]);
    expect(wordsOf(answer)).toMatch(
      /custom role[^]*"Microsoft\.Network\/dnsZones\/read"[^]*"\/subscriptions\/[0-9a-f-]{36}"/,
    );
  });

  it.each([
    ['an empty name', `${group}/providers/Microsoft.Network/dnsZones/`],
    ['no providers', `${group}/Microsoft.Network/dnsZones/contoso.com`],
    ['an empty service', `${group}/providers//dnsZones/contoso.com`],
    ['nothing behind providers', `${group}/providers`],
    ['a list that is written to', `${group}/providers/Microsoft.Network/dnsZones`],
    ['a service that is written to', `${subscription}/providers/Microsoft.Network`],
    ['a list of another kind', `${group}/providers/Microsoft.Network/virtualNetworks`],
  ])('with %s leads to no role, and is said not to be whole (Q-10)', (_, scope) => {
    const answer = asked(refused('Microsoft.Network/dnsZones/TXT/write', scope), { azure });
    expect([answer.cause, answer.possible, answer.fixes]).toEqual([
      'UNKNOWN',
      ['OPERATOR_FIELD_WRONG', 'ROLE_MISSING'],
      [],
    ]);
    expect(textOf(answer.text)).toContain('is not a complete resource ID');
  });

  it('that was cut widens no role (Q-10)', () => {
    const whole = `${vault}/secrets/smtp`;
    const texts: readonly (readonly [string, (scope: string) => string])[] = [
      [whole, vaultRefused],
      [`${zone}/TXT/_acme`, (scope) => refused('Microsoft.Network/dnsZones/TXT/write', scope)],
    ];
    const planned: unknown[] = [];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.integer({ min: 1, max: 60 }), ([scope, text], length) => {
        const places = scopesOf(text(scope.slice(0, -length)));
        planned.push(...places);
        // What is cut at the end of a name of a group may be that name.
        const isAtEnd = [group, subscription].includes(scope.slice(0, -length));
        expect(places.filter((place) => !isAtEnd && (place === group || place === subscription))).toEqual([]);
      }),
      { seed, numRuns: drawn(400) },
    );
    expect(planned).toContain(zone);
    expect(scopesOf(vaultRefused(group))).toEqual([]);
    expect(scopesOf(vaultRefused(subscription))).toEqual([]);
  });
});

describe('the principal of a refusal', () => {
  const nobody = guid(4242);
  const read = (ids: readonly [string, string]) => refused('Microsoft.Network/dnsZones/read', group, ids);

  it.each([
    ['by its object ID twice', [principal, principal], 'certain'],
    ['by its client ID and its object ID', [client, principal], 'certain'],
    ['as a person', ['mia@contoso.com', nobody], 'certain'],
  ] as const)('that is named %s gets the role of a plan (Q-09)', (_, ids, certainty) => {
    const answer = asked(read(ids), { azure });
    expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', certainty]);
    expect(plansOf(answer)).toMatchObject([{ kind: 'assignRole', principalId: ids[1], scope: group }]);
  });

  it.each([
    ['no list shows', [nobody, nobody]],
    ['no list shows, and whose client is another', [guid(4343), nobody]],
  ] as const)('that %s gets no plan, and is never certain (Q-10)', (_, ids) => {
    const answer = asked(read(ids), { azure });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ROLE_MISSING', 'likely', []]);
    expect(wordsOf(answer)).toContain(`Find out who ${nobody} is`);
  });

  it.each([
    ['the client ID of one and an unknown object ID', [client, nobody]],
    ['an unknown client ID and the object ID of one', [nobody, principal]],
    ['the IDs of two identities', [client, guid(1002)]],
    ['a client ID as the object ID', [client, client]],
  ] as const)('that is %s is not known (Q-10)', (_, ids) => {
    for (const text of [read(ids), vaultRefused(`${vault}/secrets/smtp`, ids)]) {
      const answer = asked(text, { azure });
      expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
      expect(textOf(answer.text)).toContain('which are not both of');
    }
  });
});
