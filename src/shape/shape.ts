/** Checks at run time of data from outside. A check is written once, as data; its type is inferred from it. */

/** A schema of JSON, as language models read it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A check of a value that returns it as a `T`. */
export interface Shape<T> {
  /** What the value must be, in words for use after "must be": `a text`. */
  readonly wanted: string;
  /** The same for machines; it may accept more than the shape does, but never less. */
  readonly schema: Schema;
  /** Returns the value as a `T`, without `undefined` members; throws a `Mismatch` that names the path. */
  readonly read: (value: unknown, path: string) => T;
}

/** A check of a member that may be left out. */
export interface Optional<T> extends Shape<T> {
  readonly isOptional: true;
}

/** A member of an object that is ignored, whatever it is. */
export interface Ignored extends Optional<unknown> {
  readonly isIgnored: true;
}

/** The checks of an object's members, by name. */
export type Fields = Readonly<Record<string, Shape<unknown>>>;

/** The type of the values that a check accepts. */
export type Of<S> = S extends Shape<infer T> ? T : never;

type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The type of the objects that have these members. */
export type ObjectOf<F extends Fields> = Flat<
  { readonly [K in keyof F as F[K] extends Optional<unknown> ? never : K]: Of<F[K]> } & {
    readonly [K in keyof F as F[K] extends Ignored ? never : F[K] extends Optional<unknown> ? K : never]?: Of<F[K]>;
  }
>;

/** The type of the objects of several kinds, which the member `Tag` distinguishes. */
export type VariantOf<Kinds extends Readonly<Record<string, Fields>>, Tag extends string = 'kind'> = {
  readonly [K in keyof Kinds & string]: Flat<{ readonly [T in Tag]: K } & ObjectOf<Kinds[K]>>;
}[keyof Kinds & string];

/** Why a value doesn't match: what is at the path is `missing`, `wrong`, or has an `unknown` member. */
export class Mismatch extends Error {
  readonly path: string;
  readonly problem: 'missing' | 'wrong' | 'unknown';
  /** What must be at the path, in words; for an `unknown` member, the names of the known ones. */
  readonly wanted: string;
  /** What is at the path; for an `unknown` member, its name. */
  readonly given: unknown;

  constructor({ path, problem, wanted, given }: Omit<Mismatch, keyof Error>) {
    super(problem === 'unknown' ? `${path} has no member "${String(given)}"` : `${path} must be ${wanted}`);
    this.path = path;
    this.problem = problem;
    this.wanted = wanted;
    this.given = given;
  }
}

function mismatchAt(value: unknown, path: string, wording: string): Mismatch {
  return new Mismatch({ path, problem: value === undefined ? 'missing' : 'wrong', wanted: wording, given: value });
}

/** Returns true for a plain object, neither a list nor `null`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value as the shape reads it, or `undefined` if it does not match. */
export function readOrUndefined<T>(shape: Shape<T>, value: unknown): T | undefined {
  try {
    return shape.read(value, '');
  } catch (error) {
    if (error instanceof Mismatch) return undefined;
    throw error;
  }
}

/** Returns true if the value matches the shape. */
export function matchesShape<T>(shape: Shape<T>, value: unknown): value is T {
  return readOrUndefined(shape, value) !== undefined;
}

/** Makes a check of one value from a test; without a schema, the JSON schema leaves it out. */
export function defineShape<T>(wording: string, isFitting: (value: unknown) => boolean, schema: Schema = {}): Shape<T> {
  return {
    wanted: wording,
    schema,
    read(value, path) {
      if (!isFitting(value)) throw mismatchAt(value, path, wording);
      return value as T;
    },
  };
}

/** Accepts any text. */
export const text = defineShape<string>('a text', (value) => typeof value === 'string', { type: 'string' });
/** Accepts `true` and `false`. */
export const flag = defineShape<boolean>('true or false', (value) => typeof value === 'boolean', { type: 'boolean' });
/** Accepts a finite number. */
export const number = defineShape<number>('a number', (value) => Number.isFinite(value), { type: 'number' });
/** Accepts a whole number from 0. */
export const count = defineShape<number>(
  'a whole number from 0',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  { type: 'integer', minimum: 0 },
);
/** Accepts a plain object, whatever it contains. */
export const record = defineShape<Readonly<Record<string, unknown>>>('an object', isRecord, { type: 'object' });
/** Accepts a text that is a point in time. */
export const time = defineShape<string>(
  'a time',
  (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  text.schema,
);

/** Accepts exactly one of these values. */
export function oneOf<const V extends string | number | null>(...values: readonly V[]): Shape<V> {
  return defineShape(values.join(' or '), (value) => values.some((allowed) => allowed === value), { enum: values });
}

/** Accepts a member that is left out. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { ...shape, isOptional: true };
}

/** Accepts a list of matching items, of at most this number. */
export function list<T>(item: Shape<T>, most = Infinity): Shape<readonly T[]> {
  const elements = defineShape<readonly unknown[]>('a list', (value) => Array.isArray(value) && value.length <= most);
  return {
    wanted: elements.wanted,
    schema: { type: 'array', items: item.schema },
    read: (value, path) => elements.read(value, path).map((element, index) => item.read(element, `${path}[${index}]`)),
  };
}

/** Accepts an object whose members all match, whatever their names. */
export function table<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    wanted: record.wanted,
    schema: record.schema,
    read: (value, path) =>
      Object.fromEntries(
        Object.entries(record.read(value, path)).map(([name, member]) => [name, item.read(member, inside(path, name))]),
      ),
  };
}

