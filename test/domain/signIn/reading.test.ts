import { describe, expect, it } from 'vitest';
import { cutSecrets } from '../../../src/domain/signIn/message/secrets.ts';
import { fieldOfHit } from '../../../src/domain/signIn/message/readMessage.ts';
import { inOneGo } from '../../../src/shape/steps.ts';
import { forms } from '../../../src/domain/signIn/forms/forms.ts';
import { readingSignIn, readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { drawn, fc, seed } from '../../support/property.ts';

const [client, object, tenant] = [
  '6a1b7c1f-8d19-4e01-a5b3-3e7f0f2d4a5b',
  '1f3d7c1f-8d19-4e01-a5b3-3e7f0f2d4a99',
  '72f988bf-86f1-41af-91ab-2d7cd011db47',
];
const group = `/subscriptions/${tenant}/resourceGroups/rg`;

/** Ids and addresses of Azure, each with GUIDs and a name as people give them. */
const addresses: readonly ((id: string, other: string, name: string) => string)[] = [
  (id) => `/subscriptions/${id}`,
  (id, _, name) => `/subscriptions/${id}/resourceGroups/${name}`,
  (id, _, name) => `/subscriptions/${id}/resourceGroups/MC_${name}_shop-weu_westeurope`,
  (id, _, name) => `/subscriptions/${id}/resourcegroups/rg/providers/Microsoft.Network/dnsZones/${name}.example.com`,
  (id, _, name) =>
    `/subscriptions/${id}/resourceGroups/RG-PRD/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
  (id, other) => `/providers/Microsoft.Management/managementGroups/${id}/providers/Microsoft.Authorization/${other}`,
  (id, other, name) =>
    `https://management.azure.com/subscriptions/${id}/resourceGroups/${name}/providers/Microsoft.Authorization/roleAssignments/${other}?api-version=2022-04-01`,
  (id, other) => `https://westeurope.oic.prod-aks.azure.com/${id}/${other}/`,
  (id) => `https://login.microsoftonline.com/${id}/oauth2/v2.0/token`,
  (id, other) => `appid=${id};oid=${other};iss=https://sts.windows.net/${id}/`,
  (id, other) => `http://169.254.169.254/metadata/identity/oauth2/token?client_id=${id}&msi_res_id=${other}`,
  (id, other) => `Trace ID: ${id} Correlation ID: ${other}`,
];

/** Messages that put something else than a secret behind a word that secrets have, too. */
const harmless = [
  'failed to acquire token: AADSTS700213: No matching federated identity record found',
  'could not get access_token: AADSTS70021: No matching',
  'client_secret: AADSTS7000215: Invalid client secret provided',
  'Failed to authenticate credential: AADSTS700016: Application with identifier',
  'auth: AADSTS700016: Application',
  'token: StatusCode=400 -- Original Error: adal',
  'id_token: unauthorized_client',
  'failed to get secret: app2-db-conn-string-01',
  'secret: kv-secret-01 not found',
  'credential: aks-fic-2024-shop-cart exists',
  'WWW-Authenticate: Bearer authorization="https://login.windows.net/common"',
  'Basic authentication is disabled',
  'azure-identity-token: permission denied',
  'pod sk-learn-serving-7d9f8b6c5d-x2x9z failed',
  'image shop.azurecr.io/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'node aks-nodepool1-12345678-vmss00000A',
];

describe('what is no secret', () => {
  it('is any id or address of Azure, whatever its GUIDs and names are (Q-02)', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{1,30}[a-z0-9]$/);
    fc.assert(
      fc.property(fc.constantFrom(...addresses), fc.uuid(), fc.uuid(), name, (address, id, other, named) => {
        const text = `action 'a' over scope '${address(id, other, named)}' or`;
        expect(cutSecrets(text)).toEqual({ text, secrets: new Map() });
        expect(cutSecrets(text.toUpperCase()).secrets.size).toBe(0);
      }),
      { seed, numRuns: drawn(1500) },
    );
  });

  it.each(harmless)('stays as it is: %s (Q-02)', (text) => {
    expect(cutSecrets(text)).toEqual({ text, secrets: new Map() });
  });
});

