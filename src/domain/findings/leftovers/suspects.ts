/** Finds roles at a cluster's scopes of principals that may have been its identities; nothing proves it. */
import type { Unknown } from '../../arm/unknown.ts';
import { isRole, role } from '../../access/roles.ts';
import { unknownsOf, type Answer } from '../../arm/answer.ts';
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import {
  groupId,
  groupOf,
  idKey,
  lastSegment,
  resourceType,
  sameId,
  subscriptionOf,
  isRegistry,
  sameGuid,
  sameText,
  type ArmId,
} from '../../arm/resourceId.ts';
import { tokenRefreshHours, type Facts } from '../../cluster/facts.ts';
import { isUsedElsewhere, fleetIndexOf, type FleetIndex } from '../../cluster/fleetIndex.ts';
import type { Cluster, RoleAssignment, UserAssignedIdentity } from '../../cluster/model.ts';
import type { Need } from '../../needs/need.ts';
import { identityOfPrincipal, kubeletPrincipal, namesOfPrincipal, principalOf } from '../../cluster/principals.ts';
import { isNamedIn } from '../../uses/namedUses.ts';
import { usedAround } from '../../uses/usedAround.ts';
import { looksAtClusters, useChecks, unknownSettings, unusedAfter, type Unused } from '../../uses/nothingUses.ts';
import { isSettled } from '../../cluster/provisioningState.ts';
import { isOutside } from '../../cluster/placement.ts';
import { actingCredentials } from '../../workloads/credentialState.ts';
import { foreignGrants } from './foreignGrants.ts';
import { say } from '../../../sentences/words.ts';

/** A role that may be left over, and the identity that holds it if that is visible. */
export interface Suspect {
  readonly assignment: RoleAssignment;
  readonly onNodeGroup: boolean;
  readonly identity: UserAssignedIdentity | undefined;
  /** When the token of the previous identity has expired, as far as is known. */
  readonly inUseUntil: Date | undefined;
  /** True if it may equally have belonged to another cluster that pulls from the same registry. */
  readonly isShared: boolean;
  /** Whether it is known that no visible cluster, nor anything around clusters, uses the holder. */
  readonly unused: Unused;
}

/** Roles that may be left over, and what could not be read that might have added more. */
interface Suspects {
  readonly suspects: readonly Suspect[];
  readonly unknown: readonly Unknown[];
}

const none: Suspects = { suspects: [], unknown: [] };

/**
 * Finds assignments at exactly the cluster's scopes to service principals that no visible cluster and, away from its
 * nodes, nothing else visible uses. The cluster's JSON does not name its previous identities, so each is only a hint. A
 * role on a registry is reported at one of the clusters that pull from it, and one that is known to belong to another
 * cluster is reported there.
 */
export function suspectsAt(cluster: Cluster, facts: Facts, needs: readonly Need[]): Suspects {
  if (!isSettled(cluster.provisioningState) || !knowsItself(cluster, facts)) return none;
  const nodeGroup = cluster.nodeResourceGroup && groupId(cluster.subscriptionId, cluster.nodeResourceGroup);
  const suspects = foreignGrants(cluster, { nodeGroup, needs }, facts);
  if (suspects.length === 0) return none;
  const clusters = facts.get({ kind: 'clusters' });
  const since = nodeGroup === undefined ? undefined : presentSince(cluster, nodeGroup, facts);
  if (clusters?.kind !== 'found') return { suspects: [], unknown: unknownsOf(say`Clusters`, clusters) };
  const sight = fleetIndexOf(clusters.value);
  const judged = suspects
    .filter((assignment) => !isHolderIn(cluster.raw, assignment, facts))
    .filter((assignment) => !isJustGiven(assignment, since, facts))
    .filter(({ principalId }) => !isUsedElsewhere(principalId, cluster, sight, facts))
    .filter((assignment) => !isKnownElsewhere(assignment, { cluster, clusters: clusters.value }, facts))
    .map((assignment) => asHint(assignment, { cluster, nodeGroup, sight }, facts));
  const hints = judged.flatMap(({ hint }) => hint ?? []);
  const inUseUntil = since === undefined ? undefined : new Date(since + tokenLifetime(facts));
  const suspectedHolders = unusedAmong(hints, clusters, facts).map((hint): Suspect => ({ ...hint, inUseUntil }));
  return {
    suspects: suspectedHolders.filter(({ unused }) => unused.isKnown),
    unknown: [
      ...judged.flatMap(({ unknown }) => unknown),
      ...suspectedHolders.flatMap(({ unused }) => (unused.isKnown ? [] : unused.why)),
    ],
  };
}

type Hint = Omit<Suspect, 'unused' | 'inUseUntil'>;

