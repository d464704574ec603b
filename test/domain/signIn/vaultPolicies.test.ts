import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { assigned, group, guid, tenant } from '../../support/domain/worldFacts.ts';
import { asked, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const principal = guid(1001);
const client = guid(6001);
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kvshop`;
const azureWith = (role: string, accessPolicies: readonly JsonObject[] = []) => ({
  resources: [...basic, { id: vault, properties: { enableRbacAuthorization: false, accessPolicies } }],
  assignments: [assigned(role, vault, principal)],
});
const refusal = (right: string): string =>
  `The user, group or application 'appid=${client};oid=${principal};iss=https://sts.windows.net/${tenant}/' does not have ${right} permission on key vault 'kvshop;location=westeurope'.`;
const refused = (right: string, role: string) => asked(refusal(right), { azure: azureWith(role) });

describe('a vault that decides by access policies', () => {
  it.each([
    ['Key Vault Secrets User', 'secrets get', 'VAULT_MODEL'],
    ['Key Vault Secrets User', 'keys wrapKey', 'VAULT_POLICY'],
    ['Key Vault Secrets User', 'certificates get', 'VAULT_POLICY'],
    ['Key Vault Secrets User', 'secrets set', 'VAULT_POLICY'],
    ['Key Vault Crypto User', 'keys wrapKey', 'VAULT_MODEL'],
    ['Key Vault Crypto User', 'secrets get', 'VAULT_POLICY'],
    ['Reader', 'secrets get', 'VAULT_POLICY'],
    ['Key Vault Secrets User', 'storage regeneratekey', 'UNKNOWN'],
  ])('compares the role %s with the refused right %s (Q-10)', (role, right, cause) => {
    const answer = refused(right, role);
    expect(answer.cause).toBe(cause);
    expect(answer.evidence.map(({ text }) => textOf(text)).join(' ')).not.toContain('has no role on the vault');
  });

  it.each([
    ['secrets get', 'Key Vault Secrets User'],
    ['keys wrapKey', 'Key Vault Crypto User'],
    ['certificates get', 'Key Vault Reader'],
    ['secrets set', 'a role that allows it'],
  ])('advises the role for %s: %s (Q-09)', (right, role) => {
    expect(wordsOf(refused(right, 'Reader'))).toContain(`assign ${role}`);
    expect(wordsOf(asked(refusal(right)))).toContain(`assign ${role}`);
  });

  it('is not blamed for a plain 403 if its policy is there (Q-10)', () => {
    const objects = [
      account('shop/cart', { 'azure.workload.identity/client-id': client }),
      pod('shop/cart-1', { as: 'cart', class: 'kv' }),
      {
        apiVersion: 'secrets-store.csi.x-k8s.io/v1',
        kind: 'SecretProviderClass',
        metadata: { namespace: 'shop', name: 'kv' },
        spec: { provider: 'azure', parameters: { clientID: client, keyvaultName: 'kvshop' } },
      },
    ];
    const causeWith = (policies: readonly JsonObject[]) =>
      asked(
        'failed to mount secrets store objects for pod shop/cart-1, err: keyvault: StatusCode=403 -- Original Error: autorest/azure: Service returned an error. Status=403 Code="Forbidden" Message="..."',
        { azure: azureWith('Key Vault Secrets User', policies), objects },
      ).cause;
    expect(causeWith([{ objectId: principal, permissions: { secrets: ['get'] } }])).not.toBe('VAULT_MODEL');
    expect(causeWith([])).toBe('VAULT_MODEL');
  });
});
