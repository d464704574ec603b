import type { CheckFound } from '../../app/judgements.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';

/** What is known of the problems of one cluster: what a check has found, and what the tree adds. */
export interface ClusterCheckResult
  extends Omit<CheckFound, 'otherUnknowns' | 'isPartial'>, Partial<Pick<CheckFound, 'otherUnknowns' | 'isPartial'>> {
  /** Why the cluster could not be checked now. */
  readonly why?: Unknown;
  /** What else is unknown of it, and what of its workloads and around it could not be checked. */
  readonly allOtherUnknowns?: readonly Unknown[];
  /** When a report has found this, and whether everything was read again since then. */
  readonly judged?: { readonly at: Date; readonly isOlder: boolean };
}
