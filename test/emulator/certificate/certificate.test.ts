import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../src/emulator/certificate/certificate.ts';
import { encodeInteger, objectIdentifier, octetString, timeValue } from '../../../src/emulator/certificate/der.ts';

const now = Date.parse('2026-09-01T08:00:00Z');
const names = ['emulator', 'localhost', '127.0.0.1', '::1', '2001:db8::8:800:200c:417a', '::ffff:192.0.2.1'];
const { cert, key, authority } = makeCertificate(names, now);
const [server, issuer] = cert.split(/(?<=-----END CERTIFICATE-----\n)/).map((pem) => new X509Certificate(pem)) as [
  X509Certificate,
  X509Certificate,
];

describe('the certificate of --https', () => {
  it('is for every name and address, and for no other', () => {
    for (const name of names.filter((one) => !/[:\d]/.test(one))) expect(server.checkHost(name)).toBe(name);
    for (const address of names.filter((one) => /[:\d]/.test(one))) expect(server.checkIP(address)).toBe(address);
    expect([server.checkHost('emulator.example'), server.checkIP('127.0.0.2')]).toEqual([undefined, undefined]);
  });

  it('is valid for a year, from the day before', () => {
    for (const one of [server, issuer])
      expect([one.validFrom, one.validTo]).toEqual(['Aug 31 08:00:00 2026 GMT', 'Sep  1 08:00:00 2027 GMT']);
  });

  it('is signed by an authority that is none for servers, and has the key that goes with it', () => {
    expect([server.verify(issuer.publicKey), server.checkIssued(issuer), server.ca, issuer.ca]).toEqual([
      ...[true, true, false, true],
    ]);
    expect(issuer.toString()).toBe(new X509Certificate(authority).toString());
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('satisfies the strict checks of OpenSSL', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    const write = (name: string, pem: string): string => {
      writeFileSync(join(folder, name), pem);
      return join(folder, name);
    };
    const trusted = write('authority.pem', authority);
    const seconds = String(now / 1000);
    const verified = execFileSync('openssl', [
      ...['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'emulator', '-attime', seconds],
      ...['-CAfile', trusted, write('server.pem', server.toString())],
    ]);
    expect(verified.toString()).toMatch(/: OK\n$/);
    rmSync(folder, { recursive: true });
  });

  it('has other keys and another number each time', () => {
    const other = new X509Certificate(makeCertificate(names, now).cert);
    expect(other.serialNumber).not.toBe(server.serialNumber);
    expect(other.publicKey.equals(server.publicKey)).toBe(false);
  });
});

describe('DER', () => {
  it.each([
    ['the number 0', encodeInteger(Buffer.from([0, 0])), '020100'],
    ['a number whose highest bit would make it negative', encodeInteger(Buffer.from([0x80])), '02020080'],
    ['a number with zeros in front', encodeInteger(Buffer.from([0, 0, 0x7f])), '02017f'],
    ['an identifier with numbers above 127', objectIdentifier('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['the last year of UTCTime', timeValue(Date.UTC(2049, 11, 31, 23, 59, 59, 999)), '170d3439313233313233353935395a'],
    ['the first year after it', timeValue(Date.UTC(2050, 0)), '180f32303530303130313030303030305a'],
    ['a text of 127 bytes', octetString(Buffer.alloc(127)), `047f${'00'.repeat(127)}`],
    ['a text of 128 bytes', octetString(Buffer.alloc(128)), `048180${'00'.repeat(128)}`],
    ['a text of 256 bytes', octetString(Buffer.alloc(256)), `04820100${'00'.repeat(256)}`],
  ])('writes %s', (_, written, hex) => {
    expect(written.toString('hex')).toBe(hex);
  });
});
