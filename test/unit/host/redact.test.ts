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

  it('keeps what helps: ids, codes and sentences', () => {
    const text =
      'forbidden: AuthorizationFailed /subscriptions/71f01a95-8598-4720-a96b-ebe595107d77 correlationId: 1-2';
    expect(redact(text)).toBe(text);
  });
});
