import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const client = guid(6001);
const clientId = 'azure.workload.identity/client-id';
const token = '/var/run/secrets/azure/tokens/azure-identity-token';
const cart = [
  account('shop/cart', { [clientId]: client }),
  pod('shop/cart-1', {
    as: 'cart',
    label: true,
    token: true,
    env: { AZURE_CLIENT_ID: client, AZURE_TENANT_ID: guid(9), AZURE_FEDERATED_TOKEN_FILE: '/x' },
  }),
];
const azure = { resources: [...basic, scaleSet()] };
const signsOf = (text: string): readonly string[] => readSignIn(text).hits.map(({ sign }) => sign);

/** Places with an error that follows, and the sign that both make. */
const places: readonly (readonly [place: string, error: string, sign: string])[] = [
  [`open ${token}`, ': no such file or directory', 'tokenFileMissing'],
  [`open ${token.replace('tokens', 'wi/token')}`, ': permission denied', 'tokenUnreadable'],
  [`cat: ${token}`, ': Permission denied', 'tokenUnreadable'],
  ['http://169.254.169.254/metadata/identity/oauth2/token', ': i/o timeout', 'metadataUnreachable'],
  ['dial 169.254.169.254:80', ': connect: connection refused', 'metadataUnreachable'],
  ['Get "https://login.microsoftonline.com/x/v2.0"', ': context deadline exceeded', 'entraUnreachable'],
  ['connection to login.microsoftonline.com', ' timed out', 'entraNoAnswer'],
  ['Post "https://login.microsoftonline.com/x"', ': x509: unknown authority', 'entraUntrusted'],
  ['https://cfg-shop.azconfig.io/kv', ': 403 Forbidden', 'configurationRefuses'],
  ['https://acrshop.azurecr.io/v2/', ' failed with status: 401 Unauthorized', 'registryRefusesOthers'],
  ['https://srch-shop.search.windows.net/indexes', ': 403 Forbidden', 'searchRefuses'],
];

/** What stands between a place and an error of something else. */
const between: readonly string[] = [
  ' ok; call of https://api.example.org/v1 failed',
  ' 200 OK in 8 ms, then https://orders.example.org/v1',
  ' answered 200 OK; next step',
  ' ok; next step',
  ' succeeded, GET https://10.0.0.5:6380/',
  '\n2026-11-29T10:00:01Z ERROR /app/data.db',
  '\npanic: open /data/state.db',
  '\nlevel=error msg=other',
  '\n{"level":"error","msg":"other"',
  '\n[pod/web-2/main] other',
];

describe('an error behind an address or a file', () => {
  it.each(places)('is its own with nothing between them: %# (Q-02)', (place, error, sign) => {
    expect(signsOf(`${place}${error}`)).toContain(sign);
  });

  it.each(places)('is that of something else with something else between them: %# (Q-10)', (place, error) => {
    for (const other of between) expect([other, signsOf(`${place}${other}${error}`)]).toEqual([other, []]);
  });

  it.each([
    [`loading token from ${token} ... ok; open /etc/app/config.yaml: permission denied`],
    [`${token} /etc/config.yaml: no such file or directory`],
    [`    Environment:\n      AZURE_FEDERATED_TOKEN_FILE:  ${token}\n Error: exec: "/app/run.sh": permission denied`],
    [`stat /app/config.json: no such file or directory (token at ${token})`],
    ['token from 169.254.169.254 ok\ndial tcp 10.0.0.5:6380: i/o timeout'],
    ['checked 169.254.169.254: connect timed out to sql-shop.database.windows.net:1433'],
    ['Acquired token from https://login.microsoftonline.com/x\njava.net.X: timed out to sql.example.org:1433'],
    ['with login.microsoftonline.com: connection refused to redis.shop.svc:6379'],
  ])('is not taken from another file or host: %# (Q-10)', (text) => {
    expect(signsOf(text)).toEqual([]);
  });

  it.each([
    ['the first path', token],
    ['that of webhook 1.6.0', '/var/run/secrets/azure/wi/token/azure-identity-token'],
    ['that of a pod of its own', `/var/run/secrets/azure/wi/${'3b2a9c0d'.repeat(7)}/token/azure-identity-token`],
  ])('is that of the token at each path that webhooks know: %s (Q-02)', (_, path) => {
    const unreadable = asked(`open ${path}: permission denied`);
    expect(unreadable.cause).toBe('TOKEN_UNREADABLE');
    expect(unreadable.fields).toContainEqual({ name: 'path', value: path, isMasked: false });
    expect(signsOf(`ENOENT: no such file or directory, open '${path}'`)).toEqual(['tokenFileMissing']);
    expect(signsOf(`[Errno 13] Permission denied: '${path}'`)).toEqual(['tokenUnreadable']);
    expect(signsOf(`${path} (No such file or directory)`)).toEqual(['tokenFileMissing']);
  });
});

