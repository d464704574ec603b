/** The rule about clusters whose nodes may still use the service principal that the control plane no longer uses. */
import { visibleAssignmentsOf } from '../../access/heldRoles.ts';
import { aksPage } from '../../arm/docs.ts';
import { idKey, resourceType, subscriptionOf, sameText } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { AgentPool, Cluster } from '../../cluster/model.ts';
import { isAvailabilitySet } from '../../cluster/nodePools.ts';
import { kubeletPrincipal } from '../../cluster/principals.ts';
import { hasSucceeded } from '../../cluster/provisioningState.ts';
import { availabilitySetsAmong, moveAvailabilitySets } from '../../words/availabilitySets.ts';
import { evidence, type Evidence } from '../rule/evidence.ts';
import type { RuleFinding, Rule } from '../rule/rule.ts';
import { say } from '../../../sentences/words.ts';

export const halfMigrated: Rule = {
  title: say`Nodes may still use the service principal`,
  severity: 'warning',
  source: aksPage('system-assigned-managed-identity'),
  meaning: say`The cluster has moved off its service principal, but nodes created before then keep using it until their images are upgraded.`,
  controls: ['managedIdentities'],
  find({ cluster, facts }) {
    const { controlPlane, kubelet } = cluster;
    const isManaged = controlPlane.kind === 'systemAssigned' || controlPlane.kind === 'userAssigned';
    if (!isManaged || !hasSucceeded(cluster.provisioningState)) return [];
    if (kubelet.kind === 'unknown')
      return [foundOn(cluster, ['The control plane is a managed identity; there is no kubeletidentity.'])];
    if (kubelet.kind !== 'default') return [];
    const atLatest = hadRoleOn(cluster, facts);
    // If a role shows that the identity is older than every image, its creation time need not be read.
    if (!cluster.agentPools.some((pool) => (imageDate(pool.nodeImageVersion) ?? Infinity) < atLatest)) return [];
    const kubeletSince = madeOn(kubelet.identityId, resourceType.identity, facts);
    const older = cluster.agentPools.filter(
      ({ nodeImageVersion }) => kubeletSince && (imageDate(nodeImageVersion) ?? Infinity) < Date.parse(kubeletSince),
    );
    const clusterSince = older.length > 0 ? madeOn(cluster.id, resourceType.cluster, facts) : undefined;
    if (!clusterSince || !kubeletSince || Date.parse(kubeletSince) - Date.parse(clusterSince) < dayInMs) return [];
    const old = older.filter((pool) => !runsNewest(pool, facts));
    if (old.length === 0) return [];
    const images = old.map((pool) => `${pool.name} ${pool.nodeImageVersion ?? ''}`);
    const ageEvidence = evidence`The kubelet identity was made on ${{ kubeletMade: kubeletSince.slice(0, 10) }}, the cluster on ${{ clusterMade: clusterSince.slice(0, 10) }}; node images older than that: ${{ images }}.`;
    return [foundOn(cluster, ageEvidence, old)];
  },
};

function foundOn(cluster: Cluster, ageEvidence: Evidence, old?: readonly AgentPool[]): RuleFinding {
  const pools = old ?? cluster.agentPools;
  const upgradable = pools.filter((pool) => !isAvailabilitySet(pool)).map(({ name }) => name);
  const sets = availabilitySetsAmong(pools);
  const poolMember = old ? { pools: upgradable } : {};
  const fix = { kind: 'upgradeNodeImages', clusterId: cluster.id, ...poolMember } as const;
  return {
    text: say`The nodes of ${cluster.name} may still use the service principal until their images are upgraded.`,
    ...(sets && { advice: say`${sets}: ${moveAvailabilitySets}.` }),
    evidence: ageEvidence,
    ...(upgradable.length > 0 ? { fix } : {}),
  };
}

/**
 * Returns when a resource was created, from ARM's list of its subscription, because AKS leaves `systemData` out.
 * Source: https://github.com/Azure/AKS/issues/4364
 */
function madeOn(id: string, type: string, facts: Facts): string | undefined {
  const answer = facts.get({ kind: 'creationTimes', subscriptionId: subscriptionOf(id) ?? '', type });
  return answer?.kind === 'found' ? answer.value.get(idKey(id)) : undefined;
}

/**
 * Returns by when the kubelet identity existed at the latest, because a role can be assigned only to an existing
 * principal. Until its roles are read, that is before every image; without a role, never.
 */
function hadRoleOn({ kubelet, subscriptionId }: Cluster, facts: Facts): number {
  const principalId = kubeletPrincipal(kubelet);
  if (principalId === undefined) return Infinity;
  const times = visibleAssignmentsOf(principalId, subscriptionId, facts).map(({ createdOn }) =>
    Date.parse(createdOn ?? ''),
  );
  if (facts.get({ kind: 'assignmentsOf', subscriptionId, principalId }) === undefined) return -Infinity;
  if (facts.get({ kind: 'assignmentsEverywhere', principalId }) === undefined) return -Infinity;
  return Math.min(...times.filter((time) => !Number.isNaN(time)));
}

/** Returns true if a pool runs the newest image, so that it was upgraded or can't be before the next image. */
function runsNewest({ id, nodeImageVersion }: AgentPool, facts: Facts): boolean {
  const answer = facts.get({ kind: 'upgradeProfile', poolId: id });
  const newest = answer?.kind === 'found' ? answer.value.latestNodeImageVersion : undefined;
  return newest !== undefined && sameText(newest, nodeImageVersion);
}

const dayInMs = 86_400_000;

/** Returns the date of a node image such as `AKSUbuntu-2204gen2containerd-202507.21.0`. */
function imageDate(nodeImageVersion: string | undefined): number | undefined {
  const [, year, month, day] = /-(\d{4})(\d{2})\.(\d{2})\.\d+$/.exec(nodeImageVersion ?? '') ?? [];
  return year && month && day ? Date.parse(`${year}-${month}-${day}T00:00:00Z`) : undefined;
}
