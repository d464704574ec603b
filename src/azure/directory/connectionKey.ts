/** Returns a key that identifies a place in every session; needs none of the Azure SDK. */
export function connectionKey(kind: string, endpoint: string): string {
  return `${kind} ${endpoint.replace(/\/+$/, '').toLowerCase()}`;
}
