/** The evidence and decisions of a finding, as pages show them. */
import type { SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import { controlName, controlsOf } from '../../domain/report/controls.ts';
import { acceptanceText } from '../../domain/findings/rule/weight.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { briefEvidence, type EvidenceInWords } from '../../domain/report/formats/briefEvidence.ts';
import { defined } from '../../shape/defined.ts';
import { shownText } from '../../sentences/language.ts';

/** Returns the evidence with names instead of ids and each reason once, and in full if that is longer. */
export function evidenceOf(
  seen: EvidenceInWords,
  names?: SubscriptionNames,
): { readonly evidence: string; readonly fullEvidence?: string } {
  const evidence = shownText(seen.evidence);
  const short = briefEvidence(seen, names);
  return short === evidence ? { evidence } : { evidence: short, fullEvidence: evidence };
}

/** Returns what pages show about the controls of a finding and decisions about it. */
export function decisionsOf(finding: Finding): {
  readonly code: string;
  readonly subject?: string;
  readonly isAccepted?: true;
  readonly decided?: string;
  readonly controls?: string;
} {
  const decided = acceptanceText(finding);
  const controls = controlsOf(finding).map(controlName).join('; ');
  const { subject } = finding;
  return {
    code: finding.code,
    ...defined({ subject }),
    ...(finding.accepted ? { isAccepted: true } : {}),
    ...(decided === undefined ? {} : { decided: shownText(decided) }),
    ...(controls === '' ? {} : { controls }),
  };
}
