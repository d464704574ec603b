import { isObject, type Json, type JsonObject } from '../../domain/arm/json.ts';

/** Returns the claims of a token, or none if it is not a JWT. The signature is not checked. */
export function claimsOf(token: string): JsonObject {
  const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  try {
    const claims = JSON.parse(atob(payload)) as Json;
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
}
