import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { documentedForms } from '../../../src/domain/signIn/forms/forms.ts';
import { causes, type CauseCode } from '../../../src/domain/signIn/situation/causes.ts';
import { readSignIn, whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential, goneIssuer, issuer } from '../../support/domain/workloadFixture.ts';
import {
  assigned,
  group,
  guid,
  identity,
  identityId,
  registryId,
  type World,
} from '../../support/domain/worldFacts.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { ordinary } from './ordinaryMessages.ts';
import { cases } from './judgedCases.ts';
import { account, basic, factsIn, idShop, objectsIn, pod, scaleSet, theCluster } from './worlds.ts';

const client = guid(6001);
const principal = guid(1001);
const clientId = 'azure.workload.identity/client-id';
const injected = {
  AZURE_CLIENT_ID: client,
  AZURE_TENANT_ID: guid(9),
  AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/wi/token/azure-identity-token',
};
/** A pod of shop/cart that has all of workload identity. */
const ready = [
  account('shop/cart', { [clientId]: client }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected }),
];

interface Given {
  readonly azure?: Partial<World>;
  readonly objects?: readonly JsonObject[];
  readonly isOfNoCluster?: true;
}

function why(text: string, { isOfNoCluster, ...world }: Given = {}): Why {
  const objects = objectsIn(world);
  return whyOf(
    readSignIn(text),
    { ...(isOfNoCluster ? {} : { clusterId: theCluster }), ...(objects === undefined ? {} : { objects }) },
    factsIn(world),
  );
}

const refused = (
  from = issuer,
  subject = 'system:serviceaccount:shop:cart',
  audience = 'api://AzureADTokenExchange',
): string =>
  `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${from}'. Assertion Subject: '${subject}'. Assertion Audience: '${audience}'.`;
