/** Reading ARM's JSON without trusting its shape or the casing of its keys. */

/** JSON as ARM sends it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object as ARM sends it; unknown properties are kept. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a JSON object, not for a list or `null`. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property whatever the casing of its key: ARM shows `omsagent` and `omsAgent`; the exact key wins. */
function property(object: JsonObject, key: string): Json | undefined {
  if (Object.hasOwn(object, key)) return object[key];
  const wanted = key.toLowerCase();
  const found = Object.keys(object).find((candidate) => candidate.toLowerCase() === wanted);
  return found === undefined ? undefined : object[found];
}

/** The value at a path such as `properties.networkProfile.networkPlugin`; `undefined` where the path ends early. */
export function at(json: Json | undefined, path: string): Json | undefined {
  let value = json;
  for (const key of keysOf(path)) value = isObject(value) ? property(value, key) : undefined;
  return value;
}

/** Paths are few and are asked for in thousands of clusters: each is taken apart once. */
const takenApart = new Map<string, readonly string[]>();

function keysOf(path: string): readonly string[] {
  const keys = takenApart.get(path) ?? path.split('.');
  takenApart.set(path, keys);
  return keys;
}

/** The text at a path; empty text counts as nothing. */
export function textAt(json: Json | undefined, path: string): string | undefined {
  const value = at(json, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The object at a path. */
export function objectAt(json: Json | undefined, path: string): JsonObject | undefined {
  const value = at(json, path);
  return isObject(value) ? value : undefined;
}

/** The list at a path, empty where there is none. */
export function listAt(json: Json | undefined, path: string): readonly Json[] {
  const value = at(json, path);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The objects of the list at a path. */
export function objectsAt(json: Json | undefined, path: string): readonly JsonObject[] {
  return listAt(json, path).filter(isObject);
}

/** The texts of the list at a path. */
export function textsAt(json: Json | undefined, path: string): readonly string[] {
  return listAt(json, path).filter((value): value is string => typeof value === 'string' && value !== '');
}

/** Whether a switch is on: `true`, or the text "true" as add-on configurations spell it. */
export function isOn(json: Json | undefined, path: string): boolean {
  const value = at(json, path);
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}
