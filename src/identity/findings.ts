import type { Facts } from './facts.ts';
import { bySeverity } from './finding.ts';
import type { Finding } from './finding.ts';
import { addonFindings } from './findingsAddon.ts';
import { grantFindings } from './findingsGrant.ts';
import { identityFindings } from './findingsIdentity.ts';
import { leftoverFindings } from './findingsLeftover.ts';
import { stateFindings } from './findingsState.ts';
import type { Cluster } from './model.ts';
import { judgedNeeds } from './requirements.ts';
import type { JudgedNeed } from './requirements.ts';

/**
 * What a person should know about a cluster's identities, the worst first; nothing is claimed that could not be read. Whoever
 * has judged the cluster's needs over the same facts hands them in.
 */
export function findingsOf(
  cluster: Cluster,
  facts: Facts,
  judged: readonly JudgedNeed[] = judgedNeeds(cluster, facts),
): readonly Finding[] {
  return bySeverity([
    ...stateFindings(cluster, facts),
    ...identityFindings(cluster, facts),
    ...addonFindings(cluster, facts.now),
    ...grantFindings(cluster, facts, judged),
    ...leftoverFindings(
      cluster,
      facts,
      judged.map(({ need }) => need),
    ),
  ]);
}
