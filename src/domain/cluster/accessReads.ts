import type { Subject } from '../arm/unknown.ts';
import type { ReadKind } from './facts.ts';

const accessReads: ReadonlySet<string> = new Set<ReadKind>([
  'assignments',
  'assignmentsAt',
  'assignmentsOf',
  'assignedIn',
  'assignmentsEverywhere',
  'assignmentsOfAll',
  'assignment',
  'role',
  'roleNamed',
  'denyAssignments',
  'everyAssignmentIn',
  'denyAssignmentsIn',
]);

/** Returns true for a subject about who holds which role, or what a role allows. */
export function isOfAccess({ what }: Subject): boolean {
  return accessReads.has(what);
}
