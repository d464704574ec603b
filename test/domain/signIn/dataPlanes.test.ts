import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { assigned, group, guid, type World } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const client = guid(6001);
const principal = guid(1001);
const injected = { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: '/x' };
const cart = [
  account('shop/cart', { 'azure.workload.identity/client-id': client }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected }),
];
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stshop`;
const mismatch =
  'pod shop/cart-1: AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission. GET https://stshop.blob.core.windows.net/c/b';
const bus = `${group}/providers/Microsoft.ServiceBus/namespaces/sb-shop`;
const claim = (name: string, host = 'sb-shop') =>
  `pod shop/cart-1: Unauthorized access. '${name}' claim(s) are required to perform this operation. Resource: 'sb://${host}.servicebus.windows.net/orders'.`;
const holds = (role: Parameters<typeof assigned>[0], id = storage): Partial<World> => ({
  resources: [...basic, { id }],
  assignments: [assigned(role, id, principal)],
});
const nothing = (...ids: readonly string[]): Partial<World> => ({
  resources: [...basic, ...ids.map((id) => ({ id }))],
});
const reader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';
const contributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const assign = (id: string, scope = storage) => ({
  kind: 'assignRole',
  principalId: principal,
  principalType: 'ServicePrincipal',
  role: { id },
  scope,
});

describe('a refusal of which .NET leaves the address out', () => {
  const refused =
    'Azure.RequestFailedException: Service request failed.\nStatus: 403 (Forbidden)\n\nHeaders:\nDate: Sat';

  it.each([
    ['App Configuration', 'App Configuration Data Reader', 'Azure.Data.AppConfiguration.ConfigurationClient.Get()'],
    ['AI Search', 'Search Index Data Reader', 'Azure.Search.Documents.SearchClient.SearchAsync()'],
  ])('is that of the package in its stack: %s (Q-02)', (_, name, frame) => {
    const why = asked(`${refused}\n   at ${frame}`);
    expect([why.cause, why.possible[0], why.next.map((each) => textOf(each)).join()]).toEqual([
      'UNKNOWN',
      'ROLE_MISSING',
      expect.stringContaining(name),
    ]);
    expect(asked(`${refused}\n   at Contoso.${frame}`).signs).toEqual([]);
  });
});

describe('a refusal of storage', () => {
  it('leads to a plan for either role where the identity has none (Q-09)', () => {
    const answer = asked(mismatch, { objects: cart, azure: nothing(storage) });
    expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', 'likely']);
    expect(plansOf(answer)).toEqual([assign(reader), assign(contributor)]);
  });

  it('stays open where the identity may read, and says what it may not (Q-10)', () => {
    const answer = asked(mismatch, { objects: cart, azure: holds('Storage Blob Data Reader') });
    expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.stringContaining('but not write')]);
    expect(plansOf(answer)).toEqual([assign(contributor)]);
  });

  it('is no missing role where the identity may do both (Q-10)', () => {
    const answer = asked(mismatch, { objects: cart, azure: holds('Storage Blob Data Contributor') });
    expect([answer.cause, answer.possible, plansOf(answer)]).toEqual([
      'UNKNOWN',
      ['TRANSIENT', 'ROLE_WRONG_PRINCIPAL'],
      [],
    ]);
  });

  it.each([
    ['queue', 'Storage Queue Data Reader'],
    ['table', 'Storage Table Data Reader'],
    ['file', 'Storage File Data Privileged Reader'],
    ['dfs', 'Storage Blob Data Reader'],
  ])('proposes the role for the service of the address: %s (Q-09)', (service, role) => {
    const answer = asked(mismatch.replace('.blob.', `.${service}.`), { objects: cart, azure: nothing(storage) });
    expect(wordsOf(answer)).toContain(`Assign ${role} on`);
  });

  it.each(['core.usgovcloudapi.net', 'core.chinacloudapi.cn', 'core.sovcloud-api.de'])(
    'is read in the cloud of %s (Q-02)',
    (suffix) => {
      const answer = asked(mismatch.replace('core.windows.net', suffix), { objects: cart, azure: nothing(storage) });
      expect(plansOf(answer)).toContainEqual(assign(reader));
    },
  );

  it("stays open where storage accounts can't be listed (Q-04)", () => {
    const azure: Partial<World> = { ...nothing(storage), forbidden: ['everyResource', 'resourcesOfType'] };
    const answer = asked(mismatch, { objects: cart, azure });
    expect([answer.cause, answer.unknown.length > 0]).toEqual(['UNKNOWN', true]);
  });
});

describe('a refusal that says what is lacking', () => {
  it.each([
    ['Listen', '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'],
    ['Send', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'],
  ])('leads to the plan for the role of its claim: %s (Q-09)', (name, id) => {
    const answer = asked(claim(name), { objects: cart, azure: nothing(bus) });
    expect([answer.cause, plansOf(answer)]).toEqual(['ROLE_MISSING', [assign(id, bus)]]);
  });

  it('names the roles of both services where the namespace is not visible (Q-09)', () => {
    const answer = asked(claim('Listen', 'elsewhere'));
    expect([answer.cause, wordsOf(answer)]).toEqual([
      'ROLE_MISSING',
      expect.stringMatching(/Service Bus Data Receiver.*Event Hubs Data Receiver/),
    ]);
  });

  const action = 'Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action';
  const openAi = `POST https://oai-shop.openai.azure.com/openai PermissionDenied: The principal \`${principal}\` lacks the required data action \`${action}\` to perform \`POST /openai\` operation.`;
  const accountIn = (place: string, name: string): string =>
    `${place}/providers/Microsoft.CognitiveServices/accounts/${name}`;

  it('names what the principal lacks at an account of Azure OpenAI (Q-09)', () => {
    const answer = asked(openAi, { azure: nothing(accountIn(group, 'oai-shop')) });
    expect([answer.cause, answer.certainty, textOf(answer.text)]).toEqual([
      'ROLE_MISSING',
      'certain',
      expect.stringContaining(action),
    ]);
  });

  it('takes none of two accounts with the same name (Q-04)', () => {
    const ids = [group, `${group}-two`].map((place) => accountIn(place, 'oai-shop'));
    const answer = asked(openAi, { azure: nothing(...ids) });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ROLE_MISSING', 'likely', []]);
  });

  it('finds an account by its domain, whatever its name (Q-09)', () => {
    const resources = [
      ...basic,
      { id: accountIn(group, 'oai-shop'), properties: { customSubDomainName: 'oai-elsewhere' } },
      { id: accountIn(group, 'oai-other'), properties: { customSubDomainName: 'oai-shop' } },
    ];
    const answer = asked(openAi, { azure: { resources } });
    expect([answer.certainty, textOf(answer.text)]).toEqual(['certain', expect.stringContaining('oai-other')]);
  });

  it('sends a database user to the database, not to a role of Azure (Q-10)', () => {
    const answer = asked("Login failed for user '<token-identified principal>'. (18456)");
    expect([answer.cause, plansOf(answer)]).toEqual(['ROLE_MISSING', []]);
    expect(wordsOf(answer)).toContain('FROM EXTERNAL PROVIDER');
  });
});
