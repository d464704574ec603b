/** Finds problems that a cluster's own JSON shows: kind of identity, state, region, pod identity. */
import { seeking } from '../cluster/watching.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Finding } from './finding.ts';
import { at, isOn, objectAt, objectsAt, textAt } from '../arm/json.ts';
import type { AgentPool, Cluster } from '../cluster/model.ts';
import { evidence } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { findingOf } from './finding.ts';
import { isSettled } from '../cluster/provisioningState.ts';
import type { JsonObject } from '../arm/json.ts';
import { regionLimit } from '../cluster/regions.ts';
import type { RegionalFeature } from '../cluster/regions.ts';
import { availabilitySetsAmong, moveAvailabilitySets } from '../words/availabilitySets.ts';
import { isAvailabilitySet } from '../cluster/nodePools.ts';
import { idKey, parseResourceId, resourceType, subscriptionOf } from '../arm/resourceId.ts';
import { systemAssignedBlockers } from '../cluster/identityLimits.ts';
import { kubeletPrincipal } from '../cluster/principals.ts';
import { visibleAssignmentsOf } from '../access/heldRoles.ts';
import { hasSucceeded } from '../cluster/provisioningState.ts';

/** Finds problems with a cluster's kind of identity and its state. */
export function stateFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  return [
    ...servicePrincipalFindings(cluster, facts),
    ...typeFindings(cluster),
    ...halfMigratedFindings(cluster, seeking(facts, 'halfMigrated')),
    ...operationFindings(cluster),
    ...privateZoneFindings(cluster),
    ...regionFindings(cluster),
    ...podIdentityFindings(cluster),
  ];
}

/** Returns the id of the private DNS zone that the cluster brings, if it brings one. */
function ownPrivateDnsZone(cluster: Cluster): string | undefined {
  const zone = textAt(cluster.raw, 'properties.apiServerAccessProfile.privateDNSZone');
  const isOwn = zone && parseResourceId(zone)?.type.toLowerCase() === resourceType.privateDnsZone.toLowerCase();
  return isOwn ? zone : undefined;
}

function servicePrincipalFindings(cluster: Cluster, facts: Facts): Finding[] {
  if (cluster.controlPlane.kind !== 'servicePrincipal') return [];
  const fix = {
    kind: 'setControlPlane',
    clusterId: cluster.id,
    controlPlane: { kind: 'systemAssigned' },
  } as const;
  return [
    findingOf('servicePrincipal', {
      text: `${cluster.name} uses a service principal, whose secret expires. A managed identity needs no rotation.`,
      evidence: evidence`${{ clientId: cluster.controlPlane.clientId, from: 'servicePrincipalProfile.clientId' }}.`,
      subject: cluster.controlPlane.clientId,
      ...(systemAssignedBlockers(cluster, facts).length === 0 ? { fix } : {}),
    }),
  ];
}

/** Finds anything but one kind of identity with at most one id, which is all that AKS documents. */
function typeFindings(cluster: Cluster): Finding[] {
  const { controlPlane, raw } = cluster;
  const type = textAt(raw, 'identity.type');
  const ids = Object.keys(objectAt(raw, 'identity.userAssignedIdentities') ?? {});
  const isKnown = ['none', 'systemassigned', 'userassigned'].includes((type ?? 'none').toLowerCase());
  const isUser = type?.toLowerCase() === 'userassigned';
  if (isKnown && controlPlane.kind !== 'none' && ids.length <= 1 && (!isUser || ids.length === 1)) return [];
  return [
    findingOf('unexpectedIdentityType', {
      text: `${cluster.name} has an identity of a kind that AKS doesn't document: one system-assigned or one user-assigned.`,
      evidence: evidence`${{ type: type ?? 'absent', from: 'identity.type' }} with ${{ identities: ids.length }} user-assigned identities.`,
    }),
  ];
}

