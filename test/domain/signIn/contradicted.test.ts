import { describe, expect, it } from 'vitest';
import { textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import type { CauseCode } from '../../../src/domain/signIn/situation/causes.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { entra, object } from '../../support/domain/clusterObjects.ts';
import { fc, seed } from '../../support/property.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { assigned, defaultKubelet, group, guid, tenant, type World } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf, type Given } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const client = guid(6001);
const principal = guid(1001);
const clientId = 'azure.workload.identity/client-id';
const tenantId = 'azure.workload.identity/tenant-id';
const driver = (...audiences: readonly string[]) =>
  object('storage.k8s.io/v1 CSIDriver secrets-store.csi.k8s.io', {
    spec: { tokenRequests: audiences.map((audience) => ({ audience })) },
  }) as JsonObject;
const issuerOf = (head: string) =>
  object(`cert-manager.io/v1 ${head}`, {
    spec: { acme: { solvers: [{ dns01: { azureDNS: { managedIdentity: { clientID: client } } } }] } },
  }) as JsonObject;
const certManager = (...args: readonly string[]): JsonObject => {
  const made = pod('cert-manager/cert-manager-1', {
    ...{ as: 'cert-manager', label: true, token: true },
    labels: { 'app.kubernetes.io/name': 'cert-manager' },
  });
  return { ...made, spec: { ...(made['spec'] as JsonObject), containers: [{ name: 'main', args: [...args] }] } };
};
const store = (more: object = {}) =>
  object('external-secrets.io/v1 SecretStore shop/kv', {
    spec: { provider: { azurekv: { authType: 'WorkloadIdentity', serviceAccountRef: { name: 'cart' }, ...more } } },
  }) as JsonObject;
const ambient =
  'ClientID is not set but neither `--cluster-issuer-ambient-credentials` nor `--issuer-ambient-credentials` are set.';
const noClient =
  "missing clientID: either serviceAccountRef or service account annotation 'azure.workload.identity/client-id' is missing";
const twice = "multiple tenantID found. Check secretRef, 'spec.provider.azurekv.tenantId', and serviceAccountRef";
const noTenant = (directory: string) => `AADSTS90002: Tenant '${directory}' not found.`;
const none = `AADSTS70025: The client '${client}'(id-shop) has no configured federated identity credentials.`;
const wrongAudience = (audience: string) =>
  `{"client_id":"${client}"} GET https://x/?client_id=${client} AADSTS700212: No matching federated identity record found for presented assertion audience '${audience}'.`;

/** For each message: what was read and agrees with it, and what was read and contradicts it. */
const rows: readonly (readonly [of: string, cause: CauseCode, message: string, agrees: Given, contradicts: Given])[] = [
  [
    'a driver without tokens',
    'CSI_TOKEN_MISSING',
    'service account tokens not found',
    { objects: [driver('other')] },
    { objects: [driver(entra)] },
  ],
  [
    'an issuer of a namespace',
    'AMBIENT_OFF',
    ambient,
    { objects: [issuerOf('Issuer shop/le'), certManager()] },
    { objects: [issuerOf('Issuer shop/le'), certManager('--issuer-ambient-credentials')] },
  ],
  [
    'an issuer of the cluster',
    'AMBIENT_OFF',
    ambient,
    { objects: [issuerOf('ClusterIssuer le'), certManager('--cluster-issuer-ambient-credentials=false')] },
    { objects: [issuerOf('ClusterIssuer le'), certManager()] },
  ],
  [
    'an account without the annotation',
    'CLIENT_ID_MISSING',
    noClient,
    { objects: [account('shop/cart'), store()] },
    { objects: [account('shop/cart', { [clientId]: client }), store()] },
  ],
  [
    'a store without the directory',
    'OPERATOR_FIELD_WRONG',
    'missing tenantID in store config',
    { objects: [account('shop/cart', { [clientId]: client }), store()] },
    { objects: [account('shop/cart', { [clientId]: client }), store({ tenantId: tenant })] },
  ],
  [
    'a store with the directory that its account has, too',
    'OPERATOR_FIELD_WRONG',
    twice,
    { objects: [account('shop/cart', { [clientId]: client, [tenantId]: tenant }), store({ tenantId: tenant })] },
    { objects: [account('shop/cart', { [clientId]: client }), store({ tenantId: tenant })] },
  ],
  ['a client ID without credentials', 'NO_CREDENTIAL', none, {}, { azure: { credentials: [credential()] } }],
  [
    'an audience that the credential lacks',
    'AUDIENCE_DIFFERS',
    wrongAudience('api://other'),
    { azure: { credentials: [credential()] } },
    { azure: { credentials: [credential({ audiences: ['api://other'] })] } },
  ],
];

describe('what was read and contradicts a message', () => {
  it.each(rows)('leaves it open for %s, otherwise it is %s (Q-10)', (...row) => {
    const [, cause, message, agrees, contradicts] = row;
    const [certain, open] = [agrees, contradicts].map((given) => asked(message, given));
    expect([certain!.cause, certain!.certainty]).toEqual([cause, 'certain']);
    expect([open!.cause, open!.possible[0] ?? '']).toEqual([
      'UNKNOWN',
      cause === 'NO_CREDENTIAL' || cause === 'AUDIENCE_DIFFERS' ? 'CREDENTIAL_NOT_EFFECTIVE' : cause,
    ]);
    expect([open!.next.length > 0, plansOf(open!)]).toEqual([true, []]);
  });

  it('is said to be of unknown age where everything of a credential matches (Q-14)', () => {
    const credentials = [credential({ audiences: ['api://other'] })];
    const { unknown, possible } = asked(wrongAudience('api://other'), { azure: { credentials } });
    expect(unknown.map(({ cause, reason }) => `${cause}: ${textOf(reason)}`)).toEqual([
      expect.stringMatching(/^untellable: Azure does not say when a credential was created/),
    ]);
    expect(possible).toContain('CREDENTIAL_NOT_EFFECTIVE');
  });

  it.each([
    ['a sentence', `GET https://x/?client_id=${client} AADSTS70021: No matching federated identity record found`],
    ['a number', `{"client_id":"${client}","error_codes":[700213]}`],
  ])('is not made up where %s alone is left of a message (Q-10)', (_, message) => {
    const { cause, text } = asked(message, { azure: { credentials: [credential()] } });
    expect([cause, textOf(text)]).not.toContain('AUDIENCE_DIFFERS');
    expect(textOf(text)).not.toContain('The token is for ,');
  });

  it('leaves a directory open that visible identities are in (Q-10)', () => {
    expect(asked(noTenant(guid(99))).cause).toBe('TENANT_WRONG');
    const answer = asked(noTenant(tenant));
    expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.stringContaining('another cloud')]);
    expect(answer.next.map((one) => textOf(one)).join()).toContain('AZURE_AUTHORITY_HOST');
  });

  it('says which flag keeps an issuer of the cluster from the identity, not that it should be one (Q-09)', () => {
    const [, , message, agrees] = rows.find(([of]) => of === 'an issuer of the cluster')!;
    expect(wordsOf(asked(message, agrees))).not.toContain('issuerRef');
  });

  it('keeps the advice from naming the directory twice (Q-09)', () => {
    const objects = [account('shop/cart'), store({ tenantId: tenant })];
    expect(wordsOf(asked(noClient, { objects }))).not.toContain(tenantId);
    expect(wordsOf(asked(noClient))).toContain('unless');
  });
});

