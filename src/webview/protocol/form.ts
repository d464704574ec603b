/** Forms as data: the host sets the values of fields, the page draws them. */
import { count, either, flag, object, optional, variants, type Of } from '../../shape/shape.ts';
import { href, cappedList, text } from './limits.ts';

/** The check of a field's value. */
export const fieldValue = either(text, flag, cappedList(text));
/** The value of a field. */
export type FieldValue = Of<typeof fieldValue>;

const link = object({ text, href });
/** A page of documentation that the user can open. */
export type Link = Of<typeof link>;

/** The check of a fact. */
export const fact = object({
  label: text,
  value: text,
  /** The text that the copy button next to the fact copies. */
  copy: optional(text),
  /** The name of that text, if the label does not say it. */
  copyName: optional(text),
});
/** A known value, with its name. */
export type Fact = Of<typeof fact>;

const option = object({
  value: text,
  label: text,
  description: optional(text),
  /** Why it can't be chosen. */
  disabled: optional(text),
});
/** One of several things to choose from. */
export type Option = Of<typeof option>;

const ofEveryField = {
  name: text,
  label: text,
  hint: optional(text),
  /** What is wrong with the value, in a sentence. */
  error: optional(text),
  help: optional(link),
  optional: optional(flag),
};
const options = cappedList(option);
const loading = optional(flag);

const field = variants({
  text: {
    ...ofEveryField,
    value: text,
    placeholder: optional(text),
    multiline: optional(flag),
    numeric: optional(flag),
  },
  /** A list with search. `pasteable`: any text may be entered instead of choosing; `takesId`: only that of a resource ID is of use. */
  choice: { ...ofEveryField, value: text, options, loading, pasteable: optional(text), takesId: optional(flag) },
  radio: { ...ofEveryField, value: text, options },
  checkbox: { ...ofEveryField, value: flag, disabled: optional(text) },
  checklist: { ...ofEveryField, value: cappedList(text), options, loading },
});
/** One field of a form. */
export type Field = Of<typeof field>;

const section = object({
  title: optional(text),
  /** Shown on demand, and whenever a field in it is wrong. */
  folded: optional(flag),
  /** The choice in it, next to the title of a folded section. */
  summary: optional(text),
  facts: optional(cappedList(fact)),
  fields: cappedList(field),
  /** A sentence or two that help to choose. */
  notes: optional(cappedList(object({ text, link: optional(link) }))),
});
/** Fields that belong together. */
export type Section = Of<typeof section>;

/** The check of a form. */
export const form = object({
  sections: cappedList(section),
  /** Why the form as a whole can't continue yet. */
  error: optional(text),
  /** Set if there is nothing to choose, so that no plan is offered. */
  isEmpty: optional(flag),
  /** The field that gets the focus, because the user asked to continue and it is wrong. */
  focus: optional(text),
  /** How often the user asked to continue, so that the focus moves once each time. */
  asked: count,
});
/** Everything that the user has to choose for a change. */
export type Form = Of<typeof form>;
