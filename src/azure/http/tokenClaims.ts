import { isObject, type Json, type JsonObject } from '../../domain/arm/json.ts';

/** Returns what a token says, or nothing where it is no JWT; nobody has checked who signed it. */
export function claimsOf(token: string): JsonObject {
  const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  try {
    const claims = JSON.parse(atob(payload)) as Json;
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
}
