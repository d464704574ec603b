import { isObject, type JsonObject } from './json.ts';
import type { Json } from './worldFile.ts';

/** The members in which two objects differ, from both of them; arrays that differ are whole. */
export interface Difference {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** Returns the members in which the objects differ, or `undefined` if there are none. */
export function differenceOf(before: JsonObject, after: JsonObject): Difference | undefined {
  const first: [string, Json | undefined][] = [];
  const second: [string, Json | undefined][] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, next] = [own(before, name), own(after, name)];
    if (old === next) continue;
    if (isObject(old) && isObject(next)) {
      const inner = differenceOf(old, next);
      if (inner === undefined) continue;
      first.push([name, inner.before]);
      second.push([name, inner.after]);
    } else if (JSON.stringify(old) !== JSON.stringify(next)) {
      if (old !== undefined) first.push([name, old]);
      if (next !== undefined) second.push([name, next]);
    }
  }
  if (first.length === 0 && second.length === 0) return undefined;
  return { before: Object.fromEntries(first), after: Object.fromEntries(second) };
}

/** A member of the object itself, even if it is named like an inherited one. */
function own(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A value before and after, at its path: `properties.agentPoolProfiles[0].count`. */
export interface ChangedValue {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Returns the single values in which two objects differ. */
export function changedValues({ before, after }: Difference): readonly ChangedValue[] {
  const old = new Map(leavesOf(before, ''));
  const next = new Map(leavesOf(after, ''));
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(next.get(path)))
    .map((path) => ({ path, before: old.get(path), after: next.get(path) }));
}

function leavesOf(value: Json | JsonObject | undefined, path: string): readonly (readonly [string, Json])[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length > 0)
    return (value as readonly Json[]).flatMap((item, index) => leavesOf(item, `${path}[${String(index)}]`));
  if (isObject(value as Json) && Object.keys(value as JsonObject).length > 0)
    return Object.entries(value as JsonObject).flatMap(([name, item]) =>
      leavesOf(item, path === '' ? name : `${path}.${name}`),
    );
  return [[path, value as Json]];
}
