/** Sentences for people. A rule makes them with `say`; only the edges read them, with `textOf`. */

declare const brand: unique symbol;

/** A sentence for a person. It can be shown, and nothing else: no rule tests, cuts, compares or searches it. */
export interface Words {
  readonly [brand]: never;
}

/** A name, or a sentence. */
export type Phrase = string | Words;

/** Makes a sentence: say`${role} on ${scope}`. */
export function say(template: TemplateStringsArray, ...values: readonly (Phrase | number)[]): Words {
  return words(String.raw({ raw: template }, ...values));
}

/** Returns a name as words. */
export function verbatim(name: Phrase): Words {
  return words(name);
}

/** Returns several sentences or names as one, with the separator between them; what is `undefined` is left out. */
export function joinWords(list: readonly (Phrase | undefined)[], separator = ' '): Words {
  return words(list.filter((one) => one !== undefined).join(separator));
}

/** Returns each of the sentences once. */
export function onceEach(list: readonly Words[]): readonly Words[] {
  return [...new Set(list)];
}

/** Returns those that do not say the same as one before of the same kind. */
export function sayingOnce<T>(all: readonly T[], said: (one: T) => Words, kind: (one: T) => string = () => ''): T[] {
  return [...new Map(all.map((one) => [`${kind(one)} ${text(said(one))}`, one])).values()];
}

/** Returns a sentence as a part of another one: with a small letter where it does not begin with a name, and without the full stop. */
export function asClause(sentence: Words): Words {
  return words(
    text(sentence)
      .replace(/^(?!Azure)[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
      .replace(/\.$/, ''),
  );
}

/** Returns a sentence of which each part has gone through a function that takes out what nobody may see. */
export function rewritten(sentence: Words, change: (part: string) => string): Words {
  return words(change(text(sentence)));
}

const words = (sentence: Phrase): Words => sentence as Words;
const text = (sentence: Words): string => sentence as unknown as string;
