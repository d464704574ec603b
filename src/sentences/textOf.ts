/** Turns sentences into text; only the edges may import this. */
import { filledText, isWords, type Language, type Phrase, type Words } from './filling.ts';
import { say } from './words.ts';

/** The language that texts are made in at the moment; English but for what is shown to a person. */
let spoken: Language | undefined;

/** Calls a function with a language for the texts that it makes; it must make them before it returns. */
export function inLanguage<T>(language: Language | undefined, make: () => T): T {
  const before = spoken;
  spoken = language;
  try {
    return make();
  } finally {
    spoken = before;
  }
}

/** Calls a function whose English texts name the zone of every time, for readers elsewhere. */
export function withZones<T>(make: () => T): T {
  return inLanguage({ code: 'en', namesZone: true }, make);
}

/** Returns a sentence as text; a name is unchanged. */
export function textOf(words: Phrase): string {
  return filledText(words, spoken);
}

/** Returns a sentence that is made and shown at once as text: toText`${role} on ${scope}`. */
export function toText(template: TemplateStringsArray, ...values: readonly (Phrase | number)[]): string {
  return textOf(say(template, ...values));
}

/** Returns sentences as texts to show. */
export function textsOf(list: readonly Phrase[]): readonly string[] {
  return list.map(textOf);
}

/** The same type with texts instead of sentences. */
export type InText<T> = T extends Words
  ? string
  : T extends string
    ? T
    : T extends readonly (infer One)[]
      ? readonly InText<One>[]
      : T extends object
        ? { readonly [Key in keyof T]: InText<T[Key]> }
        : T;

/** Returns data with texts instead of the sentences in it, at any depth; the same object if there are none. */
export function inText<T>(data: T): InText<T> {
  return textIn(data) as InText<T>;
}

function textIn(data: unknown): unknown {
  if (isWords(data)) return textOf(data);
  if (Array.isArray(data)) {
    const texts = data.map(textIn);
    return texts.some((item, index) => item !== data[index]) ? texts : data;
  }
  if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype) return data;
  const before = data as Readonly<Record<string, unknown>>;
  const entries = Object.entries(before).map(([key, value]) => [key, textIn(value)] as const);
  return entries.some(([key, value]) => value !== before[key]) ? Object.fromEntries(entries) : data;
}
