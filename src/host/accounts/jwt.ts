import { parseObject } from '../../shape/json.ts';

/** Milliseconds for which a token without an expiry counts as valid: five minutes. */
const unknownLifetime = 5 * 60_000;

/** Returns the claims of a token, or none if it is not a JWT; the signature is not checked, so use them only for display and timing. */
export function jwtClaims(token: string): Readonly<Record<string, unknown>> {
  const [, payload] = token.split('.');
  return parseObject(Buffer.from(payload ?? '', 'base64url').toString('utf8')) ?? {};
}

/** Returns when a token expires, in milliseconds since 1970. */
export function expiryOf(token: string, now: number): number {
  const { exp } = jwtClaims(token);
  return typeof exp === 'number' ? exp * 1000 : now + unknownLifetime;
}