const forbidden = (object: string, action: string, scope: string): string =>
  `The client '${object}' with object id '${object}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;

const other = identity('id-other', guid(1002));
const keda = 'system:serviceaccount:kube-system:keda-operator';
const trigger: JsonObject = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'TriggerAuthentication',
  metadata: { namespace: 'shop', name: 'auth' },
  spec: { podIdentity: { provider: 'azure-workload', identityId: client } },
};

const rows: readonly (readonly [does: string, cause: CauseCode, message: string, given?: Given])[] = [
  ['an account that no credential trusts', 'NO_CREDENTIAL', refused(), { objects: ready }],
  [
    'a credential for another account of the namespace',
    'WRONG_ACCOUNT',
    refused(),
    { objects: ready, azure: { credentials: [credential({ subject: 'system:serviceaccount:shop:web' })] } },
  ],
  [
    'an operator that signs in as itself',
    'OPERATOR_NOT_TRUSTED',
    refused(issuer, keda),
    { objects: [trigger], azure: { credentials: [credential()] } },
  ],
  [
    'a credential for a cluster that is gone',
    'ISSUER_DIFFERS',
    refused(),
    { objects: ready, azure: { credentials: [credential({ issuer: goneIssuer })] } },
  ],
  [
    'a credential without the slash',
    'ISSUER_SLASH',
    refused(),
    { objects: ready, azure: { credentials: [credential({ issuer: issuer.slice(0, -1) })] } },
  ],
  ['a token of the API server itself', 'ISSUER_NOT_PUBLIC', refused('https://kubernetes.default.svc.cluster.local')],
  [
    'an issuer that no credential names and that is not of AKS',
    'ISSUER_NOT_PUBLIC',
    refused('https://oidc.example.org/'),
  ],
  [
    'an issuer of its own that a credential names',
    'NO_CREDENTIAL',
    refused('https://oidc.example.org/', 'system:serviceaccount:shop:cart'),
    {
      objects: ready,
      azure: {
        credentials: [credential({ issuer: 'https://oidc.example.org/', subject: 'system:serviceaccount:pay:till' })],
      },
    },
  ],
  [
    'another audience in the credential',
    'AUDIENCE_DIFFERS',
    refused(),
    { objects: ready, azure: { credentials: [credential({ audiences: ['api://other'] })] } },
  ],
  ['the token of an identity binding', 'AUDIENCE_DIFFERS', refused(issuer, undefined, 'api://AKSIdentityBinding')],
  [
    "the pod's token for Kubernetes",
    'TOKEN_WRONG_FILE',
    refused(issuer, undefined, 'https://shop-1.hcp.westeurope.azmk8s.io'),
  ],
  [
    'the same credential at another identity',
    'CLIENT_ID_WRONG',
    refused(),
    {
      objects: ready,
      azure: {
        resources: [...basic, other],
        credentials: [credential({ identityId: identityId('id-other') as ArmId })],
      },
    },
  ],
  [
    'a credential that matches by expression',
    'UNKNOWN',
    refused(),
    { objects: ready, azure: { credentials: [credential({ subject: '', expression: "claims['sub'] matches 'x'" })] } },
  ],
  ['a credential that matches whole', 'UNKNOWN', refused(), { objects: ready, azure: { credentials: [credential()] } }],
  [
    'a subject that is no service account',
    'UNKNOWN',
    refused('https://token.actions.githubusercontent.com', 'repo:contoso/app:ref:refs/heads/main'),
  ],
  [
    'an object id in place of the client id',
    'CLIENT_ID_WRONG',
    `AADSTS700016: Application with identifier '${principal}' was not found in the directory 'x'.`,
  ],
  [
    'a client id that no one has',
    'CLIENT_ID_WRONG',
    `AADSTS700016: Application with identifier '${guid(4444)}' was not found in the directory 'x'.`,
  ],
  [
    'the right client id in another directory',
    'TENANT_WRONG',
    `AADSTS700016: Application with identifier '${client}' was not found in the directory '${guid(8)}'.`,
  ],
  ['a directory that does not exist', 'TENANT_WRONG', `AADSTS90002: Tenant '${guid(8)}' not found.`],
  ['a token that lives too long', 'TOKEN_WRONG_FILE', 'AADSTS70023: the token lives too long'],
  ["an issuer that Entra can't read", 'ISSUER_UNREACHABLE', 'AADSTS90061: Request to External OIDC endpoint failed.'],
  [
    'the sign-in of a person',
    'UNKNOWN',
    'AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication',
  ],
  ['a client secret that has expired', 'UNKNOWN', 'AADSTS7000222: The provided client secret keys are expired'],
  ['a code without a rule', 'UNKNOWN', 'AADSTS1234567: something new'],
  [
    'credentials that were written together',
    'CREDENTIAL_NOT_EFFECTIVE',
    'Too many Federated Identity Credentials are written concurrently for the managed identity',
  ],
  [
    'a vault in another directory',
    'CROSS_TENANT',
    `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${guid(7)}/, found https://sts.windows.net/${guid(8)}/.`,
  ],
  [
    'a metadata endpoint that is shut',
    'IMDS_UNREACHABLE',
    'Get "http://169.254.169.254/metadata/identity/oauth2/token": dial tcp 169.254.169.254:80: i/o timeout',
  ],
  ['pod identity in its place', 'POD_IDENTITY_IN_THE_WAY', 'no azure identity found for request clientID 1234'],
  [
    'a library that asks the node although there is a token',
    'CREDENTIAL_KIND_WRONG',
    'ManagedIdentityCredential: Identity not found',
    { objects: ready, azure: { resources: [...basic, scaleSet()] } },
  ],
  [
    'a pod without the label that asks the node',
    'POD_LABEL_MISSING',
    'Identity not found',
    {
      objects: [account('shop/cart', { [clientId]: client }), pod('shop/cart-1', { as: 'cart' })],
      azure: { resources: [...basic, scaleSet()] },
    },
  ],
  [
    'a pod that is older than the annotation',
    'CLIENT_ID_MISSING',
    'no client ID specified',
    {
      objects: [
        account('shop/cart', { [clientId]: client }),
        pod('shop/cart-1', {
          as: 'cart',
          label: true,
          token: true,
          env: { AZURE_CLIENT_ID: '', AZURE_FEDERATED_TOKEN_FILE: '/x' },
        }),
      ],
    },
  ],
  [
    'a role that is missing at a linked scope',
    'ROLE_MISSING',
    `The client '${principal}' with object id '${principal}' has permission to perform action 'Microsoft.Compute/virtualMachineScaleSets/write' on scope '${group}/providers/Microsoft.Compute/virtualMachineScaleSets/vmss'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${group}' or the linked scope(s) are invalid.`,
    { azure: { resources: [...basic, { id: group }] } },
  ],
  [
    'a registry to which only another principal has the role',
    'ROLE_WRONG_PRINCIPAL',
    'Failed to pull image "acrshop.azurecr.io/a:1": failed to authorize: failed to fetch oauth token: unexpected status: 401',
    { azure: { resources: [...basic, { id: registryId }], assignments: [assigned('AcrPull', registryId, guid(1))] } },
  ],
  [
    'a registry that has a firewall',
    'REGISTRY_NETWORK',
    "denied: client with IP '1.2.3.4' is not allowed access. Refer https://aka.ms/acr/firewall",
  ],
  [
    'a vault that has a firewall',
    'UNKNOWN',
    'Client address is not authorized and caller is not a trusted service. Status=403 Code="Forbidden"',
  ],
  [
    'a client ID without any credential',
    'NO_CREDENTIAL',
    `AADSTS70025: The client '${client}'(id-shop) has no configured federated identity credentials.`,
  ],
  ['a token of Entra itself', 'TOKEN_WRONG_FILE', 'AADSTS700222: AAD-issued tokens may not be used.'],
  ['a policy that blocks an application', 'UNKNOWN', 'AADSTS53003: blocked by Conditional Access policies.'],
  [
    'a token of GitHub',
    'UNKNOWN',
    refused('https://token.actions.githubusercontent.com', 'repo:a/b:ref:refs/heads/main'),
  ],
  ['a token of a cluster of Arc', 'UNKNOWN', refused(`https://eastus.oic.prod-arc.azure.com/${guid(9)}/${guid(8)}/`)],
  ['a token of EKS', 'UNKNOWN', refused('https://oidc.eks.eu-west-1.amazonaws.com/id/ABC')],
  [
    'a directory with a name in place of its ID',
    'UNKNOWN',
    `AADSTS700016: Application with identifier '${client}' was not found in the directory 'Contoso Ltd'.`,
  ],
  [
    'an example in place of a client ID',
    'UNKNOWN',
    "AADSTS700016: Application with identifier 'client-id' was not found.",
  ],
  [
    'a sign-in that worked, and a metadata endpoint out of reach',
    'IMDS_UNREACHABLE',
    'POST https://login.microsoftonline.com/x/oauth2/v2.0/token succeeded. GET http://169.254.169.254/metadata: dial tcp: i/o timeout',
  ],
  [
    'a chain of credentials in which something else timed out',
    'UNKNOWN',
    'SharedTokenCacheCredential: Authority https://login.microsoftonline.com/common AzurePowerShellCredential: timed out',
  ],
  [
    'a sign-in address that is not resolved',
    'ENTRA_UNREACHABLE',
    'Post "https://login.microsoftonline.com/x/oauth2/v2.0/token": dial tcp: lookup login.microsoftonline.com on 10.0.0.10:53: no such host',
  ],
  [
    'a sign-in address whose certificate is not trusted',
    'ENTRA_UNREACHABLE',
    'Get "https://login.microsoftonline.com/x/v2.0/.well-known/openid-configuration": x509: certificate signed by unknown authority',
  ],
  [
    'a client ID to which a role is assigned',
    'CLIENT_ID_WRONG',
    `(PrincipalNotFound) Principal ${client} does not exist in the directory ${guid(9)}.`,
  ],
  [
    'a linked refusal that is cut off',
    'UNKNOWN',
    `The client '${principal}' with object id '${principal}' has permission to perform action 'Microsoft.ContainerService/managedClusters/write' on scope '${group}'; however, it does not have permission to perf`,
  ],
  [
    'a webhook that does not answer',
    'ENV_NOT_INJECTED',
    'failed calling webhook "mutation.azure-workload-identity.io": context deadline exceeded',
  ],
];

