import { refuse, refuseFlat } from '../../../arm/error.ts';
import { isObject } from '../../../arm/json.ts';
import type { Json } from '../../../arm/worldFile.ts';
import { shapeTable } from './clusterSchema.ts';

type Shape = ReadonlyMap<string, string>;

let shapes: ReadonlyMap<string, Shape> | undefined;

const roots = { cluster: '@managedClusters', pool: '@AgentPoolProfileProperties', tags: '@TagsObject' } as const;

/** Throws for the first value whose type is not that of the published shape. `null` and unknown properties pass. */
export function checkShape(root: keyof typeof roots, body: Json): void {
  shapes ??= readShapes();
  check(roots[root], body, root === 'pool' ? 'properties' : '');
}

function check(type: string, value: Json | undefined, path: string): void {
  if (value === undefined || value === null) return;
  if (type.startsWith('@')) {
    if (!isObject(value)) throw wrong(path, value, 'object');
    for (const [name, inner] of shapes?.get(type.slice(1)) ?? []) check(inner, value[name], join(path, name));
    return;
  }
  if (type.startsWith('[')) {
    if (!Array.isArray(value)) throw wrong(path, value, 'array');
    for (const entry of value as readonly Json[]) check(type.slice(1, -1), entry, path);
    return;
  }
  if (type.startsWith('{')) {
    if (!isObject(value)) throw wrong(path, value, 'object');
    for (const [name, entry] of Object.entries(value)) check(type.slice(1, -1), entry, join(path, name));
    return;
  }
  const expected = scalars[type];
  if (expected !== undefined && !expected.fits(value)) throw wrong(path, value, expected.name);
}

const scalars: Readonly<Record<string, { readonly name: string; readonly fits: (value: Json) => boolean }>> = {
  s: { name: 'string', fits: (value) => typeof value === 'string' },
  b: { name: 'bool', fits: (value) => typeof value === 'boolean' },
  i: { name: 'int32', fits: (value) => Number.isInteger(value) },
  n: { name: 'float64', fits: (value) => typeof value === 'number' },
};

function wrong(path: string, value: Json, expected: string): Error {
  const found = Array.isArray(value) ? 'array' : typeof value;
  if (path === 'tags' || path.startsWith('tags.') || path === 'location') {
    return refuse(
      400,
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: 'Error converting value at path '${path}': ${found} where ${expected} is expected.'.`,
    );
  }
  return refuseFlat(
    'UnmarshalError',
    `UnmarshalEntity encountered error: json: cannot unmarshal ${found} into Go struct field ${path} of type ${expected}.`,
    path,
  );
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function readShapes(): ReadonlyMap<string, Shape> {
  const entries = shapeTable
    .trim()
    .split(/\n(?! )/)
    .map((entry): [string, Shape] => {
      const [name = '', ...members] = entry.split(/:?\s+/);
      return [name, new Map(members.map((member) => member.split('=') as [string, string]))];
    });
  return new Map([...entries, ['TagsObject', new Map([['tags', '{s}']])]]);
}
