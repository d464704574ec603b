import { withNames, type SubscriptionNames } from '../../arm/scopeWords.ts';
import { unknownsInSentences, type Unknown } from '../../arm/unknown.ts';
import { withLacksOnce } from '../../cluster/notInFile.ts';
import type { Words } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';

/** What was seen, or why something is unknown. */
export interface EvidenceInWords {
  readonly severity: string;
  readonly evidence: Words;
  readonly unknown?: readonly Unknown[];
  /** What it is about. */
  readonly subject?: string | undefined;
}

/** Returns evidence in few words, for pages and for exports that people read: each reason once, and names instead of ids. */
export function briefEvidence(
  { severity, evidence, unknown = [], subject }: EvidenceInWords,
  names?: SubscriptionNames,
): string {
  if (severity !== 'unknown' || unknown.length === 0) return withNames(textOf(evidence), names);
  const reasons = withNames(
    textOf(unknownsInSentences(withLacksOnce(unknown), ({ brief, reason }) => brief ?? reason)),
    names,
  );
  return subject === undefined ? reasons : withNames(`${subject}: ${reasons}`, names);
}
