/** What the findings will say once a plan has run: the rules that find things are asked about the time after it. */
import { idKey, sameId } from '../arm/resourceId.ts';
import type { ArmId } from '../arm/resourceId.ts';
import { nodeFindings } from '../around/nodeFindings.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { featureFindings } from '../findings/addons.ts';
import { kindOf, titleOf } from '../findings/catalogue.ts';
import { subjectOf } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { grantFindings } from '../findings/grants.ts';
import { identityFindings } from '../findings/identities.ts';
import { stateFindings } from '../findings/state.ts';
import { workloadFindings } from '../findings/workloads.ts';
import { judgedNeeds } from '../needs/needs.ts';
import type { LostNeed, Step, Warning } from '../plan/plan.ts';
import { factsThen } from './factsThen.ts';
import { touchedClusters } from './touchedClusters.ts';

/** Rules that are asked together. */
type Rules = 'identities' | 'workloads' | 'grants' | 'nodes';

const all: readonly Rules[] = ['identities', 'workloads', 'grants', 'nodes'];

/** Which rules may find something new because of a step; what removing a role takes away is judged for all clusters together. */
const rulesOf: Readonly<Record<Step['kind'], readonly Rules[]>> = {
  createCluster: all,
  putCluster: all,
  assignRole: ['workloads', 'grants', 'nodes'],
  deleteIdentity: ['identities', 'workloads'],
  createCredential: ['workloads'],
  deleteCredential: ['workloads'],
  createBinding: ['workloads'],
  deleteBinding: ['workloads'],
  createResourceGroup: [],
  createIdentity: [],
  removeRole: [],
  addAccessPolicy: [],
  removeAccessPolicy: [],
  upgradeNodeImage: [],
  rejoinFleet: [],
  deleteTrustedBinding: [],
};

const ask: Readonly<Record<Rules, (cluster: Cluster, facts: Facts) => readonly Finding[]>> = {
  identities: (cluster, facts) => [...stateFindings(cluster, facts), ...identityFindings(cluster, facts)],
  workloads: (cluster, facts) => [...workloadFindings(cluster, facts), ...featureFindings(cluster, facts)],
  // What AKS grants itself comes with the change.
  grants: (cluster, facts) =>
    grantFindings(
      cluster,
      facts,
      judgedNeeds(cluster, facts).filter(({ need }) => need.grantedByAks !== true),
    ),
  nodes: (cluster, facts) => (facts.looksAround === true ? nodeFindings(cluster, facts) : []),
};

/**
 * Returns a warning for each finding that there will be because of the steps, and that what is lost does not tell already. The
 * clusters are those that the steps change and those that use what they change.
 */
export function foreseenWarnings(
  steps: readonly Step[],
  lost: readonly LostNeed[],
  facts: Facts,
): readonly Warning[] {
  const rules = all.filter((each) => steps.some(({ kind }) => rulesOf[kind].includes(each)));
  if (rules.length === 0) return [];
  const then = factsThen(steps, facts);
  return touchedClusters(steps, then).flatMap((id) => {
    const [now, later] = [facts, then].map((at) => findingsAt(id, rules, at));
    const known = new Set((now ?? []).map(keyOf));
    const told = lost.filter(({ clusterId }) => sameId(clusterId, id)).map(({ need }) => needKey(need.scope, need.role.name));
    return (later ?? [])
      .filter((one) => !known.has(keyOf(one)))
      .filter(({ missing }) => missing === undefined || !told.includes(needKey(missing.scope, missing.role.name)))
      .map((finding) => warningOf(finding, id));
  });
}

function findingsAt(id: ArmId, rules: readonly Rules[], facts: Facts): readonly Finding[] {
  const answer = facts.get({ kind: 'cluster', id });
  if (answer?.kind !== 'found') return [];
  return rules
    .flatMap((each) => ask[each](answer.value, facts))
    .filter(({ severity }) => severity === 'warning' || severity === 'error');
}

function keyOf(finding: Finding): string {
  return `${kindOf(finding.code)} ${subjectOf(finding) ?? ''}`.toLowerCase();
}

function needKey(scope: string, roleName: string): string {
  return `${idKey(scope)} ${roleName}`;
}

function warningOf({ code, text, source }: Finding, clusterId: ArmId): Warning {
  return {
    severity: 'warning',
    text: `This leads to a new finding, "${titleOf(code)}": ${text}`,
    source,
    finding: { code, clusterId },
  };
}