/** Returns the assignment as a hint, unless another cluster or another purpose explains it, or that can't be read. */
function asHint(
  assignment: RoleAssignment,
  {
    cluster,
    nodeGroup,
    sight,
  }: { readonly cluster: Cluster; readonly nodeGroup: string | undefined; readonly sight: FleetIndex },
  facts: Facts,
): { readonly hint?: Hint; readonly unknown: readonly Unknown[] } {
  const { principalId, scope } = assignment;
  const identity = identityOfPrincipal(principalId, facts);
  const onNodeGroup = sameId(scope, nodeGroup);
  // A service principal's object id isn't in its cluster's JSON, so it may be the holder wherever the JSON names a
  // scope.
  const mayBeElse =
    identity === undefined &&
    !onNodeGroup &&
    (isRegistry(scope) || sight.namedByServicePrincipalClusters().has(idKey(scope)));
  if (mayBeElse) return { unknown: unknownsOf(say`Identities`, facts.get({ kind: 'identities' })) };
  const sharing = pullingFrom(scope, { sight, facts }).filter(({ id }) => !sameId(id, cluster.id));
  const isShownThere = identity && sharing.some((otherCluster) => isNearer(otherCluster, cluster, identity));
  if (isShownThere) return { unknown: [] };
  const hint = { assignment, onNodeGroup, identity, isShared: sharing.length > 0 };
  if (identity === undefined) return { hint, unknown: [] };
  const { verdict, unknown } = belongsElsewhere(identity.id, { cluster, onNodeGroup }, facts);
  return verdict ? { unknown } : { hint, unknown };
}

/** Those whose holder nothing around clusters uses and no newer API version names, and whether that is known. */
function unusedAmong(
  hints: readonly Hint[],
  clusters: Answer<readonly Cluster[]>,
  facts: Facts,
): readonly (Hint & Pick<Suspect, 'unused'>)[] {
  const outside = hints.flatMap((hint) => {
    const names = namesOfPrincipal(hint.assignment.principalId, facts);
    const aroundUses = usedAround(names, { clusters, isNow: false, get: (read) => facts.get(read) });
    return aroundUses === undefined || aroundUses.users.length > 0 ? [] : [{ hint, near: aroundUses }];
  });
  if (outside.length === 0) return [];
  const newer = facts.get({ kind: 'newerClusters' });
  const allClusters = newer?.kind === 'found' ? newer.value : [];
  return outside
    .filter(({ hint: { assignment } }) => !allClusters.some(({ raw }) => isHolderIn(raw, assignment, facts)))
    .map(({ hint, near }) => {
      const unknownByList = {
        clusters: unknownsOf(useChecks.clusters, clusters),
        fleets: near.unknownFleets,
        extensions: near.unknownExtensions,
        ...(newer ? { newerSettings: unknownSettings(newer) } : {}),
      };
      return { ...hint, unused: unusedAfter(unknownByList, looksAtClusters) };
    });
}

function isHolderIn(raw: JsonObject, { principalId }: RoleAssignment, facts: Facts): boolean {
  return isNamedIn(raw, namesOfPrincipal(principalId, facts));
}

/** Returns true if the holder was an identity of another visible cluster, which reports the role. */
function isKnownElsewhere(
  { principalId, scope }: RoleAssignment,
  { cluster, clusters }: { readonly cluster: Cluster; readonly clusters: readonly Cluster[] },
  facts: Facts,
): boolean {
  const was = (facts.replaced ?? []).filter((replacedIdentity) => sameGuid(replacedIdentity.principalId, principalId));
  if (was.some(({ clusterId }) => sameId(clusterId, cluster.id))) return false;
  return was.some(({ as, clusterId }) => {
    const otherCluster = clusters.find(({ id }) => sameId(id, clusterId));
    if (otherCluster === undefined) return false;
    return as === 'kubelet' && isRegistry(scope)
      ? true
      : JSON.stringify(otherCluster.raw).toLowerCase().includes(idKey(scope));
  });
}

/**
 * Returns the clusters that report what is left over on a registry: their kubelet has a role there, or had it until a change of ours
 * took it, in their own subscription.
 */
function pullingFrom(
  scope: string,
  { sight, facts }: { readonly sight: FleetIndex; readonly facts: Facts },
): readonly Cluster[] {
  const answer = isRegistry(scope) ? facts.get({ kind: 'assignmentsAt', scope }) : undefined;
  if (answer?.kind !== 'found') return [];
  const holders = answer.value
    .filter((assignment) => sameId(assignment.scope, scope))
    .map(({ principalId }) => principalId);
  const detached = (facts.detached ?? [])
    .filter(({ registryId }) => sameId(registryId, scope))
    .map(({ principalId }) => principalId);
  const pulling = [...new Set([...holders, ...detached].map((id) => id.toLowerCase()))].flatMap((principalId) =>
    (sight.byPrincipal.get(principalId) ?? []).filter(
      ({ kubelet }) => kubeletPrincipal(kubelet)?.toLowerCase() === principalId,
    ),
  );
  return pulling.filter(
    (cluster) =>
      sameGuid(cluster.subscriptionId, subscriptionOf(scope)) &&
      isSettled(cluster.provisioningState) &&
      knowsItself(cluster),
  );
}

