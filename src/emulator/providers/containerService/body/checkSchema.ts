import { armRefusal, refuseFlat } from '../../../arm/error.ts';
import { isObject } from '../../../arm/json.ts';
import type { Json } from '../../../arm/worldFile.ts';
import schema from './bodySchema.json' with { type: 'json' };

/** The type of each member by its name: a scalar, a shape, `X[]` or `Record<X>`. */
type Shape = Readonly<Record<string, string>>;

const shapes: Readonly<Record<string, Shape>> = schema.shapes;

const roots = { cluster: 'ManagedCluster', pool: 'AgentPoolProperties', tags: 'TagsObject' } as const;

/**
 * Throws for the first value whose type is not that of the published shape. `null` and unknown properties pass.
 * `scripts/bodySchema.ts` makes the shapes from the published specification.
 */
export function checkShape(root: keyof typeof roots, body: Json): void {
  checkValue(roots[root], body, root === 'pool' ? 'properties' : '');
}

function checkValue(type: string, value: Json | undefined, path: string): void {
  if (value === undefined || value === null) return;
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) throw mismatch(path, value, 'array');
    for (const entry of value as readonly Json[]) checkValue(type.slice(0, -2), entry, path);
    return;
  }
  const scalar = scalars[type];
  if (scalar !== undefined) {
    if (!scalar.fits(value)) throw mismatch(path, value, scalar.goName);
    return;
  }
  if (!isObject(value)) throw mismatch(path, value, 'object');
  const entryType = /^Record<(.+)>$/.exec(type)?.[1];
  const members = entryType === undefined ? (shapes[type] ?? {}) : mapValues(value, entryType);
  for (const [name, inner] of Object.entries(members)) checkValue(inner, value[name], join(path, name));
}

function mapValues(value: object, type: string): Shape {
  return Object.fromEntries(Object.keys(value).map((name) => [name, type]));
}

const scalars: Readonly<Record<string, { readonly goName: string; readonly fits: (value: Json) => boolean }>> = {
  string: { goName: 'string', fits: (value) => typeof value === 'string' },
  boolean: { goName: 'bool', fits: (value) => typeof value === 'boolean' },
  integer: { goName: 'int32', fits: (value) => Number.isInteger(value) },
  number: { goName: 'float64', fits: (value) => typeof value === 'number' },
};

function mismatch(path: string, value: Json, expected: string): Error {
  const actualType = Array.isArray(value) ? 'array' : typeof value;
  if (path === 'tags' || path.startsWith('tags.') || path === 'location') {
    return armRefusal(
      400,
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: 'Error converting value at path '${path}': ${actualType} where ${expected} is expected.'.`,
    );
  }
  return refuseFlat(
    'UnmarshalError',
    `UnmarshalEntity encountered error: json: cannot unmarshal ${actualType} into Go struct field ${path} of type ${expected}.`,
    path,
  );
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
