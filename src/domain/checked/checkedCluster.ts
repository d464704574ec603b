import { lookAround, type AroundCluster } from '../around/catalogue.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import type { FindingKind } from '../findings/catalogue.ts';
import type { Checked } from '../findings/finding.ts';
import { findingsOf } from '../findings/findings.ts';
import { ownRolesOf, type OwnRoles } from './ownRoles.ts';
import { rolesStillHeld, type RolesHeld } from './stillHeld.ts';
import type { Requirement } from '../needs/need.ts';
import { judgedNeeds } from '../needs/needs.ts';
import { workloadCounts, type WorkloadCounts } from '../workloads/counts.ts';
import { accessCounts, type AccessCounts } from '../whoCanAct/accessCounts.ts';
import type { Unknown } from '../arm/unknown.ts';
import { daysWithoutPatches } from '../gateway/progress.ts';
import type { MappedPlace } from '../gateway/mapping.ts';
import { readinessOf, type Readiness } from '../gateway/readiness.ts';
import { compact } from '../../shape/compact.ts';
import { defined } from '../../shape/defined.ts';
import { watchedFacts, type UnknownFindings } from './unknownFindings.ts';

/** A check of a cluster, with what it could not look at. */
export interface CheckedCluster extends Checked {
  /** The kinds of findings that it may have without their being found, and why. */
  readonly unknownFindings: UnknownFindings;
  /** What could not be read. */
  readonly unknownReads: readonly Unknown[];
  readonly workloads: WorkloadCounts;
  /** How many can act on it. */
  readonly access: AccessCounts;
  /** The roles of its identities. */
  readonly ownRoles: OwnRoles;
  /** The resources around it; left out if they were not to be read. */
  readonly around?: AroundCluster;
  /** For how many days its NGINX has got no patches; left out if it has none, or still gets them. */
  readonly daysWithoutPatches?: number;
  /** Whether Gateways have what they need in Azure, whatever will be decided about that; left out if it serves none. */
  readonly gateways?: Readiness;
  /** The zones and vaults for which its Gateways lack an identity; left out: none. */
  readonly unheld?: readonly MappedPlace[];
  /** Roles that may be left over, found or not; left out if they are not known. */
  readonly stillHeld?: RolesHeld;
  /** What its identities need and do not have. */
  readonly missing: readonly Requirement[];
  /** The kinds of findings that were looked for because somebody wants that. */
  readonly asked?: readonly FindingKind[];
}

/** Checks a cluster: its findings, its needs and its workloads, and what of them is unknown. */
export function checkedCluster(cluster: Cluster, unwatched: Facts): CheckedCluster {
  const { facts, unknownFindings, unknownReads } = watchedFacts(unwatched, cluster);
  const judged = judgedNeeds(cluster, facts);
  const requirements = judged.map(({ requirement }) => requirement);
  const findings = findingsOf(cluster, facts, judged);
  return {
    findings: compact(findings),
    ...(facts.looksAround === true ? { around: lookAround(cluster, facts) } : {}),
    workloads: workloadCounts(cluster, facts),
    access: accessCounts(cluster, facts),
    ownRoles: ownRolesOf(cluster, requirements, facts),
    unjudged: compact(requirements.filter(({ verdict }) => verdict === 'unknown')),
    missing: compact(requirements.filter(({ verdict }) => verdict === 'missing')),
    unknownFindings,
    unknownReads,
    ...(facts.asksDirectory === true ? { asked: ['adminGroupGone'] } : {}),
    ...readinessOf(cluster, unwatched),
    ...defined({
      daysWithoutPatches: daysWithoutPatches(cluster, facts),
      stillHeld: rolesStillHeld(cluster, facts),
    }),
  };
}
