import { isRecord } from '../../shape/shape.ts';

/** Without an expiry in it a token is taken for good for that long: five minutes. */
const unknownLifetime = 5 * 60_000;

/** The claims of a token; none where it is not a JWT. They are for display and timing: nobody has checked the signature. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload] = token.split('.');
  if (payload === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isRecord(claims) ? claims : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** When a token expires, in milliseconds since 1970. */
export function expiryOf(token: string, now: number): number {
  const { exp } = claimsOf(token);
  return typeof exp === 'number' ? exp * 1000 : now + unknownLifetime;
}
