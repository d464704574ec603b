/** What was seen for a finding, and what could not be seen, as pages show it. */
import { aksPage } from '../domain/arm/docs.ts';
import { scopeName, withNames } from '../domain/arm/scopeWords.ts';
import { controlsText } from '../domain/report/controls.ts';
import { acceptanceText, subjectOf } from '../domain/findings/finding.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { Requirement } from '../domain/needs/need.ts';
import { listed } from '../domain/words/describe.ts';

/** Returns the evidence with names in place of ids, and word for word where that is more. */
export function evidenceOf(evidence: string): { readonly evidence: string; readonly fullEvidence?: string } {
  const short = withNames(evidence);
  return short === evidence ? { evidence } : { evidence: short, fullEvidence: evidence };
}

/** What pages show of decisions about a finding and of controls; its grade is off while it is accepted. */
export function decisionsOf(finding: Finding): {
  readonly code: string;
  readonly subject?: string;
  readonly isAccepted?: true;
  readonly decided?: string;
  readonly controls?: string;
} {
  const decided = acceptanceText(finding);
  const controls = controlsText(finding);
  const subject = subjectOf(finding);
  return {
    code: finding.code,
    ...(subject === undefined ? {} : { subject }),
    ...(finding.accepted ? { isAccepted: true } : {}),
    ...(decided === undefined ? {} : { decided }),
    ...(controls === '' ? {} : { controls }),
  };
}

/** What could not be judged, in the form of a finding. */
interface NotJudged extends ReturnType<typeof evidenceOf> {
  readonly title: string;
  readonly severity: 'unknown';
  readonly text: string;
  readonly source: string;
}

/** Reports what could not be judged, so that nobody thinks it is in order because nothing was found. */
export function notJudged(requirements: readonly Requirement[]): readonly NotJudged[] {
  const open = requirements.filter(({ verdict }) => verdict === 'unknown');
  if (open.length === 0) return [];
  const needs = new Set(open.map(({ role, scope }) => `${role.name} on ${scopeName(scope)}`));
  const reasons = new Set(open.flatMap(({ reason }) => reason ?? []));
  return [
    {
      ...{ title: 'Some roles could not be checked', severity: 'unknown' },
      text: `We can't tell whether the cluster's identities have these roles: ${listed([...needs])}.`,
      ...evidenceOf([...reasons].join(' ')),
      source: aksPage('managed-identity-overview'),
    },
  ];
}
