/** Reading ARM's JSON without trusting its shape. */
import type { Json, JsonObject } from './model.ts';

/** The value as an object; anything else is `undefined`. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The value as a text that is not empty; anything else is `undefined`. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a list; anything else is an empty list. */
export function asList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The objects of a list; anything else in it is left out. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  return asList(value).flatMap((item) => {
    const object = asObject(item);
    return object ? [object] : [];
  });
}

/** The texts of a list; anything else in it is left out. */
export function textsIn(value: unknown): readonly string[] {
  return asList(value).flatMap((item) => asText(item) ?? []);
}

/** The value below a path of keys, each matched ignoring case where the exact one is absent. */
export function at(value: unknown, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => member(inner, key), value as Json | undefined);
}

/** The object below a path of keys, or an empty one. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  return asObject(at(value, ...path)) ?? {};
}

/** The text below a path of keys. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  return asText(at(value, ...path));
}

/** The key of an object that equals `key` ignoring case; the exact one wins. */
export function keyOf(object: JsonObject, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  return Object.keys(object).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
}

function member(value: unknown, key: string): Json | undefined {
  const object = asObject(value);
  const found = object && keyOf(object, key);
  return object && found !== undefined ? object[found] : undefined;
}
