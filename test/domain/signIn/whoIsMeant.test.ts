import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential } from '../../support/domain/workloadFixture.ts';
import { guid, nodeGroup } from '../../support/domain/worldFacts.ts';
import { asked, wordsOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const client = guid(6001);
const annotated = { 'azure.workload.identity/client-id': client };
const inside = { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: '/x' };
const kubelet = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-weu-agentpool`;
const azure = { credentials: [credential()], resources: [...basic, scaleSet(kubelet)] };

describe('a driver that asks the nodes', () => {
  const text = `failed to mount secrets store objects for pod shop/cart-1, err: failed to mount objects, error: failed to get objectType:secret: ManagedIdentityCredential authentication failed. the requested identity isn't assigned to this resource GET http://169.254.169.254/metadata/identity/oauth2/token {"error":"invalid_request","error_description":"Identity not found"}`;
  const classOf = (parameters: JsonObject): JsonObject => ({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { namespace: 'shop', name: 'kv' },
    spec: { provider: 'azure', parameters },
  });
  const ofNodes = classOf({ useVMManagedIdentity: 'true', userAssignedIdentityID: client });
  const pods: Readonly<Record<string, readonly JsonObject[]>> = {
    'has workload identity': [
      account('shop/cart', annotated),
      pod('shop/cart-1', { as: 'cart', class: 'kv', label: true, token: true, env: inside }),
    ],
    'lacks the label': [account('shop/cart', annotated), pod('shop/cart-1', { as: 'cart', class: 'kv' })],
    'lacks the client ID': [
      account('shop/cart', annotated),
      pod('shop/cart-1', {
        as: 'cart',
        class: 'kv',
        label: true,
        token: true,
        env: { AZURE_FEDERATED_TOKEN_FILE: '/x' },
      }),
    ],
    'means no workload identity': [account('shop/cart', {}), pod('shop/cart-1', { as: 'cart', class: 'kv' })],
  };

  it.each(Object.entries(pods))('asks for a pod that %s, which plays no part (Q-03)', (_, objects) => {
    const answer = asked(text, { azure, objects: [...objects, ofNodes] });
    expect([answer.cause, textOf(answer.text)]).toEqual(['IDENTITY_NOT_ON_NODES', 'id-shop is not on the nodes.']);
  });

  it.each(Object.entries(pods))('stays open for a pod that %s where its class says otherwise (Q-10)', (_, objects) => {
    const answer = asked(text, { azure, objects: [...objects, classOf({ clientID: client })] });
    expect([answer.cause, wordsOf(answer)]).toEqual(['UNKNOWN', '']);
  });
});

describe('a symptom', () => {
  const operator = (name: string) => [account(name, {}), pod(`${name}-1`, { as: name.split('/')[1] ?? '' })];
  const failed = 'argocd-k8s-auth failed with exit code 20';

  it.each([
    ['Argo CD', failed, 'argocd/argocd-application-controller'],
    ['KEDA', 'KEDA authenticating with Azure returned 401 response', 'keda/keda-operator'],
  ])('is never certain: %s (Q-04)', (_, text, name) => {
    expect(asked(text, { azure, objects: operator(name) })).toMatchObject({
      cause: 'POD_LABEL_MISSING',
      certainty: 'likely',
    });
  });

  it.each([
    `Get "https://x.gr7.eu-west-1.eks.amazonaws.com": ${failed}`,
    `${failed}: googleapi: Error 403`,
    `${failed} arn:aws:iam::1:role/x`,
  ])('is none of Azure beside another cloud: form %# (Q-10)', (text) => {
    const answer = asked(text, { azure, objects: operator('argocd/argocd-server') });
    expect([answer.cause, answer.signs]).toEqual(['UNKNOWN', []]);
  });

  it('does not choose the account that is set up wrongly among those that fit (Q-10)', () => {
    const running = (name: string) => [
      account(name, annotated),
      pod(`${name}-1`, {
        as: name.split('/')[1] ?? '',
        label: true,
        token: true,
        env: inside,
      }),
    ];
    const text = 'identity binding: the application is not authorized to use it, and it failed';
    const answer = asked(text, { azure, objects: [...running('shop/cart'), ...running('billing/api')] });
    expect([answer.cause, textOf(answer.text)]).toEqual(['UNKNOWN', expect.stringContaining('which account')]);
  });
});

describe('an account that only the object of an operator names', () => {
  it('is no pod, so that the object gets the name of the trusted one (Q-09)', () => {
    const store = {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name: 'kv' },
      spec: {
        provider: {
          azurekv: {
            authType: 'WorkloadIdentity',
            vaultUrl: 'https://kv.vault.azure.net',
            serviceAccountRef: { name: 'eso', namespace: 'shop' },
          },
        },
      },
    };
    const text =
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:eso'.";
    const answer = asked(text, { azure, objects: [account('shop/eso', annotated), store] });
    expect([answer.cause, textOf(answer.text)]).toEqual([
      'WRONG_ACCOUNT',
      'ClusterSecretStore kv asks as shop/eso, and id-shop trusts shop/cart.',
    ]);
    expect(wordsOf(answer)).toContain('Name the account cart in ClusterSecretStore kv');
    expect(wordsOf(answer)).not.toContain('serviceAccountName');
  });
});
