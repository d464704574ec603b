/**
 * Sentences that are kept as JSON: there they are English text, and what they were made of is kept beside it, so that whoever
 * reads them later sees them in their own language.
 */
import { isRecord } from '../shape/shape.ts';
import { filledText, isWords, makeWords, write, type Fit, type Words } from './filling.ts';
import { isStyle, isWritable, type NumberStyle } from './written.ts';

/** A sentence as data. */
interface KeptSentence {
  readonly template: string;
  readonly values?: readonly (string | number | KeptSentence)[];
  readonly form?: Fit;
  readonly written?: NumberStyle;
}

/** Where data may have sentences: the names of members, with `*` for each item of a list: `steps.*.title`. */
export type SentencePlaces = readonly string[];

/** What the sentences in some data were made of, by where they are. */
export type KeptSentences = Readonly<Record<string, unknown>>;

/** Returns what the sentences at these places were made of; `undefined` if nothing there can be translated. */
export function sentencesToKeep(data: object, places: SentencePlaces): KeptSentences | undefined {
  const found = places.flatMap((place) =>
    [...membersAt(data, place.split('.'))].flatMap(({ at, value }) =>
      isWords(value) && hasText(value) ? [[at, dataOf(value)] as const] : [],
    ),
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/**
 * Calls a function for each text at these places of which the sentence was kept, with its holder and name. What doesn't say the
 * same as the text, or can't be read, stays a text.
 */
export function withKept(
  data: object,
  places: SentencePlaces,
  kept: unknown,
  take: (holder: object, name: string, sentence: Words) => void,
): void {
  if (!isRecord(kept)) return;
  for (const place of places)
    for (const { at, value, holder, name } of membersAt(data, place.split('.'))) {
      const sentence = Object.hasOwn(kept, at) ? sentenceIn(kept[at], deepest) : undefined;
      if (sentence !== undefined && filledText(sentence) === value) take(holder, name, sentence);
    }
}

/** Makes a text the sentence that it was before it was kept. */
export function putBack(holder: object, name: string, sentence: Words): void {
  Object.assign(holder, { [name]: sentence });
}

interface Member {
  readonly at: string;
  readonly holder: object;
  readonly name: string;
  readonly value: unknown;
}

function* membersAt(holder: unknown, [key = '', ...rest]: readonly string[], before = ''): Generator<Member> {
  if (typeof holder !== 'object' || holder === null) return;
  const names = key !== '*' ? [key] : Array.isArray(holder) ? Object.keys(holder) : [];
  for (const name of names) {
    if (!Object.hasOwn(holder, name)) continue;
    const value = (holder as Readonly<Record<string, unknown>>)[name];
    const at = `${before}${name}`;
    if (rest.length === 0) yield { at, holder, name, value };
    else yield* membersAt(value, rest, `${at}.`);
  }
}

/** Returns false for a mere name, which is the same in every language. */
function hasText({ template, values, written }: Words): boolean {
  if (written !== undefined || /\p{L}/u.test(template.replaceAll(/\{\d+\}/g, ''))) return true;
  return values.some((value) => typeof value === 'object' && hasText(value));
}

function dataOf({ template, values, form, written }: Words): KeptSentence {
  return {
    template,
    ...(values.length > 0
      ? { values: values.map((value) => (typeof value === 'object' ? dataOf(value) : value)) }
      : {}),
    ...(form ? { form } : {}),
    ...(written ? { written } : {}),
  };
}

/** More sentences within each other than any has. */
const deepest = 20;
const forms: readonly unknown[] = [undefined, 'clause', 'open', 'closed', 'beginning', 'subject'] satisfies (
  | Fit
  | undefined
)[];

/** What a newer version or somebody else wrote may be anything. */
function sentenceIn(data: unknown, depth = deepest): Words | undefined {
  if (!isRecord(data) || depth === 0) return undefined;
  const { template, values = [], form, written } = data;
  if (typeof template !== 'string' || !Array.isArray(values) || !forms.includes(form)) return undefined;
  if (written !== undefined) return isStyle(written) && isWritable(values[0]) ? write(values[0], written) : undefined;
  const read = (values as readonly unknown[]).flatMap(
    (value) => (typeof value === 'string' || typeof value === 'number' ? value : sentenceIn(value, depth - 1)) ?? [],
  );
  if (read.length !== values.length) return undefined;
  return Object.assign(makeWords(template, read), form === undefined ? {} : { form: form as Fit });
}