const refused = (subject: string): string =>
  `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: 'system:serviceaccount:${subject}'. Assertion Audience: 'api://AzureADTokenExchange'. client_id ?client_id=${client}`;

describe('an account among trusted ones of its namespace', () => {
  it('is wrong only beside a single one; one more of many was forgotten (Q-10)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.boolean(), (count, isDefault) => {
        const credentials = Array.from({ length: count }, (_, n) =>
          credential({ name: `c${n}`, subject: `system:serviceaccount:jobs:job-${n}` }),
        );
        const asker = isDefault ? 'default' : 'job-late';
        const { cause, fixes } = asked(refused(`jobs:${asker}`), { azure: { credentials } });
        expect(cause).toBe(count === 1 || isDefault ? 'WRONG_ACCOUNT' : 'NO_CREDENTIAL');
        expect(fixes.some(({ kind }) => kind === 'yaml')).toBe(count === 1);
      }),
      { seed, numRuns: 40 },
    );
  });

  it('is said to be that of every pod without one where it is the default (Q-09)', () => {
    const answer = asked(refused('shop:default'), { azure: { credentials: [] } });
    expect(wordsOf(answer)).toContain('Every pod of shop that names no account');
    expect(wordsOf(asked(refused('shop:web'), { azure: { credentials: [] } }))).not.toContain('Every pod');
  });
});

const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
const vaultRefuses = (place: string) =>
  `Caller is not authorized to perform action on resource. Caller: appid=${client};oid=${principal};iss=https://sts.windows.net/${tenant}/ Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action' Resource: '${vault}${place}' Assignment: (not found) ForbiddenByRbac`;
const user = 'Key Vault Secrets User';
const withVault = (...assignments: NonNullable<World['assignments']>): Given => ({
  azure: { resources: [...basic, { id: vault }], assignments },
});

