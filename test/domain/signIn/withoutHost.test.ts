import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { asked } from './asked.ts';

const several =
  'ManagedIdentityCredential: failed to authenticate a system assigned identity. {"error":"invalid_request","error_description":"Multiple user assigned identities exist"}';
const notFound = 'ManagedIdentityCredential: Identity not found';
const endpoint = 'unable to resolve an endpoint: server response error:\n context deadline exceeded';
const signsOf = (text: string): readonly string[] => readSignIn(text).hits.map(({ sign }) => sign);

describe('Microsoft Entra ID that does not answer', () => {
  it.each([
    `WorkloadIdentityCredential authentication failed\n\t${endpoint}`,
    `Attempted credentials:\n\tWorkloadIdentityCredential: ${endpoint}\n\t${several}`,
    `Attempted credentials:\n\tWorkloadIdentityCredential: ${endpoint}\n\t${notFound}`,
    `WorkloadIdentityCredential: error resolving endpoints: dial tcp: i/o timeout\n${several}`,
    'WorkloadIdentityCredential authentication failed. (Resource temporarily unavailable (login.microsoftonline.com:443))',
    `WorkloadIdentityCredential authentication failed: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot\n${several}`,
  ])('decides, whatever the nodes answer: form %# (Q-02)', (text) => {
    expect(asked(text).cause).toBe('ENTRA_UNREACHABLE');
  });

  it.each([
    'unable to resolve an endpoint: http call(https://login.microsoftonline.com/x/v2.0)(GET) error: reply status code was 404',
    `unable to resolve an endpoint of the shop\n${several}`,
    `Post "https://shop.example/": unable to resolve an endpoint: https://shop.example/ context deadline exceeded`,
  ])('is not what fails otherwise: form %# (Q-10)', (text) => {
    expect(asked(text).cause).not.toBe('ENTRA_UNREACHABLE');
  });

  it('is not the metadata endpoint (Q-02)', () => {
    const text = 'Retry failed after 4 tries. (Connection refused (169.254.169.254:80))';
    expect(signsOf(text)).toEqual(['metadataUnreachable']);
  });
});

describe('a code of a store of secrets', () => {
  it.each([
    'Warning SecretNotFound ingress tls secret shop/tls not found',
    'doppler: SecretNotFound',
    'JsonWebTokenError: KeyNotFound: kid abc is not in the JWKS',
    'CertificateNotFound: ingress shop',
    'could not get secret data from provider: SecretNotFound key=db in gitlab',
    'FeatureDisabled, KeyDisabled by the admin of the shop',
  ])('is none of a key vault by itself: form %# (Q-10)', (text) => {
    expect(signsOf(text)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^vaultObject/)]));
  });

  it.each([
    ['vaultObjectMissing', 'GET https://kv-shop.vault.azure.net/secrets/db RESPONSE 404 Code="SecretNotFound"'],
    ['vaultObjectMissing', 'RESPONSE 404: 404 Not Found\nERROR CODE: CertificateNotFound'],
    ['vaultObjectMissing', 'Azure.Security.KeyVault: KeyNotFound'],
    ['vaultObjectMissing', 'SecretNotFound: objectType:secret, objectName:db'],
    ['vaultObjectMissing', 'A secret with (name/id) db was not found in this key vault'],
    ['vaultObjectDisabled', 'Key Vault: SecretDisabled'],
    ['vaultObjectDisabled', 'Operation get is not allowed on a disabled secret'],
  ])('is %s beside a vault: form %# (Q-02)', (sign, text) => {
    expect(signsOf(text)).toContain(sign);
  });
});
