/**
 * The language of the person who reads: what VS Code and the pages show goes through here. Whatever programs read, such as exports,
 * JSON, the journal and the log, stays English.
 */
import { filledText, type Phrase, type Translate } from './filling.ts';
import { inLanguage } from './textOf.ts';
import { say } from './words.ts';

/** The texts of a language by their English templates; `template/few` is the text for that plural form, where it has its own. */
export type Bundle = Readonly<Record<string, string>>;

let translate: Translate | undefined;

/** Sets the language of everything that is shown from now on; without a bundle it is English. */
export function speak(bundle?: Bundle, language = 'en'): void {
  if (!bundle) {
    translate = undefined;
    return;
  }
  const plurals = new Intl.PluralRules(language);
  translate = (template, values) => {
    const count = values.find((value) => typeof value === 'number');
    const form = count === undefined ? undefined : bundle[`${template}/${plurals.select(count)}`];
    return form ?? bundle[template] ?? template;
  };
}

/** Returns a sentence as the text that a person sees. */
export function shownText(words: Phrase): string {
  return filledText(words, translate);
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
  return inLanguage(translate, make);
}
