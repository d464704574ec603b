import type { Facts } from './facts.ts';
import { bySeverity } from './finding.ts';
import type { Finding } from './finding.ts';
import { addonFindings } from './findingsAddon.ts';
import { grantFindings } from './findingsGrant.ts';
import { identityFindings } from './findingsIdentity.ts';
import { leftoverFindings } from './findingsLeftover.ts';
import { stateFindings } from './findingsState.ts';
import type { Cluster } from './model.ts';

/** What a person should know about a cluster's identities, the worst first; nothing is claimed that could not be read. */
export function findingsOf(cluster: Cluster, facts: Facts): readonly Finding[] {
  return bySeverity([
    ...stateFindings(cluster, facts),
    ...identityFindings(cluster, facts),
    ...addonFindings(cluster, facts.now),
    ...grantFindings(cluster, facts),
    ...leftoverFindings(cluster, facts),
  ]);
}
