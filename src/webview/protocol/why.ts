/** What the page of *Diagnose Sign-In Error* shows and asks for; nothing of it is kept across a reload. */
import { count, flag, object, oneOf, optional, readOrUndefined, variants, type Of } from '../../shape/shape.ts';
import { href, cappedList, text, textUpTo } from './limits.ts';
import { tone } from './tone.ts';

/** A message of at most four million characters. */
const message = textUpTo(4_000_000);

const fix = object({
  kind: oneOf('change', 'yaml', 'text'),
  text,
  yaml: optional(text),
});

const answer = object({
  /** That it is only likely, in words; what is certain, or not known, its text says. */
  certainty: optional(text),
  tone,
  text,
  /** Said if the message contained a secret. */
  leaked: optional(text),
  fixes: cappedList(fix),
  next: cappedList(text),
  possible: cappedList(text),
  evidence: cappedList(object({ from: text, text })),
  /** What these lists are called. */
  titles: object({ possible: text, evidence: text, fields: text }),
  /** `note` says what is to be known of a value that isn't what its name says. */
  fields: cappedList(object({ name: text, value: text, note: optional(text) })),
  unknown: cappedList(text),
  page: href,
});
/** The answer, ready to show. */
export type WhyAnswer = Of<typeof answer>;

const whyState = object({
  /** The cluster or identity that is meant, in words; empty if none is picked. */
  place: text,
  /** Grows when the host has another text for the field, which replaces what is in it. */
  textNumber: count,
  text: message,
  working: optional(text),
  /** Said if Azure could not be asked. */
  notice: optional(text),
  canSignIn: flag,
  failure: optional(text),
  /** The cluster in which kubectl can look as well, by name; left out if it can't, or has looked. */
  canLookIn: optional(text),
  /** Clusters that fit the message, to choose from. */
  clusters: cappedList(object({ id: text, name: text })),
  answer: optional(answer),
});
/** Everything that the page shows. */
export type WhyState = Of<typeof whyState>;

const intent = variants({
  ready: {},
  diagnose: { text: message },
  stop: {},
  pickCluster: { id: text },
  lookInCluster: {},
  plan: { index: count },
  copyYaml: { index: count },
  copyAnswer: { masked: flag },
  openPage: {},
  signIn: {},
});
/** What the user wants. */
export type WhyIntent = Of<typeof intent>;

/** Returns the message as an intent; `undefined` if it is none. */
export function parseWhyIntent(value: unknown): WhyIntent | undefined {
  return readOrUndefined(intent, value);
}

/** Returns the message as a state; `undefined` if it is none. */
export function parseWhyState(value: unknown): WhyState | undefined {
  return readOrUndefined(whyState, value);
}