describe('a refusal of a secret', () => {
  it.each([
    ['at the secret itself', assigned(user, `${vault}/secrets/db`, principal), 'UNKNOWN'],
    ['at the vault', assigned(user, vault, principal), 'UNKNOWN'],
    ['at another secret', assigned(user, `${vault}/secrets/other`, principal), 'ROLE_MISSING'],
  ])('considers a role %s (Q-10)', (_, assignment, cause) => {
    const answer = asked(vaultRefuses('/secrets/db'), withVault(assignment));
    expect(answer.cause).toBe(cause);
    expect(plansOf(answer)).toMatchObject(cause === 'UNKNOWN' ? [] : [{ scope: `${vault}/secrets/db` }]);
  });

  it.each([
    ['/secrets/db/0123456789abcdef0123456789abcdef', `${vault}/secrets/db`],
    ['/secrets/db', `${vault}/secrets/db`],
    ['', vault],
  ])('leads to a role no wider than what was refused: %s (Q-09)', (place, scope) => {
    const answer = asked(vaultRefuses(place), withVault());
    expect(plansOf(answer)).toMatchObject([{ kind: 'assignRole', scope }]);
    expect(answer.evidence.map(({ text }) => textOf(text))).toContain(`The scope is ${vault}${place}.`);
    expect(wordsOf(answer)).toContain(place === '' ? 'on key vault kv-shop' : 'on secret db');
  });
});

const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stshop`;
const mismatch = 'AuthorizationPermissionMismatch: not authorized to perform this operation using this permission';
const readers = guid(2001);
const cart = [
  account('shop/cart', { [clientId]: client }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { AZURE_CLIENT_ID: client } }),
];

describe('a refusal of storage that names no account', () => {
  const world = (...assignments: NonNullable<World['assignments']>): Given => ({
    objects: cart,
    azure: { resources: [...basic, { id: storage }], assignments, members: { [readers]: [principal] } },
  });

  it.each([
    ['the identity itself', principal],
    ['a group of the identity', readers],
  ])('is no missing role where %s has one (Q-10)', (_, holder) => {
    expect(asked(mismatch, world(assigned('Storage Blob Data Reader', storage, holder))).cause).toBe('UNKNOWN');
    expect(asked(mismatch, world(assigned('Reader', storage, holder))).cause).toBe('ROLE_MISSING');
  });
});

describe('a refusal of a storage account', () => {
  const container = `${storage}/blobServices/default/containers/carts`;
  const text = `${mismatch} GET https://stshop.blob.core.windows.net/carts/1`;

  it('stays open where a role is on a container, which is not in the message (Q-10)', () => {
    const given: Given = {
      objects: cart,
      azure: {
        resources: [...basic, { id: storage }],
        assignments: [assigned('Storage Blob Data Contributor', container, principal)],
      },
    };
    const answer = asked(text, given);
    expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.stringContaining('carts')]);
    expect(asked(text, { ...given, azure: { ...given.azure, assignments: [] } }).cause).toBe('ROLE_MISSING');
  });

  it('stays open where the account is not visible, and so its roles may not be (Q-10)', () => {
    const given: Given = { objects: cart, azure: { resources: [...basic, { id: `${storage}two` }] } };
    expect(asked(text, given).cause).toBe('UNKNOWN');
  });
});

describe('an object ID that is named as a client ID', () => {
  const nodeId = textAt(defaultKubelet, 'kubeletidentity.resourceId') ?? '';
  const world = { resources: [...basic, scaleSet(nodeId)] };
  const notFound = (id: string) =>
    `GET http://169.254.169.254/metadata/identity/oauth2/token?client_id=${id}: {"error":"invalid_request","error_description":"Identity not found"}`;

  it('is a wrong client ID, whether or not the identity is on the nodes (Q-10)', () => {
    const onNodes = asked(notFound(guid(60)), { azure: world });
    expect([onNodes.cause, wordsOf(onNodes)]).toEqual(['CLIENT_ID_WRONG', expect.stringContaining(guid(61))]);
    const elsewhere = asked(notFound(principal), { azure: world });
    expect([elsewhere.cause, wordsOf(elsewhere)]).toEqual(['CLIENT_ID_WRONG', expect.stringContaining(client)]);
    expect(asked(notFound(guid(61)), { azure: world }).cause).toBe('IMDS_STALE');
  });

  it('is corrected in the object that has it (Q-09)', () => {
    const objects = [
      object('external-secrets.io/v1 SecretStore shop/kv', {
        spec: { provider: { azurekv: { authType: 'ManagedIdentity', identityId: guid(60) } } },
      }) as JsonObject,
    ];
    const text =
      'external-secrets: could not get token from http://169.254.169.254/metadata/identity: Identity not found';
    const answer = asked(text, { azure: world, objects });
    expect([answer.cause, wordsOf(answer)]).toEqual(['CLIENT_ID_WRONG', expect.stringContaining('in the object')]);
  });
});
