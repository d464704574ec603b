import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { assigned, group, guid, registryId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const client = guid(6001);
const clientId = 'azure.workload.identity/client-id';
const cart = [
  account('shop/cart', { [clientId]: client }),
  pod('shop/cart-1', {
    as: 'cart',
    label: true,
    token: true,
    env: { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: '/x' },
  }),
];
const registry = { resources: [...basic, { id: registryId, properties: { loginServer: 'acrshop.azurecr.io' } }] };
const pulled = 'Successfully pulled image "acrshop.azurecr.io/cart:1" in 2.1s';
const audit = 'audit user="system:serviceaccount:monitoring:prometheus" verb=list decision=allow';
const refused = `POST https://login.microsoftonline.com/x/oauth2/v2.0/token?client_id=${client} AADSTS700211: No matching federated identity record found for presented assertion issuer '${issuer}'.`;

describe('another line of a log', () => {
  it('gives no account that gets a credential (Q-09, Q-10)', () => {
    const azure = { credentials: [credential()] };
    const answer = asked(`${audit}\n${refused}`, { azure });
    expect(plansOf(answer)).toEqual([]);
    expect(wordsOf(answer)).not.toContain('monitoring');
    expect(JSON.stringify(answer.evidence)).not.toContain('monitoring');
  });

  it.each([
    [
      'of another registry after it',
      `${pulled}\nFailed to pull image "ghcr.io/contoso/agent:2": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?service=ghcr.io: 403 Forbidden`,
    ],
    [
      'of another registry before it',
      `Failed to pull image "docker.io/contoso/agent:2": pull access denied, repository does not exist or may require authorization\n${pulled}`,
    ],
    [
      'that can not be reached',
      'Failed to pull image "acrshop.azurecr.io/cart:1": Head "https://acrshop.azurecr.io/v2/": dial tcp 10.0.4.5:443: connect: connection refused. Admission webhook "x" denied the request',
    ],
    [
      'in a build',
      'failed to solve: acrshop.azurecr.io/base:1: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://acrshop.azurecr.io/oauth2/token: 401 Unauthorized',
    ],
    ['of the hub without a name', `${pulled}\nFailed to pull image "nginxx": pull access denied, authorization failed`],
  ])('attaches no registry that was pulled from without trouble: %s (Q-09, Q-10)', (_, text) => {
    const answer = asked(text, { azure: registry });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
  });

  it('takes no tag of an image for the number of a refusal (Q-02)', () => {
    const text =
      'Failed to pull image "acrshop.azurecr.io/cart:1.0.403": code = NotFound desc = acrshop.azurecr.io/cart:1.0.403: not found';
    expect(asked(text, { azure: registry }).signs).toEqual([]);
  });

  it.each([
    [
      'a database',
      'level=info msg="authority login.microsoftonline.com, token ok"\nlevel=error msg="connect to db: dial tcp 10.4.5.6:5432: i/o timeout"',
    ],
    [
      'a cache',
      '2025-01-01T10:00:00Z INFO token acquired from login.microsoftonline.com\n2025-01-01T10:00:01Z ERROR redis: dial tcp 10.0.3.4:6380: connect: connection refused',
    ],
    [
      'a vault',
      '{"level":"info","msg":"AZURE_AUTHORITY_HOST=login.microsoftonline.com"}\n{"level":"error","msg":"lookup kv-shop.vault.azure.net on 10.0.0.10:53: no such host"}',
    ],
    [
      'a probe',
      'AZURE_AUTHORITY_HOST: login.microsoftonline.com\nEvents:\n Warning Unhealthy Readiness probe failed: dial tcp 10.244.1.5:8080: connect: connection refused',
    ],
  ])('that does not reach %s says nothing of the sign-in address (Q-10)', (_, text) => {
    expect(asked(text).cause).not.toBe('ENTRA_UNREACHABLE');
  });

  it.each([
    ['certain', 'Post "https://login.microsoftonline.com/x/oauth2/v2.0/token": dial tcp 20.190.1.1:443: i/o timeout'],
    [
      'certain',
      'Get "https://login.microsoftonline.us/x": read tcp 10.0.0.4:51034->20.190.1.1:443: read: connection reset by peer',
    ],
    ['likely', 'Connection to login.microsoftonline.com timed out. (connect timeout=300)'],
  ])('is %s of the sign-in address only in the error itself: %# (Q-04)', (certainty, text) => {
    const answer = asked(text);
    expect([answer.cause, answer.certainty]).toEqual(['ENTRA_UNREACHABLE', certainty]);
  });

  it('with a refusal of Kubernetes does not hide what the program died of (Q-10)', () => {
    const text =
      'leases is forbidden: User "system:serviceaccount:mail:sender" cannot get resource "leases"\npod mail/sender-1: azidentity: no client ID specified';
    const objects = [account('mail/sender', { [clientId]: client }), pod('mail/sender-1', { as: 'sender' })];
    const answer = asked(text, { objects });
    expect([answer.cause, answer.certainty, answer.possible]).toEqual(['POD_LABEL_MISSING', 'likely', ['KUBE_RBAC']]);
  });

  it('about another pod is told as well (Q-10)', () => {
    const text =
      'AADSTS700024: Client assertion is not within its valid time range. Current time: 2025-12-19T16:45:40Z, assertion valid from 2025-12-19T12:58:00Z, expiry time of assertion 2025-12-19T13:58:00Z.\n[pod/web-1] no token file specified. Check pod configuration';
    const answer = asked(text);
    expect([answer.cause, answer.certainty]).toEqual(['TOKEN_STALE', 'likely']);
    expect(answer.signs).toContain('variableMissing');
  });
});

describe('a token that has expired', () => {
  const at = (now: string, from: string, to: string) =>
    `AADSTS700024: Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${from}, expiry time of assertion ${to}.`;

  it.each([
    [
      'an hour, and is hours old',
      at('2025-12-19T16:45:40Z', '2025-12-19T12:58:00Z', '2025-12-19T13:58:00Z'),
      'TOKEN_STALE',
      'certain',
    ],
    [
      'an hour, and is a minute old',
      at('2025-12-19T13:59:00Z', '2025-12-19T12:58:00Z', '2025-12-19T13:58:00Z'),
      'TOKEN_STALE',
      'likely',
    ],
    [
      'five minutes, as in a pipeline',
      at('2024-04-11T18:28:00Z', '2024-04-11T18:01:56Z', '2024-04-11T18:06:56Z'),
      'UNKNOWN',
      'unknown',
    ],
    [
      'ten minutes, as for a certificate',
      at('2025-03-02T12:00:10Z', '2025-03-02T09:44:00Z', '2025-03-02T09:54:00Z'),
      'UNKNOWN',
      'unknown',
    ],
    [
      'years, as for a certificate',
      at('2024-10-02T22:05:03Z', '1970-01-01T00:00:00Z', '2024-10-02T21:30:53Z'),
      'UNKNOWN',
      'unknown',
    ],
    [
      'no time that is shown',
      'AADSTS700024: Client assertion is not within its valid time range. Current time: 2025-03-02T12:00:10',
      'TOKEN_STALE',
      'likely',
    ],
    [
      'a time of another code',
      'AADSTS50012: Client assertion is not within its valid time range.',
      'UNKNOWN',
      'unknown',
    ],
  ])('is the one of a pod only by its lifetime: %s (Q-10)', (_, text, cause, certainty) => {
    const answer = asked(text);
    expect([answer.cause, answer.certainty]).toEqual([cause, certainty]);
  });
});

describe('the metadata address of the node', () => {
  it.each([
    [
      'of AWS',
      'Get "http://169.254.169.254/latest/meta-data/iam/security-credentials/": dial tcp 169.254.169.254:80: i/o timeout',
    ],
    [
      'of Google',
      'Get "http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token": dial tcp 169.254.169.254:80: connect: connection refused',
    ],
    [
      'of the machine',
      'Get "http://169.254.169.254/metadata/instance/compute?api-version=2020-09-01": context deadline exceeded',
    ],
  ])('is not the one for tokens with the path %s (Q-10)', (_, text) => {
    const azure = { resources: [...basic, scaleSet()] };
    expect(asked(text, { objects: cart, azure }).signs).toEqual([]);
  });

  it('is the one for tokens with its own path, and without any (Q-02)', () => {
    for (const path of ['/metadata/identity/oauth2/token?api-version=2018-02-01', ''])
      expect(asked(`Get "http://169.254.169.254${path}": dial tcp 169.254.169.254:80: i/o timeout`).signs).toEqual([
        'metadataUnreachable',
      ]);
  });

  it('does not speak of identities of other kinds (Q-02)', () => {
    expect(asked('{"level":"warn","msg":"user identity not found in session store"}').signs).toEqual([]);
  });
});

describe('an operator that is refused', () => {
  const keda = [
    account('keda/keda-operator'),
    pod('keda/keda-operator-1', {
      as: 'keda-operator',
      label: true,
      token: true,
      labels: { 'app.kubernetes.io/name': 'keda-operator' },
      env: { AZURE_CLIENT_ID: '', AZURE_FEDERATED_TOKEN_FILE: '/x' },
    }),
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata: { namespace: 'shop', name: 'queue' },
      spec: { podIdentity: { provider: 'azure-workload', identityId: client } },
    } satisfies JsonObject,
  ];

  it.each([
    'keda-operator scale_handler: prometheus query api returned error. status: 401 Unauthorized',
    'argocd-k8s-auth failed with exit code 20: aws: error',
    'level=info msg="AZURE_CLIENT_ID not set, using connection string"',
  ])('by something else than Azure is no case for Azure: %# (Q-10)', (text) => {
    const answer = asked(text, { objects: keda });
    expect([answer.signs, plansOf(answer)]).toEqual([[], []]);
  });

  it('needs no client ID of its own where its object names the identity (Q-10)', () => {
    const answer = asked('KEDA authenticating with Azure returned 401 response', { objects: keda });
    expect(answer.cause).not.toBe('CLIENT_ID_MISSING');
  });
});