describe('words that other programs have as well', () => {
  it.each([
    ['IDX10205: Issuer validation failed. Issuer: https://sts.windows.net/x/. Did not match: ValidIssuer: y'],
    ['InvalidAuthenticationInfo from IDX10205: Issuer validation failed. Issuer: https://adfs.example.org'],
    ['UserService: Identity not found for email x@contoso.com'],
    ['vault: permission denied: Identity not found'],
    ['UnauthorizedOperation: You are not authorized to perform this operation.'],
    ['User: arn:aws:sts::1:assumed-role/velero is not authorized to perform this operation.'],
    ['Error calling backend: URL: GET https://orders.shop.svc/v1/orders Code: 403'],
    ['identity binding demo applied on node aks-1, no error; waiting for the next one. Not all pods ready'],
  ])('are no message of Azure: %# (Q-10)', (text) => {
    expect(asked(text, { azure, objects: cart }).signs).toEqual([]);
  });

  it.each([
    [
      'Server failed to authenticate the request. <AuthenticationErrorDetail>Issuer validation failed.',
      'otherDirectory',
    ],
    ['{"error":"invalid_request","error_description":"Identity not found"}', 'identityNotFound'],
    ['managed identity: Identity not found', 'identityNotFound'],
    ['<Code>AuthorizationFailure</Code>', 'storageNetwork'],
    ['Error making API request. URL: PUT https://vault.example.org/v1/auth/azure/login', 'otherVault'],
  ])('are one with what only Azure has beside them: %# (Q-02)', (text, sign) => {
    expect(signsOf(text)).toContain(sign);
  });

  it('of a policy are those of an access policy only with the reason (Q-04)', () => {
    expect(asked('Certificate creation was denied by Azure Policy. "code": "ForbiddenByPolicy"').cause).toBe('UNKNOWN');
    const obo = asked("The policy requires the caller 'appid=x' to use on-behalf-of (OBO) flow. ForbiddenByPolicy");
    expect(obo.cause).toBe('VAULT_POLICY');
  });

  it.each([
    ["Login failed for user '<token-identified principal>'.", 'ROLE_MISSING'],
    ["Login failed for user '<token-identified principal>'. ClientConnectionId:x", 'ROLE_MISSING'],
    ["Login failed for user '<token-identified principal>'. Error Number:18456,State:1", 'ROLE_MISSING'],
    ["Login failed for user '<token-identified principal>'. Token is expired.", 'UNKNOWN'],
    [
      "Login failed for user '<token-identified principal>'. The server is not currently configured to accept this token.",
      'UNKNOWN',
    ],
    ["Login failed for user '<token-identified principal>'. Database is being restored.", 'UNKNOWN'],
  ])('of a database name a missing user only without another reason: %# (Q-10)', (text, cause) => {
    expect(asked(text).cause).toBe(cause);
  });
});

describe('a certificate at the sign-in address that the program does not trust', () => {
  it('is no address that can not be reached (Q-04)', () => {
    const answer = asked(
      'Get "https://login.microsoftonline.com/x": tls: failed to verify certificate: x509: unknown authority',
    );
    expect([answer.cause, answer.certainty]).toEqual(['ENTRA_UNREACHABLE', 'likely']);
    expect(textOf(answer.text)).toContain('certificate');
    expect(textOf(answer.text)).not.toContain('reached');
  });
});