const trust = (part: string): string =>
  `AADSTS700211: No matching federated identity record found for presented assertion ${part}.`;
const linked = (actions: string, scopes: string, plural = '(s)'): string =>
  `The client '${client}' with object id '${object}' has permission to perform action 'Microsoft.Network/applicationGateways/write' on scope '${group}/x'; however, it does not have permission to perform action${plural} '${actions}' on the linked scope(s) '${scopes}' (respectively) or the linked scope(s) are invalid.`;
const [join, joinAddress] = [
  'Microsoft.Network/virtualNetworks/subnets/join/action',
  'Microsoft.Network/publicIPAddresses/join/action',
];

describe('a linked refusal', () => {
  it.each([
    ['as Azure writes it for one action', linked(join, `${group}/a`, ''), [[join, `${group}/a`]]],
    ['with (s)', linked(join, `${group}/a`), [[join, `${group}/a`]]],
    [
      'of two actions at two scopes',
      linked(`${join},${joinAddress}`, `${group}/a,${group}/b`),
      [
        [join, `${group}/a`],
        [joinAddress, `${group}/b`],
      ],
    ],
    [
      'of one action at two scopes',
      linked(join, `${group}/a, ${group}/b`, ''),
      [
        [join, `${group}/a`],
        [join, `${group}/b`],
      ],
    ],
    ['of two actions at three scopes', linked(`${join},${joinAddress}`, `${group}/a,${group}/b,${group}/c`), []],
    ['cut off before the linked scope', linked(join, '').split(' on the linked')[0] ?? '', []],
  ])('%s has each linked action with its scope, or neither (Q-02)', (_, text, pairs) => {
    const found = readSignIn(text).hits.flatMap(({ sign, fields }) => {
      const value = (name: string) => fields.find((field) => field.name === name)?.value;
      return sign === 'linkedAuthorizationFailed' ? [[value('linkedAction'), value('linkedScope')]] : [];
    });
    expect(found).toEqual(pairs.length === 0 ? [[undefined, undefined]] : pairs);
  });
});

