/** Forms as data, and the checks that a message holds one. */
import { count, either, flag, href, listOf, maybe, oneOf, shape, text } from './guard.ts';
import type { Guard } from './guard.ts';

/** A page of documentation, opened by the person. */
export interface Link {
  readonly text: string;
  /** https only. */
  readonly href: string;
}

/** One thing known, with its name; `copy` is the text behind its copy button. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly copy?: string;
}

/** One of several things to choose from; `disabled` says why it can't be chosen. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly disabled?: string;
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with the value, in a sentence. */
  readonly error?: string;
  readonly help?: Link;
  readonly optional?: boolean;
}

/** One field of a form; the page draws it, the host gives it its value. */
export type Field =
  | (FieldBase & {
      readonly kind: 'text';
      readonly value: string;
      readonly placeholder?: string;
      readonly multiline?: boolean;
      readonly numeric?: boolean;
    })
  | (FieldBase & {
      /** A list with search. `pasteable`: any text may be typed instead of choosing. */
      readonly kind: 'choice';
      readonly value: string;
      readonly options: readonly Option[];
      readonly loading?: boolean;
      readonly pasteable?: string;
    })
  | (FieldBase & { readonly kind: 'radio'; readonly value: string; readonly options: readonly Option[] })
  | (FieldBase & { readonly kind: 'checkbox'; readonly value: boolean; readonly disabled?: string })
  | (FieldBase & {
      readonly kind: 'checklist';
      readonly value: readonly string[];
      readonly options: readonly Option[];
      readonly loading?: boolean;
    });

/** The value of a field. */
export type FieldValue = string | boolean | readonly string[];

/** Fields that belong together. `folded`: shown on demand. */
export interface Section {
  readonly title?: string;
  readonly folded?: boolean;
  readonly facts?: readonly Fact[];
  readonly fields: readonly Field[];
  /** A sentence or two on why one would choose which. */
  readonly notes?: readonly { readonly text: string; readonly link?: Link }[];
}

/** What is to be chosen. */
export interface Form {
  readonly sections: readonly Section[];
  /** Why it can't go on yet, for the whole form. */
  readonly error?: string;
  /** Set where the person asked to go on and this field is wrong; it gets the focus. */
  readonly focus?: string;
  /** How often the person asked to go on, so that the focus moves once each time. */
  readonly asked: number;
}

/** The value of a field. */
export const fieldValue: Guard<FieldValue> = either<FieldValue>(text, flag, listOf(text));
const link = shape<Link>({ text, href });
/** A fact. */
export const fact = shape<Fact>({ label: text, value: text, copy: maybe(text) });
const option = shape<Option>({ value: text, label: text, description: maybe(text), disabled: maybe(text) });

const base = {
  name: text,
  label: text,
  hint: maybe(text),
  error: maybe(text),
  help: maybe(link),
  optional: maybe(flag),
};
type FieldOf<K extends Field['kind']> = Extract<Field, { kind: K }>;
const field = either<Field>(
  shape<FieldOf<'text'>>({
    ...base,
    kind: oneOf('text'),
    value: text,
    placeholder: maybe(text),
    multiline: maybe(flag),
    numeric: maybe(flag),
  }),
  shape<FieldOf<'choice'>>({
    ...base,
    kind: oneOf('choice'),
    value: text,
    options: listOf(option),
    loading: maybe(flag),
    pasteable: maybe(text),
  }),
  shape<FieldOf<'radio'>>({ ...base, kind: oneOf('radio'), value: text, options: listOf(option) }),
  shape<FieldOf<'checkbox'>>({ ...base, kind: oneOf('checkbox'), value: flag, disabled: maybe(text) }),
  shape<FieldOf<'checklist'>>({
    ...base,
    kind: oneOf('checklist'),
    value: listOf(text),
    options: listOf(option),
    loading: maybe(flag),
  }),
);
const section = shape<Section>({
  title: maybe(text),
  folded: maybe(flag),
  facts: maybe(listOf(fact)),
  fields: listOf(field),
  notes: maybe(listOf(shape({ text, link: maybe(link) }))),
});
/** A form. */
export const form = shape<Form>({ sections: listOf(section), error: maybe(text), focus: maybe(text), asked: count });
