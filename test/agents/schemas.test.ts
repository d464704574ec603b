import { givenKinds } from '../../src/domain/change/change.ts';
import { describe, expect, it } from 'vitest';
import { changeSchema, languageModelTools } from '../../scripts/generators/contributions.ts';
import { nonEmptyText as filledText } from '../../src/domain/change/fields.ts';
import { kinds } from '../../src/domain/change/kinds.ts';
import {
  count,
  either,
  flag,
  list,
  number,
  object,
  oneOf,
  open,
  optional,
  table,
  text,
  variants,
  type Fields,
  type Shape,
} from '../../src/shape/shape.ts';

describe('the schemas of the tools', () => {
  it('the schema of a change names every kind that an agent may ask for, with its fields, as the API takes them (H-62)', () => {
    const { properties } = languageModelTools.at(-1)!.inputSchema as unknown as {
      properties: { change: { description: string; properties: object } };
    };
    const { change } = properties;
    expect(givenKinds.length).toBeGreaterThan(15);
    for (const kind of givenKinds) {
      const { fields }: { readonly fields: Fields } = kinds[kind];
      expect(change.description).toContain(`${kind} (`);
      for (const field of Object.keys(fields)) expect(change.properties).toHaveProperty(field);
    }
    expect(change.description).not.toContain('activateRole');
  });

  it.each<readonly [string, Shape<unknown>, object]>([
    ['a number', number, { type: 'number' }],
    ['a whole number', count, { type: 'integer', minimum: 0 }],
    ['a text', text, { type: 'string' }],
    ['a text that is not empty', filledText, { type: 'string' }],
    ['true or false', flag, { type: 'boolean' }],
    ['one of a few', oneOf('a text', null), { enum: ['a text', null] }],
    ['a list of numbers', list(number), { type: 'array', items: { type: 'number' } }],
    ['a table', table(text), { type: 'object' }],
    ['an object', object({ id: text }), { type: 'object', description: '{ id }' }],
    [
      'several objects',
      either(object({ id: text }), open({ b: flag })),
      { type: 'object', description: '{ id } or { b }' },
    ],
    ['one thing or another', either(text, flag), { anyOf: [{ type: 'string' }, { type: 'boolean' }] }],
    ['variants', variants({ a: {} }), { type: 'object', description: '{ kind: a }' }],
  ])('the schema of a field says %s, also where its words are others', (_, shape, schema) => {
    const reworded = { ...optional(shape), wanted: 'true or whatever' };
    expect(changeSchema('', { change: { fields: { one: reworded } } })['properties']).toHaveProperty('one', schema);
  });

  it('every tool has a name for chats of its own, and says in its description that it reads or changes nothing', () => {
    const references = languageModelTools.map(({ toolReferenceName }) => toolReferenceName);
    expect(new Set(references).size).toBe(references.length);
    for (const { modelDescription } of languageModelTools)
      expect(modelDescription).toMatch(/Reads only|changes nothing|itself changes nothing/);
  });
});
