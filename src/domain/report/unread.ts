import type { ReportRow } from './columns.ts';

/** How reasons begin or end that speak of a read which failed, rather than of what Azure tells nobody. */
const failedRead =
  /can't be (?:read|listed)|(?:was|were) not (?:found|read|listed|looked at)|couldn't be|could not be|Settings newer than \S+ can't be seen/i;

/** How findings say it: of what a finding is about, it may be true that it was not found. */
const foundDespite = /(?:can't|could not) be read/;

/** Says whether a reason speaks of a read that failed. */
export function isFailedRead(reason: string): boolean {
  return failedRead.test(reason);
}

/** Says what of a cluster could not be read, a sentence for each; what Azure tells nobody is not among it. */
export function unreadOf({
  findings,
  unknown = [],
  workloads,
}: Pick<ReportRow, 'findings' | 'unknown' | 'workloads'>): readonly string[] {
  const needs = unknown.flatMap(({ reason = '' }) => (isFailedRead(reason) ? [reason] : []));
  const told = findings.flatMap(({ severity, text }) =>
    severity === 'unknown' || foundDespite.test(text) ? [text] : [],
  );
  return [...new Set([...told, ...needs, ...(workloads?.unknown ?? [])])];
}
