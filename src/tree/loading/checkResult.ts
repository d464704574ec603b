import type { Unknown } from '../../domain/arm/unknown.ts';
import type { Checked, Finding } from '../../domain/findings/finding.ts';

/** What is known of the problems of one cluster. */
export interface ClusterCheckResult extends Checked {
  /** Why the cluster could not be checked now. */
  readonly why?: Unknown;
  /** What else is unknown of it, as the check has found. */
  readonly otherUnknowns?: readonly Unknown[];
  /** The same, and what of its workloads and around it could not be checked. */
  readonly allOtherUnknowns?: readonly Unknown[];
  /** When a report has found this, and whether everything was read again since then. */
  readonly judged?: { readonly at: Date; readonly isOlder: boolean };
  /** What is wrong around it; the other findings are about the cluster itself. */
  readonly around: readonly Finding[];
  /** True if something was left out that takes a request for each cluster; the row of the subscription says what. */
  readonly isPartial?: boolean;
}
