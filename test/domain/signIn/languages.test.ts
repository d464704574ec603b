import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { credential, issuer } from '../../support/domain/workloadFixture.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked } from './asked.ts';
import { account, pod } from './worlds.ts';

const subject = 'system:serviceaccount:shop:cart';
const audience = 'api://AzureADTokenExchange';
const values = (text: string) =>
  Object.fromEntries(readSignIn(text).fields.map(({ name, value }) => [name, value] as const));

describe('a message of another language', () => {
  it.each([
    [
      'German',
      `AADSTS70021: Es wurde kein übereinstimmender Datensatz gefunden. Aussteller: „${issuer}“, Antragsteller: „${subject}“, Zielgruppe: „${audience}“.`,
    ],
    [
      'French',
      `AADSTS70021: Aucun enregistrement correspondant. Émetteur : «${issuer}». Sujet : «${subject}». Public : «${audience}».`,
    ],
    [
      'Japanese',
      `AADSTS70021: 一致するレコードが見つかりません。発行者: '${issuer}' サブジェクト: '${subject}' 対象ユーザー: '${audience}'`,
    ],
  ])('is read by the shape of its values: %s (Q-02)', (_, text) => {
    expect(values(text)).toMatchObject({ issuer, subject, audience });
    const objects = [
      account('shop/cart', { 'azure.workload.identity/client-id': guid(6001) }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { AZURE_CLIENT_ID: guid(6001) } }),
    ];
    const azure = { credentials: [credential({ subject: 'system:serviceaccount:shop:web' })] };
    expect(asked(text, { objects, azure }).cause).toBe('WRONG_ACCOUNT');
  });

  it('takes no address near it for the issuer (Q-02)', () => {
    const near = `Get "https://kv-shop.vault.azure.net/secrets/a": AADSTS700213: No matching federated identity record found for presented assertion subject '${subject}'. See 'https://learn.microsoft.com/entra/workload-id/'`;
    expect(values(near)).not.toHaveProperty('issuer');
    const other = `"https://kv-shop.vault.azure.net/" AADSTS700213: Kein Datensatz. Siehe 'https://learn.microsoft.com/entra'`;
    expect(values(other)).not.toHaveProperty('issuer');
  });
});

describe('a message of another cloud', () => {
  const tenant = guid(9);

  it.each([
    'login.microsoftonline.us',
    'login.partner.microsoftonline.cn',
    'login.chinacloudapi.cn',
    'login.sovcloud-identity.fr',
    'login.windows.net',
  ])('has its directory in the address of %s (Q-02)', (host) => {
    const text = `Post "https://${host}/${tenant}/oauth2/v2.0/token": dial tcp: lookup ${host}: no such host`;
    expect(values(text)).toMatchObject({ tenantId: tenant });
    expect(asked(text).cause).toBe('ENTRA_UNREACHABLE');
  });

  it.each(['vault.usgovcloudapi.net', 'vault.azure.cn', 'vault.azure.net', 'vault.sovcloud-api.de'])(
    'has its key vault in the address of %s (Q-02)',
    (suffix) => {
      expect(values(`GET https://kv-shop.${suffix}/secrets/a ForbiddenByRbac`)).toMatchObject({ vault: 'kv-shop' });
    },
  );

  it('takes no vault of HashiCorp for a key vault (Q-02)', () => {
    expect(values('GET https://main.vault.svc.cluster.local:8200/v1 ForbiddenByRbac')).not.toHaveProperty('vault');
  });
});
