/** Sentences for people. A rule makes them with `say`; only the edges read them, with `textOf`. */
import { distinctBy } from '../shape/distinct.ts';
import { filledText, fit, makeWords, write, type Phrase, type Words } from './filling.ts';
import type { NumberStyle } from './written.ts';

export type { Phrase, Words };

/** Makes a sentence: say`${role} on ${scope}`. */
export function say(template: TemplateStringsArray, ...values: readonly (Phrase | number)[]): Words {
  return makeWords(template.map((part, index) => (index === 0 ? part : `{${index - 1}}${part}`)).join(''), values);
}

/** Makes a sentence of a template that was put together, such as a number with its noun. */
export function templated(template: string, ...values: readonly (Phrase | number)[]): Words {
  return makeWords(template, values);
}

/** Returns a name, or a sentence of Azure's own, as words. */
export function verbatim(name: Phrase): Words {
  return typeof name === 'string' ? makeWords('{0}', [name]) : name;
}

/** Returns a moment as words, written as the language of who reads it does; `unknown` if there is none. */
export function momentWords(moment: Date, written: Exclude<NumberStyle, 'count'>): Words {
  const time = moment.getTime();
  return Number.isNaN(time) ? say`unknown` : write(time, written);
}

/** Returns a count as words, such as `1,000`, written as the language of who reads it does. */
export function inFigures(count: number): Words {
  return write(count, 'count');
}

/** Joins several sentences or names into one, with the separator between them; `undefined` ones are left out. */
export function joinWords(list: readonly (Phrase | undefined)[], separator = ' '): Words {
  const values = list.filter((value) => value !== undefined);
  return makeWords(values.map((_, index) => `{${index}}`).join(separator), values);
}

/** Returns the first of the sentences that were joined, or the only one. */
export function firstOfJoined(words: Words): Words {
  const [first] = words.values;
  return typeof first === 'object' && /^\{0\}(?: \{\d\})+$/.test(words.template) ? firstOfJoined(first) : words;
}

/** Joins names with a sentence between any two, such as ``say`${before} or ${next}` ``. */
export function chainWords(list: readonly Phrase[], link: (before: Words, next: Phrase) => Words): Words {
  return list.slice(1).reduce(link, verbatim(list[0] ?? ''));
}

/** Returns the sentences without duplicates. */
export function distinctWords<T extends Phrase>(list: readonly T[]): readonly T[] {
  return distinctByWords(list, (sentence) => sentence);
}

/** Returns the items without duplicates: the first of several with the same kind and sentence. */
export function distinctByWords<T>(
  items: readonly T[],
  wordsOfItem: (item: T) => Phrase,
  kind: (item: T) => string = () => '',
): T[] {
  return distinctBy(items, (item) => `${kind(item)} ${filledText(wordsOfItem(item))}`);
}

/** Groups items with the same kind and sentence, in order of first appearance. */
export function groupByWords<T>(
  items: readonly T[],
  wordsOfItem: (item: T) => Words,
  kind: (item: T) => string,
): (readonly T[])[] {
  return [...Map.groupBy(items, (item) => `${kind(item)} ${filledText(wordsOfItem(item))}`).values()];
}

/** Returns true if two sentences read the same; only for data from an earlier version, which has no ids yet. */
export function isSameWords(a: Words, b: Words): boolean {
  return filledText(a) === filledText(b);
}

/** Returns a key that is the same for the same sentence in every language. It is never shown. */
export function keyOfWords(words: Phrase): string {
  return filledText(words);
}

/** Returns how two sentences are sorted: by their English text, so that every language has the same order. */
export function compareWords(a: Phrase, b: Phrase): number {
  return filledText(a).localeCompare(filledText(b), 'en');
}

/** Returns a sentence as part of another one: without the full stop, and with a small letter unless it begins with a name. */
export function asClause(sentence: Words): Words {
  return fit(sentence, 'clause');
}

/** Returns words as a sentence that stands alone: with a full stop, unless it ends otherwise. */
export function asSentence(words: Words): Words {
  return fit(words, 'closed');
}

/** Returns a sentence without its full stop, for something to follow. */
export function withoutFullStop(sentence: Words): Words {
  return fit(sentence, 'open');
}

/** Returns a sentence or a name with a capital. */
export function capitalised(words: string): string;
export function capitalised(words: Words): Words;
export function capitalised(words: Phrase): Phrase;
export function capitalised(words: Phrase): Phrase {
  return typeof words === 'string' ? filledText(fit(verbatim(words), 'beginning')) : fit(words, 'beginning');
}

/** Returns words with a capital if they begin with an article, so that they can begin a sentence; names keep their case. */
export function capitaliseArticle(words: string): string;
export function capitaliseArticle(words: Words): Words;
export function capitaliseArticle(words: Phrase): Phrase;
export function capitaliseArticle(words: Phrase): Phrase {
  return typeof words === 'string' ? filledText(fit(verbatim(words), 'subject')) : fit(words, 'subject');
}

/** Returns a sentence with other names in it, and in the sentences that it is made of. */
export function replaceNames(sentence: Words, change: (name: string) => string): Words {
  const values = sentence.values.map((value) =>
    typeof value === 'string' ? change(value) : typeof value === 'object' ? replaceNames(value, change) : value,
  );
  return { ...sentence, values };
}

/** Returns the sentence after a function has removed from its text what no one may see. */
export function rewriteWords(sentence: Words, change: (text: string) => string): Words {
  const text = filledText(sentence);
  const after = change(text);
  return after === text ? sentence : verbatim(after);
}
