/** The parts of a world file are checked here, and messages name their place. */
import { asList, asText, isObject } from '../arm/json.ts';
import type { Json } from '../arm/worldFile.ts';

/** A world file cannot be used; the message says where and why. */
export class WorldFileError extends Error {}

/** Throws unless the value is a list of texts. */
export function texts(value: Json | undefined, place: string): void {
  if (!Array.isArray(value)) throw new WorldFileError(`${place} must be a list`);
  asList(value).forEach((entry, index) => text(entry, `${place}[${String(index)}]`));
}

/** Throws where one of the members exists and is not a text. */
export function optionalTexts(
  value: Readonly<Record<string, Json | undefined>>,
  place: string,
  ...names: string[]
): void {
  for (const name of names) {
    const given = value[name] ?? undefined;
    if (given !== undefined && typeof given !== 'string') {
      throw new WorldFileError(`${place}.${name} must be a text`);
    }
  }
}

/** Returns the value if it is a text, and throws otherwise. */
export function text(value: Json | undefined, place: string): string {
  const found = asText(value);
  if (found === undefined) throw new WorldFileError(`${place} must be a text`);
  return found;
}

/** Returns the objects of a list, each with its place for messages, and throws where an item is anything else. */
export function objects(
  value: Json | undefined,
  place: string,
  required = false,
): readonly (readonly [string, Readonly<Record<string, Json | undefined>>])[] {
  if ((value ?? undefined) === undefined && !required) return [];
  if (!Array.isArray(value)) throw new WorldFileError(`${place} must be a list`);
  return (value as readonly Json[]).map((entry, index) => {
    const at = `${place}[${String(index)}]`;
    if (!isObject(entry)) throw new WorldFileError(`${at} must be an object`);
    return [at, entry] as const;
  });
}
