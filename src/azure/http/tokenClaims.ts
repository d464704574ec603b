/** What a token says of whom it is for; its signature is not checked. */
import { isObject, textAt, type Json, type JsonObject } from '../../domain/arm/json.ts';
import type { TokenOwner } from '../../domain/arm/tokenOwner.ts';
import { defined } from '../../shape/defined.ts';

/** Returns the claims of a token, or none if it is not a JWT. The signature is not checked. */
export function claimsOf(token: string): JsonObject {
  const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  try {
    const bytes = Uint8Array.from(atob(payload), (byte) => byte.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Json;
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
}

/**
 * Returns whom a token is for; nothing where it doesn't say. Only one for an application has neither a name nor a scope.
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function accountIn(claims: JsonObject): TokenOwner {
  const said = (...names: readonly string[]): string | undefined =>
    names.map((name) => textAt(claims, name)).find((text) => text !== undefined);
  const objectId = said('oid');
  const clientId = said('appid', 'azp');
  const name = said('upn', 'unique_name', 'preferred_username');
  const isApplication = said('idtyp') === 'app' || (name === undefined && said('scp', 'idtyp') === undefined);
  return defined({
    objectId: objectId !== undefined && /^[0-9a-f-]{36}$/i.test(objectId) ? objectId : undefined,
    ...(isApplication ? { applicationId: clientId } : { name, clientId }),
  });
}
