import { isNotInFile, type Unknown } from '../arm/unknown.ts';
import type { Finding } from '../findings/finding.ts';
import { distinctRoles, type Requirement } from '../needs/need.ts';

/** Counts what could not be checked: findings that say so, roles that may be missing, and whatever else is unknown. */
export function countUnknown(
  findings: readonly Finding[],
  unjudged: readonly Requirement[],
  otherUnknowns: readonly Unknown[],
): number {
  const open = findings.filter(({ severity }) => severity === 'unknown').length + distinctRoles(unjudged).length;
  // What an opened file lacks is why the rest is open, and counts by itself only if nothing else is.
  const others = otherUnknowns.filter((unknown) => open === 0 || !isNotInFile(unknown));
  return open + others.length;
}
