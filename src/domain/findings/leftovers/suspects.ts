/** Finds the roles at a cluster's scopes of principals that may have been its identities; nothing proves it. */
import type { Unknown } from '../../arm/unknown.ts';
import { isRole, role } from '../../access/roles.ts';
import { unknownsOf } from '../../arm/answer.ts';
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import {
  groupId,
  groupOf,
  idKey,
  lastSegment,
  parseResourceId,
  resourceType,
  sameId,
  subscriptionOf,
  isRegistry,
  sameGuid,
  type ArmId,
} from '../../arm/resourceId.ts';
import { tokenRefreshHours, type Facts } from '../../cluster/facts.ts';
import { isUsedElsewhere, fleetIndexOf, type FleetIndex } from '../../cluster/fleetIndex.ts';
import type { Cluster, RoleAssignment, UserAssignedIdentity } from '../../cluster/model.ts';
import type { Need } from '../../needs/need.ts';
import {
  identityOfPrincipal,
  kubeletPrincipal,
  namesOfPrincipal,
  principalOf,
  principalsOf,
} from '../../cluster/principals.ts';
import { isNamedIn } from '../../uses/namedUses.ts';
import { usedAround } from '../../uses/usedAround.ts';
import { looksAtClusters, looksForUse, unknownSettings, unusedAfter, type Unused } from '../../uses/nothingUses.ts';
import { isSettled } from '../../cluster/provisioningState.ts';
import { isOutside } from '../../cluster/placement.ts';
import { actingCredentials } from '../../workloads/credentialState.ts';
import { principalOfNeed } from '../../needs/holders.ts';
import { neededScopes } from '../../needs/needs.ts';
import { say } from '../../../sentences/words.ts';

/** A role that may be left over, and the identity that holds it where it is visible. */
export interface Suspect {
  readonly assignment: RoleAssignment;
  readonly onNodeGroup: boolean;
  readonly identity: UserAssignedIdentity | undefined;
  /** When the token of the previous identity has expired, as far as is known. */
  readonly inUseUntil: Date | undefined;
  /** It may just as well have been of another cluster, which pulls from the same registry. */
  readonly isShared: boolean;
  /** Whether it is known that no visible cluster uses the holder, nor anything around clusters. */
  readonly unused: Unused;
}

/**
 * Finds assignments at exactly the cluster's scopes whose service principals no visible cluster uses nor, away from its nodes,
 * anything else visible. The cluster's JSON does not name its previous identities, so each of them is only a hint. A role on
 * a registry is found at one of the clusters that pull from it, and what is known to be of another cluster is found there.
 * What could not be read of what would have been suspected is added to `unknown`.
 */
export function suspectsAt(
  cluster: Cluster,
  facts: Facts,
  needs: readonly Need[],
  unknown: Unknown[],
): readonly Suspect[] {
  if (!isSettled(cluster.provisioningState) || !knowsItself(cluster, facts)) return [];
  const nodeGroup = cluster.nodeResourceGroup && groupId(cluster.subscriptionId, cluster.nodeResourceGroup);
  const suspects = suspectsOf(cluster, { nodeGroup, needs }, facts);
  if (suspects.length === 0) return [];
  const clusters = facts.get({ kind: 'clusters' });
  const identities = facts.get({ kind: 'identities' });
  const since = nodeGroup === undefined ? undefined : presentSince(cluster, nodeGroup, facts);
  const inUseUntil = since === undefined ? undefined : new Date(since + tokenLifetime(facts));
  if (clusters?.kind !== 'found') {
    unknown.push(...unknownsOf(say`Clusters`, clusters));
    return [];
  }
  const sight = fleetIndexOf(clusters.value);
  const isHolderIn = (raw: JsonObject, { principalId }: RoleAssignment): boolean =>
    isNamedIn(raw, namesOfPrincipal(principalId, facts));
  const found = suspects
    .filter((assignment) => !isHolderIn(cluster.raw, assignment))
    .filter((assignment) => !isJustGiven(assignment, since, facts))
    .filter(({ principalId }) => !isUsedElsewhere(principalId, cluster, sight, facts))
    .filter((assignment) => !isKnownElsewhere(assignment, { cluster, clusters: clusters.value }, facts))
    .flatMap((assignment) => {
      const identity = identityOfPrincipal(assignment.principalId, facts);
      const onNodeGroup = sameId(assignment.scope, nodeGroup);
      // A service principal's object id isn't in its cluster's JSON, so it may be the holder wherever the JSON names a scope.
      const mayBeElse =
        identity === undefined &&
        !onNodeGroup &&
        (isRegistry(assignment.scope) || sight.namedByServicePrincipalClusters().has(idKey(assignment.scope)));
      if (mayBeElse) {
        unknown.push(...unknownsOf(say`Identities`, identities));
        return [];
      }
      const sharing = pullingFrom(assignment.scope, { sight, facts }).filter(({ id }) => !sameId(id, cluster.id));
      const isShownThere = identity && sharing.some((other) => isNearer(other, cluster, identity));
      if (isShownThere || (identity && isElses(identity.id, { cluster, onNodeGroup, unknown }, facts))) return [];
      return { assignment, onNodeGroup, identity, inUseUntil, isShared: sharing.length > 0 };
    });
  const outside = found.flatMap((suspect) => {
    const who = namesOfPrincipal(suspect.assignment.principalId, facts);
    const near = usedAround(who, { clusters, isNow: false, get: (wanted) => facts.get(wanted) });
    return near === undefined || near.users.length > 0 ? [] : [{ suspect, near }];
  });
  if (outside.length === 0) return [];
  const newer = facts.get({ kind: 'newerClusters' });
  const all = newer?.kind === 'found' ? newer.value : [];
  const judged = outside
    .filter(({ suspect: { assignment } }) => !all.some(({ raw }) => isHolderIn(raw, assignment)))
    .map(({ suspect, near }): Suspect => {
      const looked = {
        ...{ clusters: unknownsOf(looksForUse.clusters, clusters), fleets: near.unknownFleets },
        ...{ extensions: near.unknownExtensions, ...(newer && { newerSettings: unknownSettings(newer) }) },
      };
      return { ...suspect, unused: unusedAfter(looked, looksAtClusters) };
    });
  unknown.push(...judged.flatMap(({ unused }) => (unused.isKnown ? [] : unused.why)));
  return judged.filter(({ unused }) => unused.isKnown);
}

