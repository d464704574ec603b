/**
 * The language of the person who reads: what VS Code and the pages show goes through here. Whatever programs read, such as exports,
 * JSON, the journal and the log, stays English.
 */
import { filledText, type Language, type Phrase, type Words } from './filling.ts';
import { inLanguage, inText, type InText } from './textOf.ts';
import { say } from './words.ts';

/** The texts of a language by their English templates; `template/few` is the text for that plural form, where it has its own. */
export type Bundle = Readonly<Record<string, string>>;

let spoken: Language | undefined;

/**
 * Sets the language of everything that is shown from now on. Dates and counts are written as in that language; sentences are English
 * without a bundle. The language of the machine doesn't matter. Asks nothing of `Intl`, which takes 10 ms at its first use.
 */
export function speak(bundle?: Bundle, language = 'en'): void {
  let code: string | undefined;
  let plurals: Intl.PluralRules | undefined;
  const known = (): string => (code ??= knownCode(language));
  const formOf = (count: number): string => (plurals ??= new Intl.PluralRules(known())).select(count);
  spoken = {
    get code() {
      return known();
    },
    ...(bundle && {
      translate: (template, values) => {
        const count = countIn(values);
        const form = count === undefined ? undefined : bundle[`${template}/${formOf(count)}`];
        return form ?? bundle[template] ?? template;
      },
    }),
  };
}

/** A language that `Intl` doesn't know would be that of the machine. */
function knownCode(language: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** A count with its noun is a count, too: the form of `{0} use it` is that of the clusters in it. */
function countIn(values: Words['values']): number | undefined {
  for (const value of values) {
    const count = typeof value === 'number' ? value : undefined;
    const within = typeof value === 'object' && (value.written ?? 'count') === 'count' ? countIn(value.values) : count;
    if (within !== undefined) return within;
  }
  return undefined;
}

/** Returns a sentence as the text that a person sees. */
export function shownText(words: Phrase): string {
  return filledText(words, spoken);
}

/** Returns sentences as the texts that a person sees. */
export function shownTexts(list: readonly Phrase[]): readonly string[] {
  return list.map(shownText);
}

/** Returns a text of a page or a window as a person sees it: t`Show ${name}`. */
export function t(template: TemplateStringsArray, ...values: readonly (Phrase | number)[]): string {
  return shownText(say(template, ...values));
}

/** Calls a function whose texts are shown to a person: its `textOf` speaks their language, too. */
export function asShown<T>(make: () => T): T {
  return inLanguage(spoken, make);
}

/** Returns data with the sentences in it as a person sees them. */
export function shownIn<T>(data: T): InText<T> {
  return asShown(() => inText(data));
}

/** Returns data with the sentences in it in English, to be kept: whoever reads it later may speak another language. */
export function keptIn<T>(data: T): InText<T> {
  return inLanguage(undefined, () => inText(data));
}