describe('an answer', () => {
  it.each(rows.map((row) => [row[0], row[1], row] as const))('names the cause for %s: %s (Q-10)', (_, cause, row) => {
    const [, , message, given] = row;
    const answer = why(message, given);
    expect([answer.cause, textOf(answer.text)]).toEqual([cause, expect.any(String)]);
    if (cause === 'UNKNOWN') expect(answer.next).not.toEqual([]);
  });

  it('claims nothing about a service account that was not read (Q-10)', () => {
    const alone = pod('shop/cart-1', {
      as: 'cart',
      label: true,
      token: true,
      env: { AZURE_FEDERATED_TOKEN_FILE: '/x' },
    });
    const answer = why('no client ID specified', { objects: [alone] });
    expect([answer.cause, textOf(answer.text)]).toEqual([
      'CLIENT_ID_MISSING',
      expect.stringMatching(/was not read\.$/),
    ]);
    const other = why('no client ID specified', { objects: [alone, account('shop/web')] });
    expect(textOf(other.text)).toContain('there is no service account shop/cart in what was read');
  });

  it('names the signs and the change with everything filled in (Q-09)', () => {
    const [fix] = why(refused(), { objects: ready }).fixes;
    expect(fix).toMatchObject({
      kind: 'change',
      change: {
        kind: 'createCredential',
        identityId: idShop['id'],
        clusterId: theCluster,
        namespace: 'shop',
        serviceAccount: 'cart',
      },
    });
  });

  it.each([
    ['59', 'TRANSIENT'],
    ['61', 'UNKNOWN'],
  ] as const)('takes a role that is %s minutes old for %s: roles take up to an hour (Q-14)', (minutes, cause) => {
    const createdOn = new Date(Date.parse('2026-09-01T12:00:00Z') - Number(minutes) * 60_000).toISOString();
    const role = { ...assigned('Network Contributor', group, principal), createdOn };
    const azure = { resources: [...basic, { id: group }], assignments: [role] };
    expect(why(forbidden(principal, 'Microsoft.Network/virtualNetworks/read', group), { azure }).cause).toBe(cause);
  });

  it('says the date of what is built in (Q-14)', () => {
    const text = 'Identity not found';
    const { fixes } = why(text, { objects: ready, azure: { resources: [...basic, scaleSet()] } });
    expect(fixes.map((fix) => textOf(fix.text)).join()).toContain('August 2026');
    expect(textOf(causes.TOKEN_PATH_MOVED.says)).toContain('June 2026');
  });

  it('is not certain where a list was not read, whatever the message says (Q-04)', () => {
    const forbiddenLists = [
      'federatedCredentials',
      'credentials',
      'assignments',
      'identities',
      'resourcesOfType',
    ] as const;
    for (const [, , message, given = {}] of rows)
      for (const kind of forbiddenLists) {
        const answer = why(message, { ...given, azure: { ...given.azure, forbidden: [kind] } });
        if (answer.unknown.length > 0) expect(answer.certainty).not.toBe('certain');
      }
  });

  it('never names another cause where lists were not read: the same one, or unknown (Q-04, Q-10)', () => {
    const lists = [
      'federatedCredentials',
      'credentials',
      'identities',
      'assignments',
      'resource',
      'clusters',
      'cluster',
    ] as const;
    for (const [does, cause, message, given = {}] of rows)
      for (const kind of lists) {
        const answer = why(message, { ...given, azure: { ...given.azure, forbidden: [kind] } });
        const isFine = answer.cause === cause || answer.cause === 'UNKNOWN' || answer.certainty === 'likely';
        expect(isFine, `${does} without ${kind}: ${answer.cause}`).toBe(true);
      }
  });
});