describe('the audience of a cloud of its own', () => {
  it.each([
    ['api://AzureADTokenExchange', false],
    ['api://AzureADTokenExchangeUSGov', false],
    ['api://other', true],
  ])('is not told to be the one that the token has already: %s (Q-09)', (audience, isTold) => {
    const answer = asked(`AADSTS700212: No matching ... assertion audience '${audience}'.`);
    expect(wordsOf(answer).includes('Use api://AzureADTokenExchange for')).toBe(isTold);
  });
});

describe('a mount that never came to a sign-in', () => {
  const mount = 'failed to mount secrets store objects for pod shop/cart-1, err: rpc error: code = Unknown desc = ';
  const mounted = [
    account('shop/api', { [clientId]: client }),
    pod('shop/cart-1', { as: 'api', class: 'kv' }),
    {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1',
      kind: 'SecretProviderClass',
      metadata: { namespace: 'shop', name: 'kv' },
      spec: { provider: 'azure', parameters: { clientID: client, keyvaultName: 'kv-shop' } },
    },
  ];

  it.each([
    ['failed to mount objects, error: tenantID is not set'],
    ['failed to mount objects, error: keyvaultName is not set'],
    ['failed to mount objects, error: failed to parse the objects array: error converting YAML to JSON'],
    ['failed to mount objects, error: failed to parse usePodIdentity flag, error: strconv.ParseBool: parsing "yes"'],
    ['dial unix /etc/kubernetes/secrets-store-csi-providers/azure.sock: connect: connection refused'],
    ['googleapi: Error 403: Permission secretmanager.versions.access denied'],
  ])('says why, and leads to no plan: %# (Q-09, Q-10)', (reason) => {
    const answer = asked(`${mount}${reason}`, { objects: mounted });
    expect([answer.cause, answer.fixes, plansOf(answer)]).toEqual(['UNKNOWN', [], []]);
    expect(textOf(answer.text)).toMatch(/no sign-in was tried|not Azure/);
  });

  it('of another cloud by an operator is no case for Azure either (Q-10)', () => {
    const text = 'could not get secret data from provider: unable to access Secret from SecretManager Client: denied';
    expect(textOf(asked(text, { objects: mounted }).text)).toContain('not Azure');
  });
});

describe('a chain of credentials of which one got a token', () => {
  const tried = 'WorkloadIdentityCredential authentication unavailable. The workload options are not fully configured.';
  const got = 'DefaultAzureCredential credential selected: Azure.Identity.ManagedIdentityCredential';

  it.each([
    [got],
    ['DefaultAzureCredential acquired a token from ManagedIdentityCredential'],
    ['DefaultAzureCredential authenticated with ManagedIdentityCredential'],
    ['Azure Identity => Attempted credential ManagedIdentityCredential returns a token'],
  ])('has not failed with those before it: %# (Q-09, Q-10)', (success) => {
    const answer = asked(`${tried}\n${success}`, {
      objects: [account('shop/cart'), pod('shop/cart-1', { as: 'cart' })],
    });
    expect([answer.cause, answer.signs, plansOf(answer)]).toEqual(['UNKNOWN', ['chainSucceeded'], []]);
  });

  it('has failed with what comes later, and with what another program says (Q-10)', () => {
    expect(signsOf(`${tried}\n${got}\n${tried}`)).toContain('variableMissing');
    expect(signsOf(`pay-5c | ${tried}\ncart-7d | ${got}`)).toContain('variableMissing');
    expect(signsOf(`cart-7d | ${tried}\ncart-7d | ${got}`)).not.toContain('variableMissing');
  });

  it('yields to the answer of a service after it (Q-10)', () => {
    const refused = 'This request is not authorized to perform this operation using this permission.';
    expect(asked(`${tried}\n${got}\n${refused}`).signs[0]).toBe('storagePermissionMismatch');
  });
});
