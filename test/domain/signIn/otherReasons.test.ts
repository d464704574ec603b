import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential } from '../../support/domain/workloadFixture.ts';
import { guid, tenant } from '../../support/domain/worldFacts.ts';
import { asked } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const client = guid(6001);
const azure = { resources: basic, credentials: [credential()] };
const cart = account('shop/cart', { 'azure.workload.identity/client-id': client });
const bare = [cart, pod('shop/cart-1', { as: 'cart' })];
const full = [cart, pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { AZURE_CLIENT_ID: client } })];
const refused = `AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:pay:pay'.`;
const signsOf = (text: string): readonly string[] => readSignIn(text).hits.map(({ sign }) => sign);
const login = 'https://login.microsoftonline.com';

describe('a program that lacks a variable', () => {
  it.each([
    'oauth2-proxy: invalid configuration: oidc: no client ID specified for provider keycloak',
    'vault-agent: error creating auth method: no token file specified',
    'loki: distributor: no tenant ID specified in X-Scope-OrgID header',
    `Error: secret "azure-creds" key 'AZURE_CLIENT_ID' not found`,
    'Error: AZURE_CLIENT_ID is required when AZURE_CLIENT_SECRET is set',
  ])('is none of Azure where another client says so: form %# (Q-10)', (text) => {
    expect(signsOf(text)).toEqual([]);
    expect(asked(text, { azure, objects: bare }).fixes).toEqual([]);
  });

  it.each([
    'WorkloadIdentityCredential: no client ID specified',
    'azidentity: no token file specified',
    'no tenant ID specified. Check pod configuration or set TenantID in the options',
    'no client ID specified',
    `    cid = os.environ["AZURE_CLIENT_ID"]\nKeyError: 'AZURE_CLIENT_ID'`,
    'entrypoint.sh: line 7: AZURE_FEDERATED_TOKEN_FILE: unbound variable',
    'sh: AZURE_TENANT_ID: parameter not set',
    'Must provide non-null values for tenantId, clientId, tokenFilePath properties in WorkloadIdentityCredentialBuilder',
    'The "path" argument must be of type string. Received undefined at readFileSync(process.env.AZURE_FEDERATED_TOKEN_FILE)',
  ])('is one in every language: form %# (Q-02)', (text) => {
    expect(signsOf(text)).toEqual(['variableMissing']);
    expect(asked(text, { azure, objects: bare }).cause).toBe('POD_LABEL_MISSING');
  });

  it('is told with the name of the variable (Q-02)', () => {
    for (const text of [`KeyError: 'AZURE_TENANT_ID'`, 'AZURE_TENANT_ID: unbound variable'])
      expect(readSignIn(text).fields).toMatchObject([{ name: 'variable', value: 'AZURE_TENANT_ID' }]);
  });
});

describe('a token that a program of Go acquired', () => {
  const imds = 'GET http://169.254.169.254/metadata/identity/oauth2/token: dial tcp 169.254.169.254:80: i/o timeout';
  const got = 'GetToken() acquired a token for scope "https://vault.azure.net/.default"';

  it('settles what failed before it (Q-10)', () => {
    const text = `ManagedIdentityCredential ${imds}, retrying\nManagedIdentityCredential.${got}`;
    expect(signsOf(text)).toEqual(['chainSucceeded']);
    expect(asked(text, { azure, objects: full }).cause).toBe('UNKNOWN');
  });

  it('leaves open what fails after it (Q-10)', () => {
    const text = `WorkloadIdentityCredential.${got}\nManagedIdentityCredential: ${imds}`;
    expect(asked(text, { azure, objects: full }).cause).toBe('UNKNOWN');
  });
});

describe('an answer in JSON with several records', () => {
  const other = `GET ${login}/${tenant}/oauth2/v2.0/token?client_id=${client} 200 OK`;

  it.each([
    JSON.stringify([{ msg: refused }, { msg: 'started', client_id: client }]),
    JSON.stringify({
      tables: [
        {
          rows: [
            ['pay', refused],
            ['cart', other],
          ],
        },
      ],
    }),
    JSON.stringify({ kind: 'List', items: [{ message: refused }, { message: other }] }, null, 2),
    JSON.stringify({
      data: {
        result: [
          {
            values: [
              ['1', refused],
              ['2', other],
            ],
          },
        ],
      },
    }),
  ])('lends none the values of another one: form %# (Q-10)', (text) => {
    expect(asked(text, { azure }).cause).toBe('UNKNOWN');
  });

  it.each([
    JSON.stringify([{ msg: refused, client_id: client }, { msg: 'started' }]),
    JSON.stringify([{ msg: refused, client_id: client }]),
    JSON.stringify({ error: { message: refused, details: [{ client_id: client }, { code: 'x' }] } }),
    JSON.stringify(['pay', refused, `client_id=${client}`]),
  ])('keeps the values of one together: form %# (Q-02)', (text) => {
    const answer = asked(text, { azure });
    expect([answer.cause, textOf(answer.text)]).toEqual(['NO_CREDENTIAL', expect.stringContaining('pay/pay')]);
  });

  it('is read however deep it is (Q-02)', () => {
    const deep = 100_000;
    const nested = `${'['.repeat(deep)}"AADSTS70021"${']'.repeat(deep)}`;
    for (const text of [nested, `[${nested},${nested}]`]) expect(signsOf(text)).toContain('noMatchingCredential');
  });

  it('says of a client ID that it is from another place in the text (Q-04)', () => {
    const { evidence } = asked(`client_id=${client} ${'and so on '.repeat(90)} ${refused}`, { azure });
    expect(evidence.map((each) => textOf(each.text))).toContain(
      `The client ID is ${client} (from another place in the text).`,
    );
  });
});