/** Accepts a member that belongs to others: it may be anything, and is not part of the type. */
export const ignored: Ignored = {
  wanted: 'anything',
  schema: {},
  isOptional: true,
  isIgnored: true,
  read: () => undefined,
};

/** Accepts an object with these members and no others. */
export function object<const F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const fieldNames = keptNames(fields).join(', ');
  return objectWith<F>(fields, (name, path) => {
    throw new Mismatch({ path, problem: 'unknown', wanted: fieldNames, given: name });
  });
}

/** Accepts an object with these members; all others stay. */
export function open<const F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  return objectWith<F>(fields, () => undefined);
}

function objectWith<F extends Fields>(fields: F, onOther: (name: string, path: string) => void): Shape<ObjectOf<F>> {
  const read = Object.entries(fields).filter(([, shape]) => !('isIgnored' in shape));
  const wording = `{ ${keptNames(fields).join(', ')} }`;
  return {
    wanted: wording,
    schema: objectSchema(wording),
    read(value, path) {
      const givenMembers = record.read(value, path);
      const members: Record<string, unknown> = { ...givenMembers };
      for (const [name, shape] of read) {
        const member = Object.hasOwn(givenMembers, name) ? givenMembers[name] : undefined;
        if (member !== undefined || !('isOptional' in shape)) members[name] = shape.read(member, inside(path, name));
      }
      for (const name of Object.keys(givenMembers)) {
        if (givenMembers[name] === undefined) delete members[name];
        else if (!Object.hasOwn(fields, name)) onOther(name, path);
      }
      return members as ObjectOf<F>;
    },
  };
}

/** Describes an object's members in words, because not every language model accepts nested schemas. */
function objectSchema(description: string): Schema {
  return { type: 'object', description };
}

function keptNames(fields: Fields): readonly string[] {
  return Object.keys(fields).filter((name) => !('isIgnored' in (fields[name] ?? {})));
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Accepts what one of the shapes accepts; the first that matches reads it. */
export function either<const S extends readonly Shape<unknown>[]>(...shapes: S): Shape<Of<S[number]>> {
  const wording = shapes.map((shape) => shape.wanted).join(' or ');
  const areObjects = shapes.every(({ schema }) => schema['type'] === 'object');
  return {
    wanted: wording,
    schema: areObjects ? objectSchema(wording) : { anyOf: shapes.map(({ schema }) => schema) },
    read(value, path) {
      const shape = shapes.find((candidate) => matchesShape(candidate, value));
      if (shape === undefined) throw mismatchAt(value, path, wording);
      return shape.read(value, path) as Of<S[number]>;
    },
  };
}

/** Accepts an object whose member `tag` determines its other members. `make` is `object` or `open`. */
export function variants<const Kinds extends Readonly<Record<string, Fields>>, const Tag extends string = 'kind'>(
  kinds: Kinds,
  { tag = 'kind' as Tag, make = object } = {},
): Shape<VariantOf<Kinds, Tag>> {
  const shapes = new Map(Object.entries(kinds).map(([kind, fields]) => [kind, make({ [tag]: text, ...fields })]));
  const wording = Object.entries(kinds)
    .map(([kind, fields]) => `{ ${[`${tag}: ${kind}`, ...Object.keys(fields)].join(', ')} }`)
    .join(' or ');
  return {
    wanted: wording,
    schema: objectSchema(wording),
    read(value, path) {
      const kind = isRecord(value) ? value[tag] : undefined;
      const shape = typeof kind === 'string' ? shapes.get(kind) : undefined;
      if (shape === undefined) throw mismatchAt(value, path, wording);
      return shape.read(value, path) as VariantOf<Kinds, Tag>;
    },
  };
}
