import { withNames, type SubscriptionNames } from '../../arm/scopeWords.ts';
import { unknownsInSentences, type Unknown } from '../../arm/unknown.ts';
import { withLacksOnce } from '../../cluster/notInFile.ts';
import type { Finding } from '../../findings/finding.ts';
import { addedEvidenceText, evidenceText } from '../../findings/rule/evidence.ts';
import { defined } from '../../../shape/defined.ts';
import type { Words } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';

/** What was seen, or why something is unknown. */
export interface EvidenceInWords {
  readonly severity: string;
  readonly evidence: Words;
  /** The same without what the sentence of the finding says by name; left out: it is no less. */
  readonly added?: Words;
  readonly unknown?: readonly Unknown[];
  /** What it is about. */
  readonly subject?: string | undefined;
}

/** Returns what was seen for a finding. */
export function evidenceSeen(finding: Finding): EvidenceInWords {
  const { severity, evidence, unknown, subject } = finding;
  return {
    severity,
    evidence: evidenceText(evidence),
    added: addedEvidenceText(evidence),
    ...defined({ unknown, subject }),
  };
}

/** Returns evidence in few words, for pages and for exports that people read: each reason once, and names instead of ids. */
export function briefEvidence(
  { severity, evidence, added = evidence, unknown = [], subject }: EvidenceInWords,
  names?: SubscriptionNames,
  guid?: (guid: string) => string,
): string {
  if (severity !== 'unknown' || unknown.length === 0) return withNames(textOf(added), textOf, names, guid);
  const reasons = withNames(
    textOf(unknownsInSentences(withLacksOnce(unknown), ({ brief, reason }) => brief ?? reason)),
    textOf,
    names,
    guid,
  );
  return subject === undefined ? reasons : withNames(`${subject}: ${reasons}`, textOf, names, guid);
}
