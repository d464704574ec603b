import { describe, expect, it } from 'vitest';
import { credential } from '../../support/domain/workloadFixture.ts';
import { group, guid, registryId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf } from './asked.ts';
import { basic } from './worlds.ts';

const [client, principal] = [guid(6001), guid(1001)];
const zone = `${group}/providers/Microsoft.Network/dnsZones/example.com`;
const azure = { resources: [...basic, { id: zone }], credentials: [credential()] };
const untrusted = `POST https://login.microsoftonline.com/x/oauth2/v2.0/token?client_id=${client} AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:default'.`;
const refusalOf = (id: string) =>
  `The client '${id}' with object id '${principal}' does not have authorization to perform action 'Microsoft.Network/dnsZones/TXT/write' over scope '${zone}/TXT/_a' or the scope is invalid.`;
const refused = refusalOf(client);
const missing =
  'GET https://kv-shop.vault.azure.net/secrets/db RESPONSE 404 ERROR CODE: SecretNotFound A secret with (name/id) db was not found in this key vault.';

describe('an error of a sign-in before a later answer of a service', () => {
  it.each([
    ['dates', '2026-11-29T09:00:00Z ERROR ', '2026-11-29T09:10:00Z ERROR '],
    ['dates, the newest first', '2026-11-29 09:00:00,123 ERROR ', '2026-11-29 09:10:00,123 ERROR ', true],
    ['times', '09:00:00 ERROR ', '09:10:00 ERROR '],
    ['days', 'E1129 09:00:00.1 1 a.go:1] ', 'E1129 09:10:00.1 1 a.go:1] '],
    ['fields', '{"level":"error","ts":1764490000.1,"msg":"', '{"level":"error","ts":1764490600.1,"msg":"'],
    ['places', 'ERROR: ', 'ERROR: '],
    ['times behind a writer', '[pod/shop/cart-1/main] 09:00:00 ', '[pod/shop/cart-1/main] 09:10:00 '],
  ])('is over, as its line tells by %s (Q-09, Q-10)', (_, first, second, isUpsideDown = false) => {
    for (const [error, answer, cause] of [
      [untrusted, refused, 'ROLE_MISSING'],
      ["AADSTS90002: Tenant 'shop.example' not found.", refused, 'ROLE_MISSING'],
      [untrusted, missing, 'UNKNOWN'],
      ['no client ID specified. Check pod configuration', missing, 'UNKNOWN'],
    ] as const) {
      const lines = [`${first}${error}`, `${second}${answer}`];
      const why = asked((isUpsideDown ? lines.toReversed() : lines).join('\n'), { azure });
      expect([why.cause, plansOf(why).some((plan) => 'subject' in plan)]).toEqual([cause, false]);
      expect(JSON.stringify([why.text, why.evidence])).toContain('to be over');
      expect(why.signs).not.toContain('subjectNotTrusted');
    }
  });

  it.each([
    ['is older', `2026-11-29T09:00:00Z ERROR ${refused}\n2026-11-29T09:10:00Z ERROR ${untrusted}`],
    ['has no time', `2026-11-29T09:00:00Z ERROR ${untrusted}\nERROR: ${refused}`],
    ['is of another writer', `[pod/shop/cart-1/main] ${untrusted}\n[pod/shop/pay-1/main] ${refused}`],
    ['is of another pod', `ERROR: pod=shop/cart-1 ${untrusted}\nERROR: pod=shop/pay-1 ${refused}`],
    ['names another client ID', `ERROR: ${untrusted}\nERROR: ${refusalOf(guid(4242))}`],
    ['is for a person', `ERROR: ${untrusted.replace(client, '')}\nERROR: ${refusalOf('ann@shop.example')}`],
    [
      'is for a key',
      `ERROR: ${untrusted}\nERROR: AuthorizationPermissionMismatch https://s.blob.core.windows.net/a?sv=2024-01-01&sig=x`,
    ],
    ['is of the same line', `${untrusted} ${refused}`],
  ])('decides where that %s (Q-10)', (_, text) => {
    expect(asked(text, { azure }).signs[0]).toBe('subjectNotTrusted');
  });

  it('of an operator, which asks as several, stays, and is planned for no identity that got in later (Q-09, Q-10)', () => {
    const [first, second] = ['09:00:00 ERROR external-dns ', '09:10:00 ERROR external-dns '];
    const [alone, both] = [`${first}${untrusted}`, `${first}${untrusted}\n${second}${refused}`].map((text) =>
      asked(text, { azure }),
    );
    expect([alone?.cause, both?.cause]).toEqual(['WRONG_ACCOUNT', 'WRONG_ACCOUNT']);
    expect([alone && plansOf(alone).length, both && plansOf(both).length]).toEqual([1, 0]);
    expect(JSON.stringify(both?.next)).toContain('still fails');
  });
});

describe('a pull that was refused', () => {
  const image = 'acrshop.azurecr.io/shop/cart:1';
  const registry = { resources: [...basic, { id: registryId, properties: { loginServer: 'acrshop.azurecr.io' } }] };
  const failed = (age: string, pod = '') =>
    `${pod === '' ? `  Warning  Failed  ${age}  kubelet` : `${age}  Warning  Failed  ${pod}`}  Failed to pull image "${image}": failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://acrshop.azurecr.io/oauth2/token: 401 Unauthorized`;
  const pulled = (age: string, of = image, pod = '') =>
    `${pod === '' ? `  Normal   Pulled  ${age}  kubelet` : `${age}  Normal  Pulled  ${pod}`}  Successfully pulled image "${of}" in 5.1s`;

  it('is over once the image has come (Q-09, Q-10)', () => {
    const why = asked(`${failed('12m (x2 over 13m)')}\n${pulled('1h3s')}\n${pulled('11m')}`, { azure: registry });
    expect([why.cause, why.signs, plansOf(why)]).toEqual(['UNKNOWN', ['imagePulled'], []]);
    const listed = asked(`${failed('12m', 'pod/cart-1')}\n${pulled('11m', image, 'pod/cart-1')}`, { azure: registry });
    expect(listed.signs).toEqual(['imagePulled']);
  });

  it.each([
    ['before', `${pulled('13m')}\n${failed('12m')}`],
    ['as another image', `${failed('12m')}\n${pulled('11m', 'acrshop.azurecr.io/shop/pay:1')}`],
    ['for another pod', `${failed('12m', 'pod/cart-1')}\n${pulled('11m', image, 'pod/cart-2')}`],
  ])('is answered about where it came %s (Q-03)', (_, text) => {
    const why = asked(text, { azure: registry });
    expect([why.cause, why.signs[0]]).toEqual(['ROLE_MISSING', 'registryRefuses']);
  });

  it('is the only reason to speak of one that worked (Q-10)', () => {
    expect(asked(pulled('11m'), { azure: registry }).signs).toEqual([]);
  });
});