describe('a pod without a client ID', () => {
  const skip = pod('shop/cart-1', {
    as: 'cart',
    label: true,
    token: true,
    annotations: { 'azure.workload.identity/skip-containers': 'main' },
  });
  const of = (one: JsonObject) =>
    asked('pod shop/cart-1: azidentity: no client ID specified', { objects: [cart[0] as JsonObject, one] });

  it('is not older than the annotation where its containers were skipped (Q-10)', () => {
    expect([of(skip).cause, wordsOf(of(skip))]).toEqual(['ENV_NOT_INJECTED', expect.stringContaining('annotation')]);
  });

  it('is older where the webhook set the variable without a value (Q-10)', () => {
    const env = { AZURE_CLIENT_ID: '', AZURE_FEDERATED_TOKEN_FILE: '/x' };
    const answer = of(pod('shop/cart-1', { as: 'cart', label: true, token: true, env }));
    expect([answer.cause, answer.certainty]).toEqual(['CLIENT_ID_MISSING', 'certain']);
  });
});

describe('a refusal to create', () => {
  const principal = guid(1001);
  const refusal = (action: string, scope: string) =>
    `The client '${principal}' with object id '${principal}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
  const azure = { resources: [...basic, { id: group }] };

  it.each([
    ['Microsoft.Compute/disks/write', `${group}/providers/Microsoft.Compute/disks/pvc-1`],
    ['Microsoft.Network/publicIPAddresses/write', `${group}/providers/Microsoft.Network/publicIPAddresses/ip`],
    ['Microsoft.Storage/storageAccounts/write', `${group}/providers/Microsoft.Storage/storageAccounts/new`],
  ])('is judged above what does not exist yet: %s (Q-10)', (action, scope) => {
    const answer = asked(refusal(action, scope), { azure });
    expect(answer.cause).toBe('ROLE_MISSING');
    for (const plan of plansOf(answer)) expect(plan).toMatchObject({ scope: group });
  });

  it('of something else in it is a wrong name (Q-10)', () => {
    const zone = `${group}/providers/Microsoft.Network/dnszones/gone.example`;
    expect(asked(refusal('Microsoft.Network/dnszones/TXT/write', `${zone}/TXT/a`), { azure }).cause).toBe(
      'OPERATOR_FIELD_WRONG',
    );
  });

  it('is wrong itself where the group does not exist either (Q-10)', () => {
    const scope = group.replace(/[^/]+$/, 'gone');
    const answer = asked(refusal('Microsoft.Compute/disks/write', `${scope}/providers/Microsoft.Compute/disks/x`), {
      azure,
    });
    expect(answer.cause).toBe('OPERATOR_FIELD_WRONG');
  });

  it.each([
    'Microsoft.Resources/deployments/write',
    'Microsoft.Resources/deployments/validate/action',
    'Microsoft.Support/supportTickets/write',
    'Microsoft.Insights/alertRules/write',
  ])('leads to no role that has the action only besides its subject: %s (Q-09)', (action) => {
    const answer = asked(refusal(action, group), { azure });
    expect(plansOf(answer)).toEqual([]);
    expect(wordsOf(answer)).toContain('custom role');
  });

  it('is no wrong principal where the kubelet identity of another cluster may pull (Q-10)', () => {
    const text =
      'Failed to pull image "acrshop.azurecr.io/a:1": failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized';
    const assignments = [assigned('AcrPull', registryId, guid(70))];
    expect(asked(text, { azure: { ...registry, assignments } }).cause).toBe('ROLE_MISSING');
  });
});
