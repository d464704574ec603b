import { overviewPage } from './docs.ts';
import type { Cause, Unknown } from './unknown.ts';
import { SentenceError } from '../../sentences/sentenceError.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';

/** Why a change is not possible, and the page that states the rule. */
export interface Blocker {
  readonly text: Words;
  readonly source: string;
}

/** States that AKS offers no way from a managed identity back to a service principal. */
export const noWayBack: Blocker = {
  text: say`A cluster with a managed identity can't go back to a service principal.`,
  source: overviewPage,
};

/** Why a change can't be planned; the app turns it into a failure with the same code. */
export type RefusalCode = 'refused' | 'conflict' | 'notFound' | 'forbidden' | 'signedOut' | 'throttled' | 'unexpected';

/**
 * Thrown by the planner if a rule forbids the change, if something is missing or unreadable, if someone has to sign in,
 * or if another operation is running.
 */
export class Refusal extends SentenceError {
  readonly code: RefusalCode;
  /** The page that states the rule. */
  readonly source: string | undefined;
  /** ARM's own code, if ARM's answer is the reason. */
  readonly armCode: string | undefined;
  /** Which of several changes in one plan it forbids, counted from 0. */
  refusedAt?: number;
  constructor(message: Phrase, source?: string, code: RefusalCode = 'refused', armCode?: string) {
    super(message);
    this.name = 'Refusal';
    this.source = source;
    this.code = code;
    this.armCode = armCode;
  }
}

/** Returns the refusal of a change that has to wait for another operation (`conflict`). */
export function busyRefusal(message: Phrase): Refusal {
  return new Refusal(message, 'https://aka.ms/aks-pending-operation', 'conflict');
}

/** Returns the refusal for a change that needs something that does not exist (`notFound`). */
export function missingRefusal(message: Phrase, armCode?: string): Refusal {
  return new Refusal(message, 'https://aka.ms/ARMResourceNotFoundFix', 'notFound', armCode);
}

/** Returns the refusal for a change that needs something that can't be read, with the code that says why. */
export function unreadableRefusal(
  refusedAction: Phrase,
  { reason, cause = 'refused', armCode }: Pick<Unknown, 'reason' | 'armCode'> & Partial<Pick<Unknown, 'cause'>>,
): Refusal {
  return new Refusal(say`${refusedAction} can't be read: ${reason}`, undefined, codes[cause], armCode);
}

const codes: Readonly<Record<Cause, RefusalCode>> = {
  refused: 'forbidden',
  signedOut: 'signedOut',
  throttled: 'throttled',
  failed: 'unexpected',
  notAsked: 'forbidden',
  notOffered: 'unexpected',
  late: 'unexpected',
  hidden: 'notFound',
  untellable: 'unexpected',
};
