/** What can explain a finding: what makes a problem, and what undoes it. */
import { sameGuid } from '../arm/resourceId.ts';
import type { Change } from '../change/change.ts';
import type { HistoryEntry, PropertyChange } from './model.ts';
import type { Phrase } from '../../sentences/words.ts';

/** What is needed of a finding to find its entry. */
export interface Explainable {
  readonly code: string;
  readonly fix?: Change;
  readonly missing?: {
    readonly identity?: string;
    readonly principalId?: string;
    readonly role: { readonly id: string };
    readonly scope: string;
  };
  readonly grant?: {
    readonly role: Phrase;
    readonly scope: string;
    readonly principalId: string;
    readonly createdOn?: string;
  };
  /** The principal that it is about, where that was an identity of the cluster. */
  readonly former?: { readonly principalId: string };
  /** The resources that it is about. */
  readonly places?: readonly string[];
  /** The identity that should trust a token issuer, and does not. */
  readonly lacksTrust?: { readonly identityId: string; readonly issuer: string };
}

/** What makes a problem, and what undoes that; left out: nothing but what the finding itself would see. */
export interface Explanation {
  readonly makes: (entry: HistoryEntry) => boolean;
  /** Whether something does so if what it changed is not known; left out: what makes the problem is always logged. */
  readonly mayMake?: (entry: HistoryEntry) => boolean;
  /** Whether something may do so although it is known what it did. */
  readonly perhaps?: (entry: HistoryEntry) => boolean;
  readonly undoes?: (entry: HistoryEntry) => boolean;
  /** Which of several since it was undone: what is done again may change nothing, or leave open which one it was. */
  readonly takes?: 'newest' | 'oldest' | 'only';
}

/** Returns what was done before an entry and has ended well, the newest first. */
export function earlierThan(entry: HistoryEntry, entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries
    .slice(entries.indexOf(entry) + 1)
    .filter(({ status, foundNothing }) => status === 'succeeded' && foundNothing !== true);
}

/** Returns true if the property was the principal, and is no longer. */
export function isFrom({ before, after }: PropertyChange, principalId: string): boolean {
  const isIt = (side: PropertyChange['before']): boolean => side.kind === 'text' && sameGuid(side.text, principalId);
  return isIt(before) && !isIt(after);
}
