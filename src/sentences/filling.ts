/** The parts of a sentence, and how it becomes a text; only the files next to this one may import it. */
import { writtenIn, type NumberStyle } from './written.ts';

const brand = Symbol('words');

/**
 * A sentence for people: a template with `{0}`, `{1}` and so on, and the values for them. It can only be shown; no rule
 * tests, cuts, compares or searches it. Anything that was read from JSON, such as the plan of an earlier run, is
 * already text.
 */
export interface Words {
  readonly template: string;
  readonly values: readonly (Phrase | number)[];
  readonly form?: Fit;
  /** What its one value, a number, is written as. */
  readonly written?: NumberStyle;
  readonly [brand]: true;
}

/**
 * What a sentence is made to fit: a `clause` is part of another one; an `open` one goes on; a `closed` one stands alone; a `beginning` starts
 * with a capital; a `subject` does so unless it is a name, whose case stays.
 */
export type Fit = 'clause' | 'open' | 'closed' | 'beginning' | 'subject';

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

/** Makes a sentence fit its place. */
export function fit(sentence: Words, form: Fit): Words {
  return Object.assign(makeWords('{0}', [sentence]), { form });
}

/** Makes words of a moment, in milliseconds, or of a count: each language writes them in its own way. */
export function write(value: number, written: NumberStyle): Words {
  return Object.assign(makeWords('{0}', [value]), { written });
}

/** The language of who reads. */
export interface Language {
  /** As `Intl` names it. */
  readonly code: string;
  /** Whether times name their zone, for a reader who may be in another. */
  readonly namesZone?: boolean;
  /** Returns the template in this language, where it has texts; the values are those of the sentence. */
  readonly translate?: (template: string, values: Words['values']) => string;
}

const english: Language = { code: 'en' };

/** Returns a sentence as text, in English unless there is a language; a name, and what was read from JSON, is unchanged. */
export function filledText(words: Phrase, language = english): string {
  if (typeof words === 'string') return words;
  const { values, written } = words;
  if (written) return writtenIn(language.code, written, Number(values[0]), language.namesZone);
  const { translate } = language;
  const template = translate ? translate(words.template, values) : words.template;
  const text = template.replaceAll(/\{(\d+)\}/g, (place, index: string) => {
    const value = values[Number(index)];
    if (typeof value === 'object') return filledText(value, language);
    return typeof value === 'number' ? inDigits(value, language) : (value ?? place);
  });
  if (words.form === undefined) return text;
  return words.form === 'closed'
    ? closed(text, values[0], language)
    : fitted(text, words.form, translate === undefined);
}

/** The full stop of a language is in its text for `{0}.`; what it has no text for is English. */
function closed(text: string, sentence: Words['values'][number] | undefined, { translate }: Language): string {
  if (/(?:^|\p{STerm}|…)$/u.test(text)) return text;
  return (translate && isIn(translate, sentence) ? translate('{0}.', []) : '{0}.').replace('{0}', () => text);
}

/** Whether a language has this sentence; what is nothing but others is in the language of the last one. */
function isIn(translate: NonNullable<Language['translate']>, sentence?: Words['values'][number]): boolean {
  if (typeof sentence !== 'object') return false;
  const { template, values } = sentence;
  return translate(template, values) !== template || (!/\p{L}/u.test(template) && isIn(translate, values.at(-1)));
}

/** Small numbers look the same in every language of VS Code, and the first use of `Intl` takes 10 ms. */
function inDigits(value: number, { code }: Language): string {
  return Number.isInteger(value) && value < 1000 ? String(value) : writtenIn(code, 'count', value);
}

/**
 * A clause is without its full stop, and in English with a small letter unless it begins with a name. What is no name is known in
 * English by its article; in other languages it keeps the case of its translation.
 */
function fitted(text: string, form: Exclude<Fit, 'closed'>, isEnglish: boolean): string {
  const capital = (start: string): string => `${start.charAt(0).toUpperCase()}${start.slice(1)}`;
  if (form === 'beginning') return capital(text);
  if (form === 'subject') return isEnglish ? text.replace(/^(?:the|an?|service principal) /, capital) : text;
  if (form === 'open') return text.replace(/\p{STerm}$/u, '');
  const small = isEnglish ? text.replace(/^(?!Azure)[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()) : text;
  return small.replace(/(?![!?！？؟])\p{STerm}$/u, '');
}

/** Returns true for a sentence that was not read from JSON. */
export function isWords(value: unknown): value is Words {
  return typeof value === 'object' && value !== null && brand in value;
}