/** Finds a cluster whose control plane has left the service principal but whose nodes may not have. */
function halfMigratedFindings(cluster: Cluster, facts: Facts): Finding[] {
  const { controlPlane, kubelet } = cluster;
  const isManaged = controlPlane.kind === 'systemAssigned' || controlPlane.kind === 'userAssigned';
  if (!isManaged || !hasSucceeded(cluster.provisioningState)) return [];
  const found = (seen: Evidence, old?: readonly AgentPool[]): Finding[] => {
    const pools = old ?? cluster.agentPools;
    const upgradable = pools.filter((pool) => !isAvailabilitySet(pool)).map(({ name }) => name);
    const sets = availabilitySetsAmong(pools);
    const named = old ? { pools: upgradable } : {};
    const fix = { kind: 'upgradeNodeImages', clusterId: cluster.id, ...named } as const;
    return [
      findingOf('halfMigrated', {
        text:
          `The nodes of ${cluster.name} may still use the service principal until their images are upgraded.` +
          (sets === undefined ? '' : ` ${sets}: ${moveAvailabilitySets}.`),
        evidence: seen,
        ...(upgradable.length > 0 ? { fix } : {}),
      }),
    ];
  };
  if (kubelet.kind === 'unknown')
    return found(['The control plane is a managed identity; there is no kubeletidentity.']);
  if (kubelet.kind !== 'default') return [];
  const atLatest = hadRoleOn(cluster, facts);
  // Where a role tells that the identity is older than every image, nobody has to ask when it was made.
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
  return found(
    evidence`The kubelet identity was made on ${{ kubeletMade: kubeletSince.slice(0, 10) }}, the cluster on ${{ clusterMade: clusterSince.slice(0, 10) }}; node images older than that: ${{ images }}.`,
    old,
  );
}

/**
 * Returns when a resource was made, from ARM's list of its subscription, because AKS leaves `systemData` out.
 * Source: https://github.com/Azure/AKS/issues/4364
 */
function madeOn(id: string, type: string, facts: Facts): string | undefined {
  const answer = facts.get({ kind: 'creationTimes', subscriptionId: subscriptionOf(id) ?? '', type });
  return answer?.kind === 'found' ? answer.value.get(idKey(id)) : undefined;
}

/**
 * Returns when the kubelet identity was there at the latest: a role can be given to an identity only once it has its principal.
 * While its roles are not read, that is before every image; without a role, never.
 */
function hadRoleOn({ kubelet, subscriptionId }: Cluster, facts: Facts): number {
  const principalId = kubeletPrincipal(kubelet);
  if (principalId === undefined) return Infinity;
  const given = visibleAssignmentsOf(principalId, subscriptionId, facts).map(({ createdOn }) =>
    Date.parse(createdOn ?? ''),
  );
  if (facts.get({ kind: 'assignmentsOf', subscriptionId, principalId }) === undefined) return -Infinity;
  if (facts.get({ kind: 'assignmentsEverywhere', principalId }) === undefined) return -Infinity;
  return Math.min(...given.filter((time) => !Number.isNaN(time)));
}

/** Tells whether a pool runs the newest image, so that it was upgraded or cannot be before the next image. */
function runsNewest({ id, nodeImageVersion }: AgentPool, facts: Facts): boolean {
  const answer = facts.get({ kind: 'upgradeProfile', poolId: id });
  const newest = answer?.kind === 'found' ? answer.value.latestNodeImageVersion : undefined;
  return newest !== undefined && newest.toLowerCase() === nodeImageVersion?.toLowerCase();
}

const dayInMs = 86_400_000;

/** Returns when a node image such as `AKSUbuntu-2204gen2containerd-202507.21.0` was made. */
function imageDate(nodeImageVersion: string | undefined): number | undefined {
  const [, year, month, day] = /-(\d{4})(\d{2})\.(\d{2})\.\d+$/.exec(nodeImageVersion ?? '') ?? [];
  return year && month && day ? Date.parse(`${year}-${month}-${day}T00:00:00Z`) : undefined;
}

