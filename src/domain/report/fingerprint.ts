/** What tells findings apart over time, so that the same problem is recognised in the next report. */
import { shortHash } from '../arm/stableId.ts';
import { subjectOf } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import type { ReportRow } from './columns.ts';

/**
 * Returns a fingerprint for each finding of a cluster. It says which cluster, which kind of finding and what it is about, so
 * it stays the same when counts, times, names of principals or wording change; no two findings of a cluster have the same.
 */
export function fingerprintsOf({ cluster, findings }: Pick<ReportRow, 'cluster' | 'findings'>): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = [cluster.id, finding.code, distinction(finding)].join('|').toLowerCase();
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return shortHash(count === 0 ? key : `${key}|${count}`);
  });
}

function distinction(finding: Finding): string {
  const { missing, grant } = finding;
  if (missing) return `${missing.identity}|${missing.role.id}|${missing.scope}`;
  if (grant) return `${grant.role}|${grant.scope}|${grant.principalId}`;
  return subjectOf(finding) ?? '';
}