describe('a value that is not known', () => {
  it.each([
    ['a word', 'client-id', true],
    ['a variable', 'MANAGED_IDENTITY_CLIENT_ID', true],
    ['a remark', 'removed', true],
    ['an example', 'abc-123', true],
    ['signs', '########', true],
    ['the word of the nodes', 'msi', false],
    ['a client ID', client, false],
    ['a resource ID', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop`, false],
  ])('is a placeholder, but neither an ID nor what people take for one: %s (Q-10)', (_, value, isMasked) => {
    const { fields } = readSignIn(`AADSTS700016: Application with identifier '${value}' was not found`);
    expect(fields).toContainEqual({ name: 'clientId', value, isMasked });
  });

  it.each([
    ['Contoso Ltd', true],
    ['tenant-id', true],
    ['contoso.onmicrosoft.com', false],
    [tenant, false],
  ])('is the display name of a directory, which is shown as it is: %s (Q-10)', (value, isMasked) => {
    const { fields } = readSignIn(
      `AADSTS700016: Application with identifier '${client}' was not found in the directory '${value}'.`,
    );
    expect(fields).toContainEqual({ name: 'tenantId', value, isMasked });
  });

  it.each([
    ['an issuer', trust("issuer 'https://eastus.oic.prod-aks.azure.com/tenant-id/cluster-id/'"), 'issuer'],
    ['an account', trust("subject 'system:serviceaccount:namespace:service-account-name'"), 'subject'],
    ['a scope', linked(join, '/subscriptions/subscription-id/resourceGroups/rg'), 'linkedScope'],
  ])('is an example in place of %s (Q-10)', (_, text, name) => {
    expect(readSignIn(text).fields.find((field) => field.name === name)?.isMasked).toBe(true);
  });
});

describe('the values of a message', () => {
  const valueAt = (text: string, sign: string, name: 'subject' | 'clientId' | 'issuer') => {
    const message = readSignIn(text);
    const hit = message.hits.find((each) => each.sign === sign);
    return hit && fieldOfHit(name, hit, message);
  };
  const rbac = 'leases is forbidden: User "system:serviceaccount:monitoring:prom" cannot get resource "leases"';
  const issuer = `https://eastus.oic.prod-aks.azure.com/${tenant}/${client}/`;

  it('are not taken from what Kubernetes denies to someone else (Q-10)', () => {
    expect(valueAt(`${rbac}\n${trust(`issuer '${issuer}'`)}`, 'issuerNotTrusted', 'subject')).toBeUndefined();
  });

  it('are not taken from another refusal close by (Q-10)', () => {
    const other = "AADSTS700213: No matching ... assertion subject 'system:serviceaccount:shop:cart'";
    expect(valueAt(`${trust(`issuer '${issuer}'`)}\n${other}`, 'subjectNotTrusted', 'subject')?.value).toContain(
      'cart',
    );
    const { hits } = readSignIn(`${trust(`issuer '${issuer}'`)}\n${other}`);
    expect(hits.find(({ sign }) => sign === 'issuerNotTrusted')?.fields.map(({ name }) => name)).toEqual(['issuer']);
  });

  it('are taken from elsewhere only if the text is about one asker, and marked (Q-10)', () => {
    const one = `as system:serviceaccount:shop:cart: ${trust(`issuer '${issuer}'`)}`;
    expect(valueAt(one, 'issuerNotTrusted', 'subject')).toMatchObject({ isFromElsewhere: true });
    const two = `as system:serviceaccount:shop:cart, then system:serviceaccount:shop:till: ${trust(`issuer '${issuer}'`)}`;
    expect(valueAt(two, 'issuerNotTrusted', 'subject')).toBeUndefined();
    expect(valueAt(two, 'issuerNotTrusted', 'issuer')).not.toHaveProperty('isFromElsewhere');
  });
});

/** As pasted: one line, lines of a log, wrapped lines, and records in JSON. */
const refused =
  "AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:cart'.";
const pasted = {
  line: refused,
  log: `2026-11-29T10:00:00Z INFO up and running\n2026-11-29T10:00:01Z ERROR ${refused}`,
  'wrapped text': refused.replace(/(.{40})/g, '$1\n'),
  JSON: JSON.stringify({ items: [{ a: 1 }, { message: refused }] }),
};

describe('a message that is read step by step', () => {
  it.each(Object.entries(pasted))('has one step at least for each form, as %s', (_, text) => {
    const steps = readingSignIn(text);
    let count = 0;
    while (steps.next().done !== true) count++;
    expect(count).toBeGreaterThan(forms.length);
  });

  it.each(Object.entries(pasted))('says the same as in one go, also while another one is read, as %s', (_, text) => {
    const [one, other] = [readingSignIn(text), readingSignIn('AADSTS700016: Application was not found')];
    one.next();
    inOneGo(other);
    expect(inOneGo(one)).toEqual(readSignIn(text));
    expect(readSignIn(text).hits.map(({ sign }) => sign)).toContain('subjectNotTrusted');
  });
});

it.each(['\\u0026#39;', '\\u002527', '\\u0026quot;'])(
  'a quote that is escaped twice, as %s, ends a value as a plain one does (Q-03)',
  (quote) => {
    const { fields } = readSignIn(refused.replaceAll("'", quote));
    expect(fields).toContainEqual(
      expect.objectContaining({ name: 'subject', value: 'system:serviceaccount:shop:cart' }),
    );
  },
);

/** Texts that make patterns start again and again. */
const repeated = [
  'Failed to pull image ',
  'identity binding ',
  'CSI volume ',
  '-----BEGIN PRIVATE KEY-----',
  '/var/run/secrets/azure/tokens/',
  'login.microsoftonline.com ',
  '<password ',
  "The client '",
  'eyJhbGciOi.',
  'token: abcdefgh1234 ',
  '169.254.169.254 ',
  '\\u0022',
  'password="a\\" ',
  'is forbidden: User "a" cannot get ',
  '2026-11-29T10:00:00Z ERROR AADSTS700213: x\n',
  'a | \nb | \n',
  '> a\n',
  '\n',
];

describe('a megabyte', () => {
  it.each(repeated)('of %j takes at most three seconds of the processor (Q-02)', (word) => {
    const text = word.repeat(Math.ceil(1_000_000 / word.length));
    const before = process.cpuUsage();
    readSignIn(text);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
  });
});
