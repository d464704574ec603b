import { Buffer } from 'node:buffer';

/** The few values of DER that a certificate needs. Source: ITU-T X.690, https://www.itu.int/rec/T-REC-X.690 */

/** Writes a value with its tag and its length. */
function taggedValue(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(bytes.length)]), bytes]);
}

/** A length up to 127 is one byte; a longer one is the number of its bytes, then these. */
function lengthOf(length: number): readonly number[] {
  if (length < 128) return [length];
  const bytes = digitsInBase(256, length);
  return [128 + bytes.length, ...bytes];
}

/** The digits of a number in another base, the highest first. */
function digitsInBase(base: number, number: number): readonly number[] {
  return number < base ? [number] : [...digitsInBase(base, Math.floor(number / base)), number % base];
}

/** Makes a SEQUENCE. */
export function encodeSequence(...content: readonly Buffer[]): Buffer {
  return taggedValue(0x30, ...content);
}

/** Makes a SET of one value. */
export function setOf(content: Buffer): Buffer {
  return taggedValue(0x31, content);
}

/** Makes a non-negative INTEGER from its bytes, without leading zeros. */
export function encodeInteger(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  return taggedValue(0x02, ...((digits[0] ?? 0) < 128 ? [] : [Buffer.from([0])]), digits);
}

/** Makes the BOOLEAN true; DER leaves false out. */
export function isTrue(): Buffer {
  return taggedValue(0x01, Buffer.from([0xff]));
}

/** Makes a BIT STRING; the lowest `unused` bits of its last byte don't count. */
export function bitString(bytes: Buffer, unused = 0): Buffer {
  return taggedValue(0x03, Buffer.from([unused]), bytes);
}

/** Makes an OCTET STRING. */
export function octetString(bytes: Buffer): Buffer {
  return taggedValue(0x04, bytes);
}

/** Makes an OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) =>
    digitsInBase(128, number).map((digit, index, digits) => (index < digits.length - 1 ? digit + 128 : digit)),
  );
  return taggedValue(0x06, Buffer.from(bytes));
}

/** Makes a UTF8String. */
export function utf8(text: string): Buffer {
  return taggedValue(0x0c, Buffer.from(text, 'utf8'));
}

/** Makes a UTCTime, for the years from 1950 to 2049, or a GeneralizedTime for later ones, to the second. */
export function timeValue(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\.\d+Z$|[-:T]/g, '');
  return digits < '2050'
    ? taggedValue(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : taggedValue(0x18, Buffer.from(`${digits}Z`));
}

/** Makes an explicitly tagged value, which contains a whole value. */
export function explicitlyTagged(number: number, content: Buffer): Buffer {
  return taggedValue(0xa0 + number, content);
}

/** Makes an implicitly tagged value, whose tag replaces that of its type. */
export function implicitlyTagged(number: number, bytes: Buffer): Buffer {
  return taggedValue(0x80 + number, bytes);
}
