/** Evidence of a finding, as data; the sentence is made where it is shown. */
import type { RoleAssignment } from '../../cluster/model.ts';
import { joinWords, say, templated, type Phrase, type Words } from '../../../sentences/words.ts';
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

/** What the sentence of the finding says by name; who reads IDs gets it, too. */
interface SaidByName {
  readonly said: Evidence;
}

/** Evidence that stands within other evidence, so that each is translated as it was written. */
interface Within {
  readonly within: Evidence;
}

/** Evidence: values with their names, and the words between them. */
export type Evidence = readonly (string | SeenValue | SaidByName | Within)[];

/** A value by its name, and where it was read from. */
type NamedValues = Readonly<Record<string, SeenValue['value']>> & { readonly from?: string };

/** Makes evidence from words and named values: evidence`${{ assignment: id }} gives ${{ role }}.` It may contain other evidence. */
export function evidence(words: TemplateStringsArray, ...values: readonly (NamedValues | Evidence)[]): Evidence {
  return words
    .flatMap((word, index) => {
      const value = values[index];
      return value === undefined ? [word] : [word, ...evidenceParts(value)];
    })
    .filter((part) => part !== '');
}

function evidenceParts(value: NamedValues | Evidence): Evidence {
  if (isEvidence(value)) return [only(value) ?? { within: value }];
  const { from, ...named } = value;
  return Object.entries(named).map(([valueName, namedValue]) => ({
    what: valueName,
    value: namedValue,
    ...defined({ from }),
  }));
}

/** What the finding says by name stays a part of its own. */
function only([part, ...others]: Evidence): SaidByName | undefined {
  return typeof part === 'object' && 'said' in part && others.length === 0 ? part : undefined;
}

function isEvidence(value: NamedValues | Evidence): value is Evidence {
  return Array.isArray(value);
}

/** Marks evidence as what the sentence of the finding says by name. */
export function saidByName(parts: Evidence): Evidence {
  return [{ said: parts }];
}

/** Makes the evidence of a role assignment: what it gives, and since when, by whom. */
export function grantEvidence(
  { createdOn, createdBy }: Pick<RoleAssignment, 'createdOn' | 'createdBy'>,
  given: Evidence,
): Evidence {
  if (createdOn === undefined) return given;
  const assignedOn = createdOn.slice(0, 10);
  const rest = saidByName(evidence` ${given}`);
  return createdBy === undefined
    ? evidence`Assigned on ${{ assignedOn }}.${rest}`
    : evidence`Assigned on ${{ assignedOn }} by ${{ assignedBy: createdBy }}.${rest}`;
}

/** Makes a sentence of evidence. */
export function evidenceText(parts: Evidence): Words {
  const values = parts.filter((part) => typeof part !== 'string').map(partText);
  const places = parts.map((part, index) => {
    const before = parts.slice(0, index).filter((each) => typeof each !== 'string').length;
    return typeof part === 'string' ? part : `{${before}}`;
  });
  return templated(places.join(''), ...values);
}

/** Makes a sentence of what evidence adds to the sentence of the finding; of all of it where it adds nothing. */
export function addedEvidenceText(parts: Evidence): Words {
  const isSaid = (part: Evidence[number]): boolean => typeof part === 'object' && 'said' in part;
  return evidenceText(parts.every(isSaid) ? parts : parts.map((part) => (isSaid(part) ? { within: [] } : part)));
}

function partText(part: Exclude<Evidence[number], string>): Phrase {
  if ('within' in part) return evidenceText(part.within);
  return 'said' in part ? evidenceText(part.said) : seenText(part);
}

/** The values that are days. */
const days: ReadonlySet<string> = new Set(['lastDay', 'assignedOn', 'fetchedOn']);

function seenText({ what, value, from }: SeenValue): Words {
  const shown = days.has(what) && typeof value === 'string' ? dayInSentence(value) : value;
  const text = isList(shown) ? joinWords(shown, ', ') : say`${shown}`;
  return from === undefined ? text : say`${from} is ${text}`;
}

function isList(value: SeenValue['value']): value is readonly Phrase[] {
  return Array.isArray(value);
}
