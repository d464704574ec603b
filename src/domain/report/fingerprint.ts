/** Identifies findings over time, so that the next report recognises the same problem. */
import { shortHash } from '../arm/stableId.ts';
import { codesOfMissing } from '../findings/rules/missingRoles.ts';
import type { RoleStillHeld } from '../checked/stillHeld.ts';
import type { FindingCode } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import type { FoundGrant, MissingRole } from '../findings/rule/rule.ts';
import type { ReportRow } from './columns.ts';
import { keyOfWords } from '../../sentences/words.ts';

/** What fingerprints are made of. */
interface Fingerprinted extends Pick<ReportRow, 'findings'> {
  readonly cluster: { readonly id: string };
}

/**
 * Returns a fingerprint for each finding of a cluster. It depends on the cluster, the kind of finding and its subject
 * only, so it stays the same when counts, times, names of principals or wording change. No two findings of a cluster
 * share one.
 */
export function fingerprintsOf({ cluster, findings }: Fingerprinted): readonly string[] {
  const countByPrint = new Map<string, number>();
  return findings.map((finding) => {
    const key = fingerprintKey(cluster.id, finding.code, distinctionOf(finding));
    const count = countByPrint.get(key) ?? 0;
    countByPrint.set(key, count + 1);
    return shortHash(count === 0 ? key : `${key}|${count}`);
  });
}

/** Returns the fingerprint of a finding; of several with the same kind and subject, that of the first. */
export function fingerprintOf(clusterId: string, finding: Finding): string {
  return shortHash(fingerprintKey(clusterId, finding.code, distinctionOf(finding)));
}

/** Returns the fingerprints that a cluster's findings would have if everything that its identities need, and may have, were missing. */
export function possibleFingerprintsOf({
  cluster,
  unjudged = [],
}: Pick<ReportRow, 'cluster' | 'unjudged'>): readonly string[] {
  return unjudged.flatMap((need) =>
    codesOfMissing(need.id).map((code) => shortHash(fingerprintKey(cluster.id, code, roleDistinction(need)))),
  );
}

/** Returns the fingerprints that the findings of a cluster about left-over roles would have if all that may be left over were found. */
export function leftoverFingerprintsOf({
  cluster,
  findings,
  stillHeld = [[], []],
}: Pick<ReportRow, 'cluster' | 'findings' | 'stillHeld'>): ReadonlySet<string> {
  // One that was in use may have findings of its own by now.
  const told = new Set(findings.map(({ former }) => former?.principalId.toLowerCase()));
  return new Set(
    stillHeld.flat().flatMap((grant) => {
      const inUse = told.has(grant.principalId.toLowerCase())
        ? []
        : [fingerprintKey(cluster.id, 'oldIdentityInUse', grant.principalId)];
      return [fingerprintKey(cluster.id, 'leftoverGrant', grantDistinction(grant)), ...inUse].map(shortHash);
    }),
  );
}

function grantDistinction({ role, scope, principalId }: RoleStillHeld | FoundGrant): string {
  return `${keyOfWords(role)}|${scope}|${principalId}`;
}

function fingerprintKey(clusterId: string, code: FindingCode, about: string): string {
  return [clusterId, code, about].join('|').toLowerCase();
}

function roleDistinction({ identity, role, scope }: MissingRole): string {
  return `${identity}|${role.id}|${scope}`;
}

/** Returns the text that distinguishes a finding from others of its kind, whatever its wording. */
export function distinctionOf({ missing, grant, subject = '' }: Finding): string {
  if (missing) return roleDistinction(missing);
  if (grant) return grantDistinction(grant);
  return subject;
}
