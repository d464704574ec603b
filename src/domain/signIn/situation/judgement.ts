/** What a rule concludes from a message and the facts around it. */
import type { Unknown } from '../../arm/unknown.ts';
import type { Change } from '../../change/change.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { MessageField } from '../message/field.ts';
import type { CauseCode } from './causes.ts';

/** How sure a cause is; `unknown` if only possible causes can be named. */
export type Certainty = 'certain' | 'likely' | 'unknown';

/** One thing that was seen or compared. */
export interface JudgedEvidence {
  /** `table`: what this version of the product knows, with a date. */
  readonly from: 'message' | 'azure' | 'cluster' | 'table';
  /** Says what was seen, as a sentence. */
  readonly text: Words;
}

/** Something that mends it; nothing is applied. */
export type Fix =
  | { readonly kind: 'change'; readonly text: Words; readonly change: Change }
  | { readonly kind: 'yaml'; readonly text: Words; readonly yaml: string }
  | { readonly kind: 'text'; readonly text: Words };

/** What a rule concludes. */
export interface Judgement {
  readonly cause: CauseCode;
  readonly certainty: Certainty;
  /** The sentence with names; left out: that of the cause. */
  readonly text?: Words;
  readonly evidence?: readonly JudgedEvidence[];
  /** Other causes that fit, the likeliest first. */
  readonly possible?: readonly CauseCode[];
  readonly fixes?: readonly Fix[];
  /** What to look at next. */
  readonly next?: readonly Words[];
  /** What could not be read and might change the answer. */
  readonly unknown?: readonly Unknown[];
  /** The values that the conclusion rests on; masked ones make it less sure. */
  readonly restsOn?: readonly (MessageField | undefined)[];
  /** Who asks, as far as it is known. */
  readonly asker?: AskedBy;
}

/** Who asks for a token, and for which identity, as far as it is known. */
export interface AskedBy {
  readonly what?: string;
  readonly account?: string;
  readonly identityId?: string;
  readonly clientId?: string;
  readonly objectId?: string;
  readonly clusterId?: string;
  readonly mode?: string;
}

type JudgementDetails = Omit<Judgement, 'cause' | 'certainty'>;

/** A cause that the message and the facts prove. */
export function proven(cause: CauseCode, details: JudgementDetails = {}): Judgement {
  return { cause, certainty: 'certain', ...details };
}

/** A cause that fits best, while others are possible. */
export function likely(cause: CauseCode, details: JudgementDetails = {}): Judgement {
  return { cause, certainty: 'likely', ...details };
}

/** No cause: the possible ones, the likeliest first, and what to look at next. */
export function open(possible: readonly CauseCode[], details: Omit<JudgementDetails, 'possible'> = {}): Judgement {
  return { cause: 'UNKNOWN', certainty: 'unknown', possible, ...details };
}

/** Evidence from the message. */
export function inMessage(text: Words): JudgedEvidence {
  return { from: 'message', text };
}

/** Evidence from Azure. */
export function inAzure(text: Words): JudgedEvidence {
  return { from: 'azure', text };
}

/** Evidence from the cluster. */
export function inCluster(text: Words): JudgedEvidence {
  return { from: 'cluster', text };
}

/** Advice in words. */
export function advice(text: Words): Fix {
  return { kind: 'text', text };
}

/** What mends it where a deny assignment takes away what roles give. */
export const liftDeny: Fix = advice(
  say`Change what made the deny assignment, such as the lockdown of the node resource group.`,
);

/** A change to open as a plan. */
export function toPlan(text: Words, change: Change): Fix {
  return { kind: 'change', text, change };
}

/** YAML to copy. */
export function toCopy(text: Words, yaml: string): Fix {
  return { kind: 'yaml', text, yaml };
}
