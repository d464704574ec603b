/** A cluster that has a secret at every place of the catalogue, and all of those secrets. */
import type { Json, JsonObject } from '../../../src/domain/arm/json.ts';
import { secretPlaces } from '../../../src/domain/arm/secretPlaces.ts';

/** The secret at the place of this number, in a form that is no form of anything else. */
function secretAt(number: number): string {
  return `s3cr3t~${number}~value`;
}

function valueAt(path: string, secret: 'all' | 'user' | 'ifNamedSo', number: number): Json {
  const [first = '', ...rest] = path.split('.');
  if (path === '')
    return secret === 'user' ? `http://ada:${secretAt(number)}@proxy.contoso.com:8080` : secretAt(number);
  const inner = valueAt(rest.join('.'), secret, number);
  if (first === '[]') return [inner];
  return { [first === '*' ? (rest.length === 0 ? 'workspaceKey' : 'omsagent') : first]: inner };
}

function merged(a: JsonObject, b: JsonObject): JsonObject {
  const both = Object.entries(b).map(([key, value]) => {
    const there = a[key];
    const isBoth = [there, value].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
    return [key, isBoth ? merged(there as JsonObject, value as JsonObject) : value] as const;
  });
  return { ...a, ...Object.fromEntries(both) };
}

/** The properties with a secret at every place of the catalogue. */
export const secretProperties = secretPlaces
  .map(({ path, secret }, number) => valueAt(path, secret, number) as JsonObject)
  .reduce(merged, {})['properties'] as JsonObject;

/** The secrets, exactly as they appear in the JSON. */
export const allSecrets: readonly string[] = secretPlaces.map((_, number) => secretAt(number));