/** Returns true if the holder was an identity of another visible cluster, where its role at the scope is found. */
function isKnownElsewhere(
  { principalId, scope }: RoleAssignment,
  { cluster, clusters }: { readonly cluster: Cluster; readonly clusters: readonly Cluster[] },
  facts: Facts,
): boolean {
  const was = (facts.replaced ?? []).filter((each) => sameGuid(each.principalId, principalId));
  if (was.some(({ clusterId }) => sameId(clusterId, cluster.id))) return false;
  return was.some(({ as, clusterId }) => {
    const other = clusters.find(({ id }) => sameId(id, clusterId));
    if (other === undefined) return false;
    return as === 'kubelet' && isRegistry(scope)
      ? true
      : JSON.stringify(other.raw).toLowerCase().includes(idKey(scope));
  });
}

/** Returns the clusters that find what is left over on a registry: their kubelet has a role there, in their own subscription. */
function pullingFrom(
  scope: string,
  { sight, facts }: { readonly sight: FleetIndex; readonly facts: Facts },
): readonly Cluster[] {
  const answer = isRegistry(scope) ? facts.get({ kind: 'assignmentsAt', scope }) : undefined;
  if (answer?.kind !== 'found') return [];
  const holders = answer.value.filter((each) => sameId(each.scope, scope)).map(({ principalId }) => principalId);
  const pulling = [...new Set(holders.map((id) => id.toLowerCase()))].flatMap((principalId) =>
    (sight.byPrincipal.get(principalId) ?? []).filter(
      ({ kubelet }) => kubeletPrincipal(kubelet)?.toLowerCase() === principalId,
    ),
  );
  return pulling.filter(
    (each) =>
      sameGuid(each.subscriptionId, subscriptionOf(scope)) && isSettled(each.provisioningState) && knowsItself(each),
  );
}

/** Returns true if the identity more likely belonged to the first cluster: by its group, its subscription, or by order. */
function isNearer(one: Cluster, other: Cluster, identity: UserAssignedIdentity): boolean {
  const distance = ({ subscriptionId, resourceGroup, id }: Cluster): string => {
    const isFar = !sameGuid(subscriptionId, subscriptionOf(identity.id));
    const isApart = isFar || resourceGroup.toLowerCase() !== groupOf(identity.id)?.toLowerCase();
    return `${Number(isFar)}${Number(isApart)} ${idKey(id)}`;
  };
  return distance(one) < distance(other);
}

/** Returns true if all principals of the cluster are known; otherwise its own grants would look like leftovers. */
function knowsItself(cluster: Cluster, facts?: Facts): boolean {
  const { controlPlane, kubelet, addons, raw } = cluster;
  const hasOneKind = ['systemassigned', 'userassigned'].includes(textAt(raw, 'identity.type')?.toLowerCase() ?? '');
  const hasOneId = Object.keys(objectAt(raw, 'identity.userAssignedIdentities') ?? {}).length <= 1;
  const named = [
    ...(controlPlane.kind === 'systemAssigned' || controlPlane.kind === 'userAssigned' ? ['controlPlane'] : []),
    ...('identityId' in kubelet ? ['kubelet'] : []),
    ...addons.flatMap(({ identityId, name }) => (identityId === undefined ? [] : name)),
  ];
  return hasOneKind && hasOneId && named.every((one) => principalOf(cluster, one, facts) !== undefined);
}