function operationFindings(cluster: Cluster): Finding[] {
  const { provisioningState, name } = cluster;
  const state = evidence`${{ state: provisioningState, from: 'provisioningState' }}.`;
  if (!isSettled(provisioningState)) {
    return [
      findingOf('operationInProgress', {
        text: `Another operation is running on ${name}. What is shown may change when it ends.`,
        evidence: state,
      }),
    ];
  }
  if (hasSucceeded(provisioningState)) return [];
  const reason = textAt(cluster.raw, 'properties.status.provisioningError.message');
  return [
    findingOf('clusterFailed', {
      text: `The last operation on ${name} ended ${provisioningState}. Its identities may not be fully applied.`,
      evidence: reason ? evidence`${state} ${{ reason }}` : state,
    }),
  ];
}

function privateZoneFindings(cluster: Cluster): Finding[] {
  const zone = ownPrivateDnsZone(cluster);
  if (cluster.controlPlane.kind !== 'systemAssigned' || !zone) return [];
  return [
    findingOf('systemIdentityWithCustomPrivateDnsZone', {
      text: 'A private DNS zone of your own needs a user-assigned control plane identity.',
      evidence: evidence`${{ type: 'SystemAssigned', from: 'identity.type' }}, ${{ zone, from: 'privateDNSZone' }}.`,
      subject: zone,
      about: ['controlPlane'],
    }),
  ];
}

function regionFindings(cluster: Cluster): Finding[] {
  const used: RegionalFeature[] = [
    ...(cluster.controlPlane.kind === 'userAssigned' ? (['userAssignedControlPlane'] as const) : []),
    ...(cluster.kubelet.kind === 'preCreated' ? (['preCreatedKubelet'] as const) : []),
  ];
  return used.flatMap((feature) => {
    const limit = regionLimit(feature, cluster.location);
    if (!limit) return [];
    return [
      findingOf(`unsupportedRegion:${feature}`, {
        text: limit.reason,
        evidence: evidence`${{ cluster: cluster.name }} is in ${{ region: cluster.location }}.`,
        source: limit.source,
      }),
    ];
  });
}

/** Finds pod-managed identity, which intercepts every pod's calls to the metadata endpoint. */
function podIdentityFindings(cluster: Cluster): Finding[] {
  const profile = at(cluster.raw, 'properties.podIdentityProfile');
  if (!isOn(profile, 'enabled')) return [];
  const workload = isOn(cluster.raw, 'properties.securityProfile.workloadIdentity.enabled') ? 'on' : 'off';
  const enabled: Finding = findingOf('podIdentityEnabled', {
    text:
      'Pod-managed identity is on: its NMI pods intercept calls to the metadata endpoint of every pod, also of those ' +
      'that do not use it. Its open-source project was deprecated in October 2022 and archived in September 2023, and ' +
      'support has ended for the add-on too, in September 2025. Microsoft Entra Workload ID takes its place.',
    evidence: evidence`${{ enabled: 'true', from: 'podIdentityProfile.enabled' }}; ${{ enabled: workload, from: 'workload identity' }}.`,
  });
  if (objectsAt(profile, 'userAssignedIdentityExceptions').some(coversSystemPods)) return [enabled];
  return [
    enabled,
    findingOf('podIdentityExceptionMissing', {
      text:
        'The system pods have no AzurePodIdentityException (namespace kube-system, label ' +
        'kubernetes.azure.com/managedby: aks), so their calls to the metadata endpoint are intercepted too.',
      evidence: ['podIdentityProfile.userAssignedIdentityExceptions has no such entry.'],
    }),
  ];
}

function coversSystemPods(exception: JsonObject): boolean {
  const labels = objectAt(exception, 'podLabels') ?? {};
  return textAt(exception, 'namespace') === 'kube-system' && labels['kubernetes.azure.com/managedby'] === 'aks';
}