/** Returns true if the identity more likely belonged to the first cluster: by its group, its subscription, or by order. */
function isNearer(a: Cluster, b: Cluster, identity: UserAssignedIdentity): boolean {
  const distance = ({ subscriptionId, resourceGroup, id }: Cluster): string => {
    const isFar = !sameGuid(subscriptionId, subscriptionOf(identity.id));
    const isApart = isFar || !sameText(resourceGroup, groupOf(identity.id));
    return `${Number(isFar)}${Number(isApart)} ${idKey(id)}`;
  };
  return distance(a) < distance(b);
}

/** Returns true if all principals of the cluster are known; otherwise its own grants would look like leftovers. */
function knowsItself(cluster: Cluster, facts?: Facts): boolean {
  const { controlPlane, kubelet, addons, raw } = cluster;
  const hasOneKind = ['systemassigned', 'userassigned'].includes(textAt(raw, 'identity.type')?.toLowerCase() ?? '');
  const hasOneId = Object.keys(objectAt(raw, 'identity.userAssignedIdentities') ?? {}).length <= 1;
  const namedSlots = [
    ...(controlPlane.kind === 'systemAssigned' || controlPlane.kind === 'userAssigned' ? ['controlPlane'] : []),
    ...('identityId' in kubelet ? ['kubelet'] : []),
    ...addons.flatMap(({ identityId, name }) => (identityId === undefined ? [] : name)),
  ];
  return hasOneKind && hasOneId && namedSlots.every((slot) => principalOf(cluster, slot, facts) !== undefined);
}

/** What was judged about an identity, and what could not be read for that. */
interface UseVerdict {
  readonly verdict: boolean;
  readonly unknown: readonly Unknown[];
}

/**
 * Judges whether an identity was not the cluster's, because AKS made it next to the nodes or it serves others; true if
 * that can't be read.
 */
function belongsElsewhere(
  identityId: ArmId,
  { cluster, onNodeGroup }: { readonly cluster: Cluster; readonly onNodeGroup: boolean },
  facts: Facts,
): UseVerdict {
  if (!onNodeGroup) return mayServeOthers(identityId, facts);
  if (!isOutside(cluster, identityId)) return { verdict: true, unknown: [] };
  // Pods of a self-hosted Karpenter act as an identity with roles on the nodes' group.
  const acting = actingCredentials(identityId, facts);
  return {
    verdict: acting?.kind === 'found' ? acting.value.length > 0 : acting?.kind !== 'missing',
    unknown: unknownsOf(lastSegment(identityId), acting),
  };
}

/** Judges whether another resource or a workload may use the identity; true if that can't be read. */
function mayServeOthers(identityId: ArmId, facts: Facts): UseVerdict {
  const carriers = facts.get({ kind: 'carriers', identityId });
  const carrying = carriers?.kind === 'found' ? carriers.value : [];
  if (carrying.some(({ type }) => !sameText(type, resourceType.cluster))) return { verdict: true, unknown: [] };
  const credentials = facts.get({ kind: 'federatedCredentials', identityId });
  if (credentials?.kind === 'found' && credentials.value.length > 0) return { verdict: true, unknown: [] };
  const unknown = [carriers, credentials].flatMap((answer) => unknownsOf(lastSegment(identityId), answer));
  const areRead = carriers?.kind === 'found' && credentials?.kind === 'found';
  return { verdict: unknown.length > 0 || !areRead, unknown };
}

/**
 * A role that is newer than the cluster's current identity, and at most hours old, is probably for something that
 * doesn't exist yet.
 */
function isJustGiven({ createdOn = '' }: RoleAssignment, since: number | undefined, facts: Facts): boolean {
  const createdAt = Date.parse(createdOn);
  return createdAt + tokenLifetime(facts) > facts.now.getTime() && (since === undefined || createdAt > since);
}

function tokenLifetime({ tokenRefreshHours: hours = tokenRefreshHours }: Facts): number {
  return hours * 3_600_000;
}

/** Returns when the current control plane identity was assigned: when AKS gave it its role on the nodes' group. */
function presentSince(cluster: Cluster, nodeGroup: string, facts: Facts): number | undefined {
  const principalId = principalOf(cluster, 'controlPlane', facts)?.toLowerCase();
  const answer = facts.get({ kind: 'assignmentsAt', scope: nodeGroup });
  const assignments = answer?.kind === 'found' ? answer.value : [];
  const times = assignments
    .filter(
      (assignment) => sameId(assignment.scope, nodeGroup) && isRole(assignment.roleDefinitionId, role.contributor),
    )
    .filter((assignment) => assignment.principalId.toLowerCase() === principalId)
    .map(({ createdOn }) => Date.parse(createdOn ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.min(...times);
}
