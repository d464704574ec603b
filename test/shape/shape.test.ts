import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  count,
  either,
  flag,
  list,
  matchesShape,
  Mismatch,
  number,
  object,
  oneOf,
  open,
  optional,
  readOrUndefined,
  record,
  table,
  text,
  time,
  variants,
  type Of,
  type Shape,
} from '../../src/shape/shape.ts';
import { fc } from '../support/property.ts';

const part = object({ id: text, tags: optional(table(text)) });
const whole = open({
  parts: list(part, 2),
  state: oneOf('on', 'off'),
  size: optional(either(number, object({ width: count }))),
  owner: variants({ user: { name: text }, nobody: {} }),
});

describe('a shape', () => {
  it('infers the type of what it lets through', () => {
    expectTypeOf<Of<typeof part>>().toEqualTypeOf<{
      readonly id: string;
      readonly tags?: Readonly<Record<string, string>>;
    }>();
    expectTypeOf<Of<typeof whole>['owner']>().toEqualTypeOf<
      { readonly kind: 'user'; readonly name: string } | { readonly kind: 'nobody' }
    >();
  });

  it('returns what fits without members that are undefined', () => {
    expect(part.read({ id: 'a', tags: undefined }, '')).toStrictEqual({ id: 'a' });
  });

  const right = { parts: [{ id: 'a' }], state: 'on', owner: { kind: 'nobody' } };
  it.each<readonly [string, unknown]>([
    ['must be an object', 5],
    ['parts must be a list', { ...right, parts: {} }],
    ['parts must be a list', { ...right, parts: [1, 2, 3] }],
    ['parts[1].id must be a text', { ...right, parts: [{ id: 'a' }, {}] }],
    ['parts[0].tags.b must be a text', { ...right, parts: [{ id: 'a', tags: { b: 1 } }] }],
    ['parts[0] has no member "name"', { ...right, parts: [{ id: 'a', name: 'b' }] }],
    ['state must be on or off', { ...right, state: 'ON' }],
    ['size must be a number or { width }', { ...right, size: 'big' }],
    ['owner must be { kind: user, name } or { kind: nobody }', { ...right, owner: { kind: 'constructor' } }],
    ['owner.name must be a text', { ...right, owner: { kind: 'user' } }],
    ['owner has no member "name"', { ...right, owner: { kind: 'nobody', name: 'a' } }],
  ])('names the path of what does not fit: %s', (message, value) => {
    expect(() => whole.read(value, '')).toThrow(message);
    expect(matchesShape(whole, value)).toBe(false);
  });

  it('distinguishes what is missing from what is wrong', () => {
    const problemOf = (value: unknown): string | undefined => {
      try {
        return void part.read(value, 'part');
      } catch (error) {
        return error instanceof Mismatch ? `${error.problem} ${error.path}` : undefined;
      }
    };
    expect([problemOf({}), problemOf({ id: 1 })]).toEqual(['missing part.id', 'wrong part.id']);
  });

  it('lets what else is in an open object stay', () => {
    expect(readOrUndefined(open({ id: text }), { id: 'a', more: [1] })).toEqual({ id: 'a', more: [1] });
  });

  it.each<readonly [string, Shape<unknown>, readonly unknown[], readonly unknown[]]>([
    ['a time', time, ['2026-05-04T08:00:00Z'], ['yesterday', 5]],
    ['a count', count, [0, 7], [-1, 0.5, '1']],
    ['a number', number, [-0.5], [NaN, '1']],
    ['a flag', flag, [true, false], [0, 'true', null]],
    ['a record', record, [{}], [[], null, undefined]],
  ])('knows %s', (_, shape, good, bad) => {
    expect(good.filter((value) => !matchesShape(shape, value))).toEqual([]);
    expect(bad.filter((value) => matchesShape(shape, value))).toEqual([]);
  });

  it('throws nothing but a mismatch, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readOrUndefined(whole, value) === undefined || typeof value === 'object').toBe(true);
      }),
    );
  });
});
