import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { factsNotAsked } from '../../../src/domain/signIn/factsNotAsked.ts';
import { readSignIn, whyOf } from '../../../src/domain/signIn/whyOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { assigned, group, guid, registryId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const [client, principal] = [guid(6001), guid(1001)];
const clientId = 'azure.workload.identity/client-id';
const former = '/var/run/secrets/azure/tokens/azure-identity-token';
const env = {
  AZURE_CLIENT_ID: client,
  AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/wi/token/azure-identity-token',
};
const cart = [
  account('shop/cart', { [clientId]: client }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env }),
];
const web = [account('shop/web', { [clientId]: client }), pod('shop/web-5b8c9d7f6-x2x7k', { as: 'web' })];
const notAsked = (text: string) =>
  whyOf(
    readSignIn(text),
    {},
    factsNotAsked(new Date('2026-11-30T12:00:00Z'), 'notAsked', say`Azure was not asked.`).facts,
  );

describe('one error', () => {
  const firewall = `Failed to pull image "acrshop.azurecr.io/a:1": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://acrshop.azurecr.io/oauth2/token: 403 Forbidden: DENIED: client with IP '20.50.2.33' is not allowed access. Refer https://aka.ms/acr/firewall`;

  it('of a firewall is not two, whatever the role is (Q-04, Q-10)', () => {
    const registry = { resources: [...basic, { id: registryId, properties: { loginServer: 'acrshop.azurecr.io' } }] };
    for (const assignments of [[], [assigned('AcrPull', registryId, guid(60))]]) {
      const why = asked(firewall, { azure: { ...registry, assignments } });
      expect([why.cause, why.certainty, why.possible, why.next]).toEqual(['REGISTRY_NETWORK', 'certain', [], []]);
      expect(JSON.stringify(why.evidence)).not.toContain('another error');
    }
  });

  it('beside another one is told by what it means, and not by what may be well (Q-04)', () => {
    const text = `[pod/a-1/m] AADSTS70023: The external OIDC token lives too long.\n[pod/b-1/m] Failed to pull image "acrshop.azurecr.io/a:1": 401 Unauthorized`;
    const registry = { resources: [...basic, { id: registryId, properties: { loginServer: 'acrshop.azurecr.io' } }] };
    const why = asked(text, { azure: { ...registry, assignments: [assigned('AcrPull', registryId, guid(60))] } });
    const words = why.evidence.map((each) => textOf(each.text)).join();
    expect(words).toContain('another error, too: The registry does not let the node pull.');
    expect(words).not.toContain('may pull');
  });
});

describe('who writes a line', () => {
  const lacks = 'no client ID specified. Check pod configuration or set ClientID in the options';

  it.each([
    ['instance', `level=error msg="${lacks}" app_id=web instance=web-5b8c9d7f6-x2x7k`],
    ['hostname', `hostname=web-5b8c9d7f6-x2x7k ${lacks}`],
    ['host', `{"level":"error","host":"web-5b8c9d7f6-x2x7k","msg":"${lacks}"}`],
    ['HOSTNAME', `HOSTNAME="web-5b8c9d7f6-x2x7k" ${lacks}`],
  ])('is the pod of its %s (Q-02, Q-03)', (_, text) => {
    const why = asked(text, { objects: [...cart, ...web] });
    expect([why.cause, JSON.stringify(why.text)]).toEqual([
      'POD_LABEL_MISSING',
      expect.stringContaining('web-5b8c9d7f6-x2x7k'),
    ]);
  });

  it.each([
    'host=kv-shop.vault.azure.net',
    'host="aks-system-12345678-vmss000000"',
    'host=shop-7f6-abcde.example',
    'instance=10.0.0.4:80',
  ])('is no pod: %s (Q-02)', (text) => {
    expect(readSignIn(`${text} ${lacks}`).fields.filter(({ name }) => name === 'pod')).toEqual([]);
  });

  it.each([
    [
      'Crossplane',
      'provider-azure',
      `cannot configure the no-fork Azure provider client: failed to get terraform setup: ${lacks}`,
    ],
    [
      'external-dns',
      'external-dns',
      `msg="failed to get credentials: failed to create a workload identity token: ${lacks}"`,
    ],
  ])('is %s by its own sentence (Q-02, Q-10)', (_, name, text) => {
    const own = [
      account(`${name}/${name}`, { [clientId]: client }),
      pod(`${name}/${name}-1`, { as: name, image: `crossplane/${name}:1` }),
    ];
    const why = asked(text, { objects: [...cart, ...web, ...own] });
    expect([why.cause, JSON.stringify(why.text)]).toEqual(['POD_LABEL_MISSING', expect.stringContaining(`${name}-1`)]);
  });
});

describe('the former path of the token', () => {
  it('stays possible where more pods were read, in which the token is elsewhere (Q-10)', () => {
    const text = `failed reading OIDC token file "${former}": open ${former}: no such file or directory`;
    const [alone, read] = [asked(text), asked(text, { objects: [...cart, ...web, pod('shop/pay-1')] })];
    expect([alone.possible[0], read.cause === 'TOKEN_PATH_MOVED' ? read.cause : read.possible[0]]).toEqual([
      'TOKEN_PATH_MOVED',
      'TOKEN_PATH_MOVED',
    ]);
  });
});

describe('a refusal of which only the message is known', () => {
  const zone = `${group}/providers/Microsoft.Network/dnsZones/example.com`;
  const text = `The client '${client}' with object id '${principal}' does not have authorization to perform action 'Microsoft.Network/dnsZones/TXT/write' over scope '${zone}' or the scope is invalid.`;

  it('says who lacks what, with the whole ID (Q-04)', () => {
    const why = notAsked(text);
    expect(textOf(why.text)).toBe(
      `Azure found no role of principal ${principal} that allows Microsoft.Network/dnsZones/TXT/write on DNS zone example.com, or the scope does not exist.`,
    );
    expect(why.next.map(textOf).join()).toContain(`Check the roles of principal ${principal} on`);
  });

  it('compares nothing with Azure (Q-04)', () => {
    const named = `The principal \`${principal}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/OpenAI/x/action\` to perform \`POST\``;
    for (const each of [text, named])
      expect(notAsked(each).evidence.filter(({ from }) => from === 'azure')).toEqual([]);
  });

  it('begins with a capital letter unless a name does (Q-04)', () => {
    const azure = { resources: [...basic, { id: zone }] };
    expect(textOf(asked(text.replace(principal, guid(4242)).replace(client, guid(4242)), { azure }).text)).toMatch(
      /^Principal /,
    );
    expect(textOf(asked(text, { azure }).text)).toMatch(/^id-shop /);
  });
});

describe('an identity that only a guess leads to', () => {
  const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stshop`;
  const azure = { resources: [...basic, { id: storage }] };
  const text =
    'AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission. GET https://stshop.blob.core.windows.net/c/b';

  it('gets no role for data, and is said to be one (Q-09, Q-10)', () => {
    const why = asked(text, { azure, objects: cart });
    expect([plansOf(why), why.certainty]).toEqual([[], 'likely']);
    expect(JSON.stringify(why.evidence)).toContain('does not say that this is what asks');
    expect(wordsOf(why)).toContain('Storage Blob Data Reader');
  });

  it('gets it where the message names its pod (Q-09)', () => {
    const why = asked(`pod shop/cart-1: ${text}`, { azure, objects: cart });
    expect(plansOf(why)).toHaveLength(2);
    expect(JSON.stringify(why.evidence)).not.toContain('does not say');
  });
});
