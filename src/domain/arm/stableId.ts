/** Ids that are the same for the same content: names of role assignments and ids of steps. */

/**
 * The namespace of the function `guid` in ARM templates and Bicep, which joins its arguments by hyphens; changing it would make
 * repeated grants hit other names.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#guid
 */
export const templateNamespace = '11fb06fb-712d-4ddd-98c7-e71bbd588830';

/**
 * The name of the role assignment for scope, role and principal, so that a repeated grant hits the same one: what a template
 * gets by `guid` of the three in lower case.
 */
export function roleAssignmentName(scope: string, roleGuid: string, principalId: string): string {
  const trimmed = scope === '/' ? scope : scope.replace(/\/+$/, '');
  return uuidV5(`${trimmed}-${roleGuid}-${principalId}`.toLowerCase(), templateNamespace);
}

/** Twelve hex digits that stand for a text. */
export function shortHash(text: string): string {
  return hex(sha1(new TextEncoder().encode(text))).slice(0, 12);
}

/** A name-based UUID, version 5 (RFC 9562, section 5.5). */
export function uuidV5(name: string, space: string): string {
  const prefix = (space.replace(/-/g, '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const digest = sha1(Uint8Array.from([...prefix, ...new TextEncoder().encode(name)])).slice(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return hex(digest).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-1 (RFC 3174): used for names only, never for secrets. */
function sha1(message: Uint8Array): Uint8Array {
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const padded = new DataView(new ArrayBuffer(length));
  message.forEach((byte, index) => padded.setUint8(index, byte));
  padded.setUint8(message.length, 0x80);
  padded.setUint32(length - 8, Math.floor(message.length / 0x20000000));
  padded.setUint32(length - 4, message.length << 3);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let block = 0; block < length; block += 64) compress(state, padded, block);
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((word, index) => digest.setUint32(index * 4, word));
  return new Uint8Array(digest.buffer);
}

function compress(state: Uint32Array, data: DataView, block: number): void {
  const words = new Uint32Array(80);
  const word = (index: number): number => words[index] ?? 0;
  for (let i = 0; i < 16; i++) words[i] = data.getUint32(block + i * 4);
  for (let i = 16; i < 80; i++) words[i] = rotate(word(i - 3) ^ word(i - 8) ^ word(i - 14) ^ word(i - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i++) {
    const next = (rotate(a, 5) + mix(i, b, c, d) + e + word(i)) >>> 0;
    [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((value, index) => (state[index] = (state[index] ?? 0) + value));
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(value: number, bits: number): number {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}
