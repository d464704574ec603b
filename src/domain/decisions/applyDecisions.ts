import { coversAction } from '../access/actionPattern.ts';
import { kindOf } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { endOf } from '../findings/rule/weight.ts';
import type { Acceptance, Decisions } from './decisions.ts';
import { sameText } from '../arm/resourceId.ts';
import { keyOfWords, say } from '../../sentences/words.ts';

/** Applies decisions to one finding of a resource; existing marks are dropped, but a severity that was set stays. */
export function decideFinding(
  found: Finding,
  resourceId: string,
  { accept = [], severities = {}, expectedGrants = [] }: Decisions,
  now: Date,
): Finding {
  const { accepted, acceptedUntil, ...finding } = found;
  const { code, grant, subject } = finding;
  const set = severities[code] ?? severities[kindOf(code)];
  // The severity does not matter while it is unknown whether the finding exists.
  const isKept = set === undefined || set === 'off' || finding.severity === 'unknown';
  const severity = isKept ? finding.severity : set;
  const latest = accept
    .filter((acceptance) => isAbout(acceptance, { code, subject }, resourceId))
    .reduce<Acceptance | undefined>(
      (longest, next) => (longest && longest.expires > next.expires ? longest : next),
      undefined,
    );
  if (latest && !hasEnded(latest, now)) {
    const { reason, by, expires } = latest;
    return { ...finding, severity, accepted: { reason, by, expires } };
  }
  const expected = grant && expectedGrants.find((entry) => isExpected(entry, grant));
  if (expected) return { ...finding, severity, accepted: { reason: say`Expected: ${expected.reason}` } };
  if (set === 'off')
    return { ...finding, severity, accepted: { reason: say`Findings of this kind are switched off.` } };
  // Most findings stay as they are, without a copy of each in a large fleet.
  const isSame = severity === finding.severity && accepted === undefined && acceptedUntil === latest?.expires;
  if (isSame) return found;
  return { ...finding, severity, ...(latest ? { acceptedUntil: latest.expires } : {}) };
}

/** What identifies a finding for an entry: its code, and its subject if that is not the cluster. */
export interface Accepted {
  readonly code: Finding['code'];
  readonly subject?: string | undefined;
}

/** Returns true if an entry accepts this finding of this resource, whenever it ends. */
export function isAbout(
  { finding, scope, about }: Acceptance,
  { code, subject }: Accepted,
  resourceId: string,
): boolean {
  const isOfKind = finding === code || finding === kindOf(code);
  return (
    isOfKind &&
    isIn(scope, resourceId) &&
    (about === undefined || (subject !== undefined && namesSubject(about, subject)))
  );
}

/** Returns true if this is exactly the subject of a finding; for a missing role, the resource is enough. */
function namesSubject(about: string, subject: string): boolean {
  const [resource = ''] = subject.split('#');
  return [subject, resource].some((candidate) => coversAction(about.replace(/\/$/, ''), candidate.replace(/\/$/, '')));
}

/** Returns true if an entry expects this role assignment. */
export function isExpected(
  { role, scope, principal }: NonNullable<Decisions['expectedGrants']>[number],
  grant: NonNullable<Finding['grant']>,
): boolean {
  return (
    sameText(role, keyOfWords(grant.role)) &&
    isIn(scope, grant.scope) &&
    (principal === undefined || sameText(principal, grant.principalId))
  );
}

/** Returns true if the last day of an entry is over. */
export function hasEnded(acceptance: Acceptance, now: Date): boolean {
  return now.getTime() >= endOf(acceptance);
}

/** Returns true if a scope covers a resource: `*` is any text, slashes included, and everything below is covered, too. */
export function isIn(scope: string, resourceId: string): boolean {
  const start = scope.replace(/\/$/, '');
  return coversAction(start, resourceId) || coversAction(`${start}/*`, resourceId);
}