describe('a sign-in address', () => {
  it.each([
    `HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded with url: /${tenant}/v2.0/.well-known/openid-configuration (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object>: Failed to establish a new connection: [Errno 111] Connection refused'))`,
    `Failed to establish a new connection: [Errno -3] Temporary failure in name resolution\nDuring handling: HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded`,
    `error sending request for url (${login}/${tenant}/oauth2/v2.0/token): error trying to connect: dns error: failed to lookup address information: Temporary failure in name resolution`,
    `PKIX path building failed: unable to find valid certification path to requested target at ${login}/${tenant}/v2.0/.well-known`,
    `Post "${login}/${tenant}/oauth2/v2.0/token": proxyconnect tcp: Proxy Authentication Required 407`,
  ])('is out of reach in the words of every language: form %# (Q-02)', (text) => {
    expect(asked(text).cause).toBe('ENTRA_UNREACHABLE');
  });

  it('may come back if what answers there is a proxy or a mesh (Q-04)', () => {
    const answer = asked(
      `POST ${login}/${tenant}/oauth2/v2.0/token RESPONSE 503 Service Unavailable upstream connect error`,
    );
    expect([answer.cause, answer.possible]).toEqual(['UNKNOWN', ['TRANSIENT', 'ENTRA_UNREACHABLE']]);
  });

  it.each([
    `HTTPSConnectionPool(host='login.microsoftonline.com', port=443): ok, then https://orders.example: Connection refused`,
    `HTTPSConnectionPool(host='orders.example', port=443): Max retries exceeded ([Errno 111] Connection refused)`,
    `unable to find valid certification path to requested target at https://orders.example/?next=login.microsoftonline.com`,
    `${login}/x/oauth2/token 200, then https://orders.example RESPONSE 503 Service Unavailable`,
  ])('is not out of reach for what is said of another one: form %# (Q-10)', (text) => {
    expect(signsOf(text)).toEqual([]);
  });
});

describe('a service that refuses for a reason of its own', () => {
  it.each([
    [
      'accessTokenExpired',
      `{"code":"ExpiredAuthenticationToken","message":"The access token expiry UTC time 'x' is earlier"}`,
    ],
    [
      'wrongAudience',
      'AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://management.azure.com/.',
    ],
    ['wrongAudience', '{"code":"InvalidAuthenticationTokenAudience"}'],
    ['subscriptionNotFound', `Code="SubscriptionNotFound" Message="The subscription 'x' could not be found."`],
    ['disallowedByPolicy', `{"code":"RequestDisallowedByPolicy","message":"Resource 'r1' was disallowed by policy."}`],
    ['scopeLocked', 'cannot perform write operation because following scope(s) are locked. Code="ScopeLocked"'],
    ['throttled', 'StatusCode=429 Code="TooManyRequests" Message="The request is being throttled"'],
    ['keysSwitchedOff', 'Local Authorization is disabled. Use an AAD token to authorize all requests.'],
    ['keysSwitchedOff', 'LocalAuthDisabled:Authorization failed because SAS authentication has been disabled'],
    ['databaseSignIn', 'password authentication failed for user "x" at "pg.postgres.database.azure.com"'],
    ['databaseSignIn', `Azure AD access token is not valid for user 'x' host my.mysql.database.azure.com`],
    ['databaseSignIn', 'WRONGPASS invalid username-password pair red.redis.cache.windows.net:6380'],
    ['eventGridRefuses', 'does not have permission to send data to /subscriptions/x/topics/y (Code: 401)'],
  ])('is known, and blames no identity: %s, form %# (Q-10)', (sign, text) => {
    const answer = asked(text, { azure, objects: full });
    expect([answer.signs, answer.cause, answer.fixes]).toEqual([[sign], 'UNKNOWN', []]);
  });
});
