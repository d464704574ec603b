/** Reads ARM's JSON without trusting its shape or the case of its keys. */
import { isRecord } from '../../shape/shape.ts';

/** A JSON value as ARM sends it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object as ARM sends it, with every property that ARM sent. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Returns true for a JSON object, and false for a list or `null`. */
export function isObject(value: Json | undefined): value is JsonObject {
  return isRecord(value);
}

/** Finds a property regardless of case, because ARM returns both `omsagent` and `omsAgent`; an exact match wins. */
function property(object: JsonObject, key: string): Json | undefined {
  if (Object.hasOwn(object, key)) return object[key];
  const lowerKey = key.toLowerCase();
  // Avoids a list of keys, because thousands of clusters lack the property.
  for (const candidate in object)
    if (candidate.length === key.length && candidate.toLowerCase() === lowerKey) return object[candidate];
  return undefined;
}

/**
 * Returns the value at a path such as `properties.networkProfile.networkPlugin`, or `undefined` if the path ends early.
 */
export function valueAt(json: Json | undefined, path: string): Json | undefined {
  let value = json;
  for (const key of keysOf(path)) value = isObject(value) ? property(value, key) : undefined;
  return value;
}

/** Paths are few and used for thousands of clusters, so each is split once. */
const takenApart = new Map<string, readonly string[]>();

function keysOf(path: string): readonly string[] {
  const keys = takenApart.get(path) ?? path.split('.');
  takenApart.set(path, keys);
  return keys;
}

/** Returns the text at a path; an empty text counts as missing. */
export function textAt(json: Json | undefined, path: string): string | undefined {
  const value = valueAt(json, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the object at a path. */
export function objectAt(json: Json | undefined, path: string): JsonObject | undefined {
  const value = valueAt(json, path);
  return isObject(value) ? value : undefined;
}

/** Returns the list at a path, or an empty list if there is none. */
export function listAt(json: Json | undefined, path: string): readonly Json[] {
  const value = valueAt(json, path);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Returns the objects in the list at a path. */
export function objectsAt(json: Json | undefined, path: string): readonly JsonObject[] {
  return listAt(json, path).filter(isObject);
}

/** Returns the texts in the list at a path, without empty ones. */
export function textsAt(json: Json | undefined, path: string): readonly string[] {
  return listAt(json, path).filter((value): value is string => typeof value === 'string' && value !== '');
}

/** Returns true if the switch at a path is `true` or the text "true", which is how add-ons spell it. */
export function isOn(json: Json | undefined, path: string): boolean {
  const value = valueAt(json, path);
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}