/** Returns true if an identity was certainly not the cluster's: AKS made it next to the nodes, or it serves others. */
function isElses(
  identityId: ArmId,
  {
    cluster,
    onNodeGroup,
    unknown,
  }: { readonly cluster: Cluster; readonly onNodeGroup: boolean; readonly unknown: Unknown[] },
  facts: Facts,
): boolean {
  if (!onNodeGroup) return mayServeOthers(identityId, facts, unknown);
  if (!isOutside(cluster, identityId)) return true;
  // Pods of a self-hosted Karpenter act as an identity with roles on the nodes' group.
  const acting = actingCredentials(identityId, facts);
  unknown.push(...unknownsOf(lastSegment(identityId), acting));
  return acting?.kind === 'found' ? acting.value.length > 0 : acting?.kind !== 'missing';
}

/** Returns true if another resource or a workload may use the identity, or if that can't be read. */
function mayServeOthers(identityId: ArmId, facts: Facts, unknown: Unknown[]): boolean {
  const carriers = facts.get({ kind: 'carriers', identityId });
  const carrying = carriers?.kind === 'found' ? carriers.value : [];
  if (carrying.some(({ type }) => type.toLowerCase() !== resourceType.cluster.toLowerCase())) return true;
  const credentials = facts.get({ kind: 'federatedCredentials', identityId });
  if (credentials?.kind === 'found' && credentials.value.length > 0) return true;
  const notRead = [carriers, credentials].flatMap((answer) => unknownsOf(lastSegment(identityId), answer));
  unknown.push(...notRead);
  return notRead.length > 0 || carriers?.kind !== 'found' || credentials?.kind !== 'found';
}

/**
 * Returns grants of other principals on the node resource group, and of roles that the cluster needs on the resources where it
 * needs them; a grant on another resource group may have many reasons.
 */
function suspectsOf(
  cluster: Cluster,
  { nodeGroup, needs }: { readonly nodeGroup: string | undefined; readonly needs: readonly Need[] },
  facts: Facts,
): readonly RoleAssignment[] {
  const holders = needs.filter(({ holder }) => holder).map((need) => principalOfNeed(cluster, need, facts));
  const known = new Set([...principalsOf(cluster, facts).keys(), ...holders.map((id) => id?.toLowerCase())]);
  const onNodes = nodeGroup ? foreignAssignments(nodeGroup, known, facts).filter(isClusterRole) : [];
  const elsewhere = [...neededScopes(cluster, needs).values()].flatMap((there) => {
    const scope = there[0]?.scope;
    return scope && parseResourceId(scope)?.type !== resourceType.group
      ? foreignAssignments(scope, known, facts).filter((each) => serves(each, there))
      : [];
  });
  return [...onNodes, ...elsewhere];
}

/** Returns assignments at exactly this scope to service principals that aren't known to do something for the cluster. */
function foreignAssignments(scope: string, known: ReadonlySet<string | undefined>, facts: Facts): RoleAssignment[] {
  const answer = facts.get({ kind: 'assignmentsAt', scope });
  if (answer?.kind !== 'found') return [];
  return answer.value.filter(
    (assignment) =>
      sameId(assignment.scope, scope) &&
      assignment.principalType?.toLowerCase() === 'serviceprincipal' &&
      !known.has(assignment.principalId.toLowerCase()),
  );
}

/** Returns true if a role on the node resource group is one that only a cluster's own identities get. */
function isClusterRole({ roleDefinitionId }: RoleAssignment): boolean {
  return [role.contributor, role.networkContributor].some((one) => isRole(roleDefinitionId, one));
}

/** Returns true if the assignment is of a role that the cluster needs there. */
function serves({ roleDefinitionId }: RoleAssignment, needs: readonly Need[]): boolean {
  const pull = needs.some(({ scope }) => isRegistry(scope)) ? [role.acrPull, role.repositoryReader] : [];
  return [...needs.map((need) => need.role), ...pull].some((one) => isRole(roleDefinitionId, one));
}

/** A role that is newer than the cluster's present identity, and hours old at most, is meant for something that is still to come. */
function isJustGiven({ createdOn = '' }: RoleAssignment, since: number | undefined, facts: Facts): boolean {
  const given = Date.parse(createdOn);
  return given + tokenLifetime(facts) > facts.now.getTime() && (since === undefined || given > since);
}

function tokenLifetime({ tokenRefreshHours: hours = tokenRefreshHours }: Facts): number {
  return hours * 3_600_000;
}

/** Returns when the present control plane identity took its place: when AKS gave it its role on the nodes' group. */
function presentSince(cluster: Cluster, nodeGroup: string, facts: Facts): number | undefined {
  const principalId = principalOf(cluster, 'controlPlane', facts)?.toLowerCase();
  const answer = facts.get({ kind: 'assignmentsAt', scope: nodeGroup });
  const given = answer?.kind === 'found' ? answer.value : [];
  const times = given
    .filter((each) => sameId(each.scope, nodeGroup) && isRole(each.roleDefinitionId, role.contributor))
    .filter((each) => each.principalId.toLowerCase() === principalId)
    .map(({ createdOn }) => Date.parse(createdOn ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.min(...times);
}
