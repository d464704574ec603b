import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { judgedNeeds } from '../needs/needs.ts';
import type { JudgedNeed } from '../needs/needs.ts';
import { addonFindings, featureFindings } from './addons.ts';
import { bySeverity } from './finding.ts';
import type { Finding } from './finding.ts';
import { grantFindings } from './grants.ts';
import { identityFindings } from './identities.ts';
import { leftoverFindings } from './leftovers.ts';
import { stateFindings } from './state.ts';
import { workloadFindings } from './workloads.ts';

/**
 * Finds what the user should know about a cluster's identities, the most severe first; claims nothing that could not be read.
 * A caller that has already judged the cluster's needs over the same facts passes them in.
 */
export function findingsOf(
  cluster: Cluster,
  facts: Facts,
  judged: readonly JudgedNeed[] = judgedNeeds(cluster, facts),
): readonly Finding[] {
  return bySeverity([
    ...stateFindings(cluster, facts),
    ...identityFindings(cluster, facts),
    ...workloadFindings(cluster, facts),
    ...addonFindings(cluster, facts.now),
    ...featureFindings(cluster, facts),
    ...grantFindings(cluster, facts, judged),
    ...leftoverFindings(
      cluster,
      facts,
      judged.map(({ need }) => need),
    ),
  ]);
}
