/** The parts of a sentence, and how it becomes a text; only the files next to this one may import it. */

const brand = Symbol('words');

/**
 * A sentence for people: a template with `{0}`, `{1}` and so on, and the values for them. It can only be shown; no rule
 * tests, cuts, compares or searches it. Anything that was read from JSON, such as the plan of an earlier run, is
 * already text.
 */
export interface Words {
  readonly template: string;
  readonly values: readonly (Phrase | number)[];
  readonly [brand]: true;
}

/** A name, or a sentence. */
export type Phrase = string | Words;

/** In JSON, and wherever else it becomes a text, a sentence is its text. */
const asText = {
  toJSON(this: Words): string {
    return filledText(this);
  },
  toString(this: Words): string {
    return filledText(this);
  },
};

/** Makes a sentence of a template and its values. */
export function makeWords(template: string, values: readonly (Phrase | number)[]): Words {
  return Object.assign(Object.create(asText) as Words, { template, values, [brand]: true });
}

/** Returns a sentence as text; a name, and what was read from JSON, is unchanged. */
export function filledText(words: Phrase): string {
  if (typeof words === 'string') return words;
  return words.template.replaceAll(/\{(\d+)\}/g, (place, index: string) => {
    const value = words.values[Number(index)];
    return typeof value === 'object' ? filledText(value) : String(value ?? place);
  });
}

/** Returns true for a sentence that was not read from JSON. */
export function isWords(value: unknown): value is Words {
  return typeof value === 'object' && value !== null && brand in value;
}
