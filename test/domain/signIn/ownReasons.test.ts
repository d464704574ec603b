import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { group, guid, identityId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const client = guid(6001);
const cart = [
  account('shop/cart', { 'azure.workload.identity/client-id': client }),
  pod('shop/cart-1', { as: 'cart', class: 'kv' }),
];
const secretClass = {
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  metadata: { namespace: 'shop', name: 'kv' },
  spec: { provider: 'azure', parameters: { clientID: client, keyvaultName: 'kv-shop' } },
};
const store = (name: string, provider: JsonObject): JsonObject => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  metadata: { namespace: 'shop', name },
  spec: { provider },
});
const azureStore = store('azure', {
  azurekv: {
    authType: 'WorkloadIdentity',
    vaultUrl: 'https://kv-shop.vault.azure.net',
    serviceAccountRef: { name: 'cart' },
  },
});
const azure = { resources: [...basic, scaleSet()] };
const mount = 'failed to mount secrets store objects for pod shop/cart-1, err: rpc error: code = Unknown desc = ';
const get = 'failed to mount objects, error: failed to get objectType:secret, objectName:a, objectVersion:: ';

describe('a mount', () => {
  const objects = [...cart, secretClass];

  it.each([
    [`${get}Get "https://kv-shop.vault.azure.net/secrets/a": tls: x509: certificate signed by unknown authority`],
    [`${get}Get "https://kv-shop.vault.azure.net/secrets/a": dial tcp 10.1.2.3:443: i/o timeout`],
    [`${get}RESPONSE 429: 429 Too Many Requests ERROR CODE: Throttled`],
    [`${get}failed to decode PEM/PFX: pkcs12: decryption password incorrect`],
    ['failed to mount objects, error: failed to write file: no space left on device'],
    ['failed to get secretproviderclass shop/kv2, error: SecretProviderClass "kv2" not found'],
    ['error making mount request: couldn\'t read secret "db": failed to login: 403 permission denied'],
  ])('that says why is not explained by the cluster: %# (Q-09, Q-10)', (reason) => {
    const answer = asked(`${mount}${reason}`, { objects, azure });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).not.toContain('not why');
  });

  it.each([[''], ['failed to mount objects, error: failed to get keyvault client'], [`${get}AADSTS1`]])(
    'that does not say why is judged from who asks: %# (Q-05)',
    (reason) => {
      expect(asked(`${mount}${reason}`, { objects, azure }).cause).toBe('NO_CREDENTIAL');
    },
  );
});

describe('an operator', () => {
  const refused = 'error processing spec.data[0] (key: db), err: could not get secret data from provider';
  const objects = [...cart, azureStore];

  it.each([
    [`${refused}: gitlab: 401 Unauthorized`],
    [`${refused}: error GetSecret: Oracle Vault NotAuthorizedOrNotFound`],
    [`${refused}: endpoint gave error 500 Internal Server Error`],
    [`${refused}: keeper: record not found`],
    [
      'BearerAuthorizer#WithAuthorization: Failed to refresh the Token for request to https://management.azure.com/x: dial tcp 20.1.1.1:443: i/o timeout',
    ],
    ['KEDA rabbitmq scaler (azure vnet) returned 401'],
  ])('that names no sign-in to Azure is not explained by it: %# (Q-09, Q-10)', (text) => {
    const answer = asked(text, { objects, azure });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
  });

  it('that gives no reason is judged only if all of its stores are of Azure (Q-10)', () => {
    expect(asked(refused, { objects, azure }).cause).toBe('NO_CREDENTIAL');
    const others = [...objects, store('other', { gitlab: {} })];
    expect(asked(refused, { objects: others, azure }).cause).toBe('UNKNOWN');
  });
});

describe('a shared access signature', () => {
  it('is no identity that lacks a role (Q-09, Q-10)', () => {
    const account = `${group}/providers/Microsoft.Storage/storageAccounts/stshop`;
    const text =
      'AuthorizationPermissionMismatch https://stshop.blob.core.windows.net/c/b?sv=2022-11-02&sp=r&sig=abcdEFGH1234%3D';
    const answer = asked(`${text} client_id=${client}`, {
      azure: { resources: [...basic, { id: account }, scaleSet(identityId('id-shop'))] },
    });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).toContain('(SAS)');
  });
});
