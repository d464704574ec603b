/** What was seen for a finding, as pages show it. */
import { withNames } from '../domain/arm/scopeWords.ts';

/** Returns the evidence with names in place of ids, and word for word where that is more. */
export function evidenceOf(evidence: string): { readonly evidence: string; readonly fullEvidence?: string } {
  const short = withNames(evidence);
  return short === evidence ? { evidence } : { evidence: short, fullEvidence: evidence };
}
