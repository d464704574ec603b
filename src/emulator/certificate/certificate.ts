import { Buffer } from 'node:buffer';
import { generateKeyPairSync, hash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  explicitlyTagged,
  implicitlyTagged,
  encodeInteger,
  isTrue,
  objectIdentifier,
  octetString,
  encodeSequence,
  setOf,
  timeValue,
  utf8,
} from './der.ts';

/** What a server needs for https, and what its clients need to trust it, in PEM. */
export interface MadeCertificate {
  /** The server's certificate, followed by that of the authority. */
  readonly cert: string;
  readonly key: string;
  /** The certificate of the authority: clients that trust it trust the server. */
  readonly authority: string;
}

const day = 86_400_000;
/** Some clients refuse certificates of more than 825 days: https://support.apple.com/103769 */
const validDays = 365;

/**
 * Makes a certificate for a server with these names and addresses, valid for a year from the day before `now`
 * (milliseconds since 1970). It is signed by its own authority, because some clients accept no authority as a server.
 * The authority's key is not kept, so that clients trust only this one server. Source: RFC 5280,
 * https://www.rfc-editor.org/rfc/rfc5280
 */
export function makeCertificate(names: readonly string[], now: number): MadeCertificate {
  const authority = makeKeyPair();
  const server = makeKeyPair();
  const validity = encodeSequence(timeValue(now - day), timeValue(now + validDays * day));
  const issuer = distinguishedName('AKS Identity emulator, for tests only');
  const fromAuthority = { issuer, validity, signedBy: authority };
  const authorityCertificate = certificateOf({
    ...fromAuthority,
    subject: issuer,
    of: authority,
    extensions: [
      extension('2.5.29.19', encodeSequence(isTrue(), encodeInteger(Buffer.from([0]))), true),
      extension('2.5.29.15', bitString(Buffer.from([0x06]), 1), true),
    ],
  });
  const serverCertificate = certificateOf({
    ...fromAuthority,
    subject: distinguishedName(names[0] ?? 'localhost'),
    of: server,
    extensions: [
      extension('2.5.29.19', encodeSequence(), true),
      extension('2.5.29.15', bitString(Buffer.from([0x80]), 7), true),
      extension('2.5.29.37', encodeSequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.17', encodeSequence(...names.map(alternativeName))),
    ],
  });
  return {
    cert: serverCertificate + authorityCertificate,
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    authority: authorityCertificate,
  };
}

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: Buffer;
  /** The id by which certificates refer to the key. */
  readonly id: Buffer;
}

function makeKeyPair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const bytes = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, publicKey: bytes, id: hash('sha1', bytes, 'buffer') };
}

interface Contents {
  readonly subject: Buffer;
  readonly of: Pair;
  readonly issuer: Buffer;
  readonly signedBy: Pair;
  readonly validity: Buffer;
  readonly extensions: readonly Buffer[];
}

/** ECDSA with SHA-256. */
const algorithm = encodeSequence(objectIdentifier('1.2.840.10045.4.3.2'));

function certificateOf({ subject, of, issuer, signedBy, validity, extensions }: Contents): string {
  const keys = [
    extension('2.5.29.14', octetString(of.id)),
    extension('2.5.29.35', encodeSequence(implicitlyTagged(0, signedBy.id))),
  ];
  const contents = encodeSequence(
    explicitlyTagged(0, encodeInteger(Buffer.from([2]))),
    encodeInteger(randomBytes(16)),
    algorithm,
    issuer,
    validity,
    subject,
    of.publicKey,
    explicitlyTagged(3, encodeSequence(...extensions, ...keys)),
  );
  const certificate = encodeSequence(contents, algorithm, bitString(sign('sha256', contents, signedBy.privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(common: string): Buffer {
  return encodeSequence(setOf(encodeSequence(objectIdentifier('2.5.4.3'), utf8(common.slice(0, 64)))));
}

function extension(id: string, content: Buffer, critical = false): Buffer {
  return encodeSequence(objectIdentifier(id), ...(critical ? [isTrue()] : []), octetString(content));
}

function alternativeName(name: string): Buffer {
  switch (isIP(name)) {
    case 4:
      return implicitlyTagged(7, Buffer.from(name.split('.').map(Number)));
    case 6:
      return implicitlyTagged(7, bytesOf(name));
    default:
      return implicitlyTagged(2, Buffer.from(name, 'ascii'));
  }
}

/** The 16 bytes of an IPv6 address; `URL` writes it with hexadecimal numbers only. */
function bytesOf(address: string): Buffer {
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = [], after = []] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
