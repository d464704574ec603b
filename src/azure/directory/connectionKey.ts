/**
 * Returns a key that is the same for the same place in every session, and known before any of the Azure SDK is loaded.
 */
export function connectionKey(kind: string, endpoint: string): string {
  return `${kind} ${endpoint.replace(/\/+$/, '').toLowerCase()}`;
}
