import { isRecord } from '../../shape/shape.ts';
import type { Json } from './worldFile.ts';

/** A JSON object is never changed in place. */
export type JsonObject = Readonly<Record<string, Json | undefined>>;

/** Says whether the value is an object and neither null nor an array. */
export function isObject(value: Json | undefined): value is JsonObject {
  return isRecord(value);
}

/** Returns the object, or an empty one instead of anything else. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Returns the array, or an empty one instead of anything else. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Returns the text, or `undefined` for an empty text and anything else. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the member with that name, even if only the case differs. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : value[key];
}

/** Returns the value at the path, with each name found as `memberOf` does. */
export function valueAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((current, name) => memberOf(current, name), value);
}

/** Returns the object with only the members that have a value. */
export function withoutUndefined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}

/** Returns the object without these members. */
export function withoutMembers(value: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** Returns the value without members that are null, at every depth: null counts as absent, as in ARM's bodies. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return asList(value).map(withoutNulls);
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined);
  return Object.fromEntries(present.map(([name, entry]) => [name, withoutNulls(entry as Json)]));
}
