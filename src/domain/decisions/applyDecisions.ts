import { covers } from '../access/actionPattern.ts';
import { kindOf } from '../findings/catalogue.ts';
import { worstFirstAcceptedLast, type Finding } from '../findings/finding.ts';
import { endOf } from '../findings/rule/weight.ts';
import type { Acceptance, Decisions } from './decisions.ts';
import { sameText } from '../arm/resourceId.ts';

/** Marks which findings of a resource are accepted, or says on which day that has ended; the accepted ones come last. */
export function applyDecisions(
  findings: readonly Finding[],
  resourceId: string,
  decisions: Decisions,
  now: Date,
): readonly Finding[] {
  return worstFirstAcceptedLast(findings.map((finding) => decide(finding, resourceId, decisions, now)));
}

/** Marks one finding of a resource as it is decided; marks that it has are dropped, but a severity that was set stays. */
export function decide(
  { accepted: _, acceptedUntil: __, ...finding }: Finding,
  resourceId: string,
  { accept = [], severities = {}, expectedGrants = [] }: Decisions,
  now: Date,
): Finding {
  const { code, grant, subject } = finding;
  const set = severities[code] ?? severities[kindOf(code)];
  // How serious it is does not matter where no one knows whether it is so.
  const isKept = set === undefined || set === 'off' || finding.severity === 'unknown';
  const severity = isKept ? finding.severity : set;
  const latest = accept
    .filter((one) => isAbout(one, { code, subject }, resourceId))
    .reduce<Acceptance | undefined>((one, next) => (one && one.expires > next.expires ? one : next), undefined);
  if (latest && !hasEnded(latest, now)) {
    const { reason, by, expires } = latest;
    return { ...finding, severity, accepted: { reason, by, expires } };
  }
  const expected = grant && expectedGrants.find((entry) => isExpected(entry, grant));
  if (expected) return { ...finding, severity, accepted: { reason: `Expected: ${expected.reason}` } };
  if (set === 'off') return { ...finding, severity, accepted: { reason: 'Findings of this kind are switched off.' } };
  return { ...finding, severity, ...(latest ? { acceptedUntil: latest.expires } : {}) };
}

/** A finding, as far as entries distinguish it: its code, and what it is about, if that is not the cluster. */
export interface Accepted {
  readonly code: Finding['code'];
  readonly subject?: string | undefined;
}

/** Says whether an entry accepts this finding of this resource, whenever it ends. */
export function isAbout(
  { finding, scope, about }: Acceptance,
  { code, subject }: Accepted,
  resourceId: string,
): boolean {
  const isOfKind = finding === code || finding === kindOf(code);
  return (
    isOfKind && isIn(scope, resourceId) && (about === undefined || (subject !== undefined && names(about, subject)))
  );
}

/** Says whether this is exactly what a finding is about; of a missing role the resource alone will do. */
function names(about: string, subject: string): boolean {
  const [resource = ''] = subject.split('#');
  return [subject, resource].some((one) => covers(about.replace(/\/$/, ''), one.replace(/\/$/, '')));
}

/** Says whether an entry expects this role assignment. */
export function isExpected(
  { role, scope, principal }: NonNullable<Decisions['expectedGrants']>[number],
  grant: NonNullable<Finding['grant']>,
): boolean {
  return (
    isSame(role, grant.role) &&
    isIn(scope, grant.scope) &&
    (principal === undefined || isSame(principal, grant.principalId))
  );
}

/** Says whether the last day of an entry is over. */
export function hasEnded(one: Acceptance, now: Date): boolean {
  return now.getTime() >= endOf(one);
}

function isSame(one: string, other: string): boolean {
  return sameText(one, other);
}

/** Says whether a scope covers a resource: `*` is any text, also with slashes, and what is below is covered, too. */
export function isIn(scope: string, resourceId: string): boolean {
  const start = scope.replace(/\/$/, '');
  return covers(start, resourceId) || covers(`${start}/*`, resourceId);
}
