/** Chooses the account for a write, among those that see its scope. */
import { directoryOf, type Via } from '../arm/via.ts';
import type { Facts } from '../cluster/facts.ts';
import { callerMay } from './callerPermissions.ts';

/** A right that a write requires from its account. */
export interface Right extends Via {
  readonly action: string;
  readonly scope: string;
}

/**
 * Returns the account for a write: the first with every right that it needs, otherwise the first that may do the write
 * itself, which is the first right, otherwise the first account. If there is no choice, only the directory is looked
 * up.
 */
export function writerFor(rights: readonly Right[], facts: Facts): Via {
  const [ownRight] = rights;
  if (!ownRight) return {};
  const answer = facts.get({ kind: 'accounts', scope: ownRight.scope, ...directoryOf(ownRight) });
  const [first, ...otherAccounts] = answer?.kind === 'found' ? answer.value : [];
  if (!first) return directoryOf(ownRight);
  if (otherAccounts.length === 0) return first;
  const judged = [first, ...otherAccounts].map((via) => ({
    via,
    verdicts: rights.map(({ action, scope }) => callerMay(action, scope, facts, via).kind),
  }));
  const chosen =
    judged.find(({ verdicts }) => verdicts.every((verdict) => verdict === 'granted')) ??
    judged.find(({ verdicts }) => verdicts[0] === 'granted') ??
    judged.find(({ verdicts }) => verdicts[0] === 'unknown');
  return chosen?.via ?? first;
}
