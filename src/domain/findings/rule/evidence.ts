/** Evidence of a finding, as data; the sentence is made where it is shown. */
import { joinWords, say, type Phrase, type Words } from '../../../sentences/words.ts';
import { dayInSentence } from '../../words/dateTime.ts';
import { defined } from '../../../shape/defined.ts';

/** A value that was seen. */
export interface SeenValue {
  /** The name of the value. */
  readonly what: string;
  readonly value: Phrase | number | readonly Phrase[];
  /** The property that it was read from, if the sentence names it. */
  readonly from?: string;
}

/** Evidence: values with their names, and the words between them. */
export type Evidence = readonly (string | SeenValue)[];

/** A value by its name, and where it was read from. */
type NamedValues = Readonly<Record<string, SeenValue['value']>> & { readonly from?: string };

/** Makes evidence from words and named values: evidence`${{ assignment: id }} gives ${{ role }}.` It may contain other evidence. */
export function evidence(words: TemplateStringsArray, ...values: readonly (NamedValues | Evidence)[]): Evidence {
  return words.flatMap((word, index) => [word, ...evidenceParts(values[index] ?? [])]).filter((part) => part !== '');
}

function evidenceParts(value: NamedValues | Evidence): Evidence {
  if (isEvidence(value)) return value;
  const { from, ...named } = value;
  return Object.entries(named).map(([valueName, namedValue]) => ({
    what: valueName,
    value: namedValue,
    ...defined({ from }),
  }));
}

function isEvidence(value: NamedValues | Evidence): value is Evidence {
  return Array.isArray(value);
}

/** Makes a sentence of evidence. */
export function evidenceText(parts: Evidence): Words {
  return joinWords(
    parts.map((part) => (typeof part === 'string' ? part : seenText(part))),
    '',
  );
}

function seenText({ what, value, from }: SeenValue): Words {
  const shown = what === 'lastDay' && typeof value === 'string' ? dayInSentence(value) : value;
  const text = isList(shown) ? joinWords(shown, ', ') : say`${shown}`;
  return from === undefined ? text : say`${from} is ${text}`;
}

function isList(value: SeenValue['value']): value is readonly Phrase[] {
  return Array.isArray(value);
}