describe('the record of a form', () => {
  it.each(documentedForms().map((form) => [form.name, form] as const))(
    '%s finds what it says that it looks like, and names known causes (Q-15)',
    (_, form) => {
      for (const finder of [form.finds].flat())
        for (const pattern of finder instanceof RegExp ? [finder] : [finder.first, finder.then])
          expect(pattern.flags).toContain('g');
      expect(form.causes.filter((code) => !(code in causes))).toEqual([]);
      expect(form.source).toMatch(/^https:\/\//);
      expect(shownSigns(), 'no case has it').toContain(form.name);
    },
  );

  it('names every cause that a case has (Q-15)', () => {
    for (const [, cause, message, given] of rows) {
      const [sign] = why(message, given).signs;
      if (cause !== 'UNKNOWN')
        expect(documentedForms().find(({ name }) => name === sign)?.causes, `${sign ?? ''}: ${cause}`).toContain(cause);
    }
  });
});

/** Forms that no other case has. */
const extra = [
  ...ordinary.map(([, message]) => message),
  'AADSTS7000229: The client application x is missing service principal in the tenant y.',
  'WorkloadIdentityCredential authentication unavailable. The request to the authority host was invalid. Additional details: Server returned HTTP response code: 400 for URL: https://login.microsoftonline.com/x/oauth2/v2.0/token.',
  "Client negotiate failed: The given AzureAD identity don't have the permission to generate access token.",
  'failed to read credentials from file : open : no such file or directory',
  'Failed to pull image "acrshop.azurecr.io/a:1": 401 Unauthorized\nINFO Successfully pulled image "acrshop.azurecr.io/a:1"',
  "The client has permission to perform action 'a/b/write' on scope '/subscriptions/x'; however, the access is denied because of the deny assignment with name 'y'.",
  'Get "https://login.microsoftonline.com/x/oauth2/token/v2.0/.well-known/openid-configuration": reply status code was 404',
  'GET https://cfg-shop.azconfig.io/kv?key=a RESPONSE 403: 403 Forbidden',
  'POST https://srch-shop.search.windows.net/indexes/a/docs/search RESPONSE 403: 403 Forbidden',
  "mssql: login error: Login failed for user '<token-identified principal>'.",
  `Principal 'aadapp=${guid(1)};${guid(2)}' is not authorized to perform operation 'DatabaseQuery' on 'db'`,
  "The authentication token provided does not have access to ingest data for the data collection rule with immutable Id 'dcr-1'.",
  `The principal \`${guid(1)}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action\` to perform \`POST /openai/\` operation.`,
  'ERROR CODE: KeyBasedAuthenticationNotPermitted',
  "AADSTS7000112: Application 'x' is disabled.",
  'Post "https://login.microsoftonline.com/x/oauth2/v2.0/token": proxyconnect tcp: Proxy Authentication Required',
  'POST https://login.microsoftonline.com/x/oauth2/v2.0/token RESPONSE 503 Service Unavailable',
  'ExpiredAuthenticationToken: The access token expiry UTC time is earlier than current UTC time.',
  'AKV10022: Invalid audience.',
  'SubscriptionNotFound: The subscription could not be found.',
  "RequestDisallowedByPolicy: Resource 'x' was disallowed by policy.",
  'ScopeLocked: the following scope(s) are locked.',
  'Code="TooManyRequests" Message="The request is being throttled"',
  'LocalAuthDisabled:Authorization failed because SAS authentication has been disabled for the namespace.',
  'WRONGPASS invalid username-password pair redis-shop.redis.cache.windows.net:6380',
  'The principal does not have permission to send data to /subscriptions/x/topics/y (Code: 401)',
  "AADSTS700016: Application with identifier '' was not found in the directory 'x'.",
  'AADSTS500011: The resource principal named x was not found in the tenant named y.',
  "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  'AADSTS50013: Assertion failed signature validation.',
  'AADSTS90033: A transient error has occurred. Please try again.',
  'admission webhook "mutation.azure-workload-identity.io" denied the request: serviceaccounts "web" not found',
  'mountPath: Invalid value: "/var/run/secrets/azure/wi": must be unique',
  'The Authority ("") does not appear to use https',
  'failed calling webhook "mutation.azure-workload-identity.io": tls: x509: certificate has expired',
  'dial unix /etc/kubernetes/secrets-store-csi-providers/azure.sock: connect: connection refused',
  'failed to mount objects, error: tenantID is not set',
  'failed to mount objects, error: failed to get credentials, nodePublishSecretRef secret is not set',
  'GET http://169.254.169.254/metadata/identity/oauth2/token RESPONSE 504 Gateway Timeout',
  'could not get secret data from provider: unable to access Secret from SecretManager Client',
  'Failed to pull image "acrshop.azurecr.io/a:1": unauthorized: The token does not have a scope map with repository a.',
  'Failed to pull image "acrshop.azurecr.io/a:1": 403 Forbidden: denied: image is quarantined',
  'failed to copy: httpReadSeeker: failed open: unexpected status code https://acrshop.westeurope.data.azurecr.io/a: 403',
  'Failed to pull image "acrshop.azurecr.io/a:1": 401 Unauthorized: password expired for token pull-token',
  'Failed to pull image "acrshop.azurecr.io/a:1": unexpected status: 429 Too Many Requests',
  'Failed to pull image "acrshop.azurecr.io/a:1": failed to extract layer sha256:1: permission denied',
  'Failed to pull image "acrshop.azurecr.io/a:1": dial tcp 10.1.0.4:443: i/o timeout',
  'HelmRepository: failed to authorize: failed to fetch anonymous token: 401 Unauthorized',
  "Login failed for user '<token-identified principal>'. Token is expired.",
  'DefaultAzureCredential acquired a token from ManagedIdentityCredential',
  'Post "https://login.microsoftonline.com/x": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  "AADSTS70025: The client 'x'(id-cart) has no configured federated identity credentials.",
  'AADSTS700222: AAD-issued tokens may not be used for federated identity flows.',
  'AADSTS53003: Access has been blocked by Conditional Access policies.',
  "AADSTS501051: Application 'x' is not assigned to a role for the application 'y'.",
  "The client has permission to perform action 'a/b/read' on scope '/subscriptions/x', however the current tenant 'y' is not authorized to access linked subscription 'z'.",
  'ERROR CODE: AuthorizationFailure This request is not authorized to perform this operation.',
  'Request is blocked because principal [x-y] does not have required RBAC permissions to perform action [a/b/read] on resource [/].',
  "Unauthorized access. 'Listen' claim(s) are required to perform this operation.",
  `pods is forbidden: User "${guid(1)}" cannot list resource "pods": User does not have access to the resource in Azure.`,
  'failed calling webhook "mutation.azure-workload-identity.io": context deadline exceeded',
  'missing clientID: either serviceAccountRef or service account annotation',
  'azure client ID is not set in the service account annotation azure.workload.identity/client-id',
  'ERROR CODE: SecretNotFound',
  'Operation get is not allowed on a disabled secret.',
  'dial tcp: lookup kv-shop.vault.azure.net on 10.0.0.10:53: no such host',
  'error connecting to provider "azure": provider not found: provider "azure"',
  'cannot read secret data from Vault: Error making API request.',
  'missing tenantID in store config',
  "multiple tenantID found. Check secretRef, 'spec.provider.azurekv.tenantId', and serviceAccountRef",
  "AADSTS700213: No matching federated identity record found for presented assertion subject 'x'",
  "AADSTS700212: No matching federated identity record found for presented assertion audience 'x'",
  `Principal ${guid(1)} does not exist in the directory ${guid(2)}.`,
  "Caller is not authorized to perform action on resource. Caller: appid=a;oid=b;iss=https://sts.windows.net/c/ Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action' ForbiddenByRbac",
  "Caller is not authorized to perform action on resource. Resource: '/x' DenyAssignmentId: '5d1e3a7c2b504f3e9a0e0f6a2b6e4a00'",
  "The user, group or application 'appid=a;oid=b' does not have secrets get permission on key vault 'kv;location=westeurope'.",
];

describe('the page of causes', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/pods.md'), 'utf8');

  it('has a heading for every code, to which answers lead (Q-16)', () => {
    for (const code of Object.keys(causes)) expect(page).toContain(`\n### ${code}\n`);
  });

  it('says how to get the message without a token (Q-16)', () => {
    expect(page).toContain('kubectl describe pod');
    expect(page).toContain("Don't paste tokens");
    expect(existsSync(join(import.meta.dirname, '../../../docs/ci.md'))).toBe(true);
  });
});

let shown: ReadonlySet<string> | undefined;

/** The forms that the cases show; each message is read once. */
function shownSigns(): ReadonlySet<string> {
  const messages = [...rows.map(([, , message]) => message), ...cases.map(({ message }) => message), ...extra];
  return (shown ??= new Set(messages.flatMap((message) => readSignIn(message).hits.map(({ sign }) => sign))));
}
