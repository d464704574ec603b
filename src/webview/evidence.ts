/** What was seen for a finding, as pages show it. */
import type { SubscriptionNames } from '../domain/arm/scopeWords.ts';
import { briefEvidence } from '../domain/words/reasons.ts';

/** Returns the evidence with names in place of ids and each reason once, and word for word where that is more. */
export function evidenceOf(
  evidence: string,
  names?: SubscriptionNames,
): { readonly evidence: string; readonly fullEvidence?: string } {
  const short = briefEvidence(evidence, names);
  return short === evidence ? { evidence } : { evidence: short, fullEvidence: evidence };
}
