import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/host/redact.ts';

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxMjM0In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

describe('what goes into the log', () => {
  it('holds no token, wherever it stands', () => {
    const texts = [
      `Bearer ${token}`,
      `authorization: bearer ${token}`,
      `{"access_token":"${token}"}`,
      `got ${token} back`,
    ];
    for (const text of texts) expect(redact(text)).not.toContain(token.slice(4, 40));
    expect(redact('Authorization: Bearer opaque-token-123456')).toBe('Authorization: Bearer [token]');
  });

  it('holds no client secret, password or signed address', () => {
    expect(redact('client_secret=abc123&grant_type=x')).toBe('client_secret=[secret]&grant_type=x');
    expect(redact('"password": "hunter2"')).not.toContain('hunter2');
    expect(redact('https://store/blob?sv=1&sig=AbC%2F123&se=2')).toBe('https://store/blob?sv=1&sig=[secret]&se=2');
  });

  it('holds nothing of a kubeconfig that could be used', () => {
    const text = redact('user:\n  client-key-data: LS0tLS1CRUdJTg==\n  token: 0123456789abcdef\nname: shop');
    expect(text).toBe('user:\n  client-key-data: [secret]\n  token: [secret]\nname: shop');
    expect(redact('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----')).toBe('[private key]');
  });

  it.each([
    'AZURE_CLIENT_SECRET=s3cr3t-value',
    '{"clientSecret":"s3cr3t-value"}',
    '{"clientSecret": "one \\" s3cr3t-value"}',
    '{\\"clientSecret\\":\\"s3cr3t-value\\"}',
    '{"password":"correct horse s3cr3t-value"}',
    "{ adminPassword: 's3cr3t-value' }",
    '{"refreshToken": "0.s3cr3t-value"}',
    '{"user":{"client-key-data":"s3cr3t-value","token":"s3cr3t-value"}}',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=s3cr3t-value==;EndpointSuffix=core.windows.net',
    'https://a/?api-key=s3cr3t-value&b=1',
    '"secret": "s3cr3t-value',
  ])('holds no secret by any of its names: %s', (text) => {
    expect(redact(text)).not.toContain('s3cr3t-value');
  });

  it('holds no kubeconfig, certificate or key that is only encoded', () => {
    for (const text of ['apiVersion: v1\nkind: Config', '{"apiVersion":"v1"}', '-----BEGIN CERTIFICATE-----\nMIIE']) {
      const encoded = Buffer.from(text.padEnd(80, 'x')).toString('base64');
      expect(redact(`{"name":"clusterUser","value":"${encoded}"}`)).toBe('{"name":"clusterUser","value":"[secret]"}');
    }
  });

  it('takes no long time over a long text', () => {
    const text = 'token"secret=a-'.repeat(20_000);
    expect(redact(text)).not.toContain('a-');
    expect(redact('eyJ-'.repeat(50_000))).toHaveLength(200_000);
    expect(redact('-----BEGIN '.repeat(20_000))).toHaveLength(220_000);
  });

  it('keeps what helps: ids, codes and sentences', () => {
    const text =
      'forbidden: AuthorizationFailed /subscriptions/71f01a95-8598-4720-a96b-ebe595107d77 correlationId: 1-2';
    expect(redact(text)).toBe(text);
    const names = 'azureKeyvaultSecretsProvider: on, secretName: tls, AADSTS7000215: Invalid client secret provided.';
    expect(redact(names)).toBe(names);
  });
});
