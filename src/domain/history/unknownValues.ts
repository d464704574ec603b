/** Writes of clusters and identities of which nobody knows what they changed. */
import { say, type Words } from '../../sentences/words.ts';
import { sentenceList } from '../words/describe.ts';
import { isClusterWrite } from './actions.ts';
import type { HistoryEntry, WhyNoValues } from './model.ts';

/** Returns true for a write of a cluster or an identity of which nobody knows what it changed. */
export function isOfUnknownValues(entry: HistoryEntry): boolean {
  const { whyNoValues, sources, isCreation, status } = entry;
  if (isCreation === true || status === 'failed') return false;
  if (whyNoValues !== undefined) return whyNoValues !== 'notShown';
  // Our own record has no values.
  return isClusterWrite(entry) && sources.every((source) => source === 'journal');
}

/** Says, in the middle of a sentence, why it is not known what they changed. */
export function whyUnknownValues(entries: readonly HistoryEntry[]): Words {
  const reasons = new Set(entries.map(({ whyNoValues = 'unread' }) => whyNoValues));
  return sentenceList([...reasons].map((reason) => reasonsOf[reason]));
}

const reasonsOf: Readonly<Record<WhyNoValues, Words>> = {
  tooOld: say`values of changes older than 14 days are gone`,
  tooNew: say`values of the newest changes are not shown yet`,
  notShown: say`Azure shows no changed properties`,
  unread: say`values of changes could not be read`,
};
