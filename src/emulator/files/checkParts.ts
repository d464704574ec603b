/** What the parts of a world file have to be, told by their place. */
import { asList, asText, isObject } from '../arm/json.ts';
import type { Json } from '../arm/worldFile.ts';

/** A world file that cannot be used; the message says where and why. */
export class WorldFileError extends Error {}

/** Throws unless the value is a list of texts. */
export function texts(value: Json | undefined, place: string): void {
  if (!Array.isArray(value)) throw new WorldFileError(`${place} must be a list`);
  asList(value).forEach((entry, index) => text(entry, `${place}[${String(index)}]`));
}

/** Throws where one of the members is there and no text. */
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

/** The text; throws where it is none. */
export function text(value: Json | undefined, place: string): string {
  const found = asText(value);
  if (found === undefined) throw new WorldFileError(`${place} must be a text`);
  return found;
}

/** The objects of a list, each with its place for messages; throws where it is something else. */
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
