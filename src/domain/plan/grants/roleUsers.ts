/** Finds which clusters' identities hold role assignments that are to be removed: directly, through a group, or as a service principal. */
import { reachesScope } from '../../access/accessCheck.ts';
import { isManagedIdentity } from '../../access/principalNames.ts';
import { groupId, idKey, sameId } from '../../arm/resourceId.ts';
import { unknownWith, unknownToAll, withReason, type Unknown } from '../../arm/unknown.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { clustersProtectedBy } from '../../around/things/backup.ts';
import { nodeSubnetsOf } from '../../cluster/nodePools.ts';
import { isOutside } from '../../cluster/placement.ts';
import { namesOfPrincipal, principalsOf } from '../../cluster/principals.ts';
import { featureIdentitiesOf } from '../../needs/features.ts';
import { needsOf } from '../../needs/needs.ts';
import { isNamedIn, type IdentityNames } from '../../uses/namedUses.ts';
import { servicePrincipalObjectId } from '../../access/servicePrincipal.ts';
import { mayLetPull } from './pullGrants.ts';
import type { Removal } from '../planPart.ts';
import { moreOf } from '../../words/counts.ts';
import { say, distinctByWords, type Words, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The most clusters that are checked closely. */
export const mostClusters = 40;
/** The most principals whose membership in a group is checked. */
const mostMembers = 60;

/** A role assignment of one of a cluster's principals, in lower case. */
export interface Holding {
  readonly principalId: string;
  readonly assignment: RoleAssignment;
  /** Why a service principal is assumed to be the cluster's. */
  readonly evidence?: Words;
}

/** A cluster, and which of the assignments its principals have. */
export interface User {
  readonly cluster: Cluster;
  readonly holdings: readonly Holding[];
}

/** Why something isn't known, about one cluster or any. */
export interface Doubt {
  readonly unknown: Unknown;
  readonly clusterId?: string;
}

/** The clusters whose identities hold role assignments, as far as is known. */
export interface Users {
  readonly users: readonly User[];
  /** Why more clusters may be among them. */
  readonly doubts: readonly Doubt[];
}

/** Returns the clusters to whose identities any of the assignments applies. */
export function usersOf(removals: readonly Removal[], clusters: readonly Cluster[], facts: Facts): Users {
  const holdersOfRemovals = removals.map((removal) => holdingsOf(removal, clusters, facts));
  const byCluster = Map.groupBy(
    holdersOfRemovals.flatMap(({ held }) => held),
    ({ cluster }) => idKey(cluster.id),
  );
  return {
    users: [...byCluster.values()].flatMap((holdings) =>
      holdings[0] ? [{ cluster: holdings[0].cluster, holdings: holdings.map(({ holding }) => holding) }] : [],
    ),
    doubts: distinctByWords(
      holdersOfRemovals.flatMap(({ doubts }) => doubts),
      ({ unknown }) => unknown.reason,
      ({ unknown: { cause }, clusterId }) => `${cause} ${clusterId ?? ''}`,
    ),
  };
}

interface ClusterHolding {
  readonly cluster: Cluster;
  readonly holding: Holding;
}

interface ClusterHoldings {
  readonly held: readonly ClusterHolding[];
  readonly doubts: readonly Doubt[];
}

function holdingsOf(removal: Removal, clusters: readonly Cluster[], facts: Facts): ClusterHoldings {
  const { assignment } = removal;
  const type = assignment.principalType?.toLowerCase();
  if (type?.endsWith('group')) return membersOf(removal, clusters, facts);
  const principalId = assignment.principalId.toLowerCase();
  const names = namesOfPrincipal(principalId, facts);
  const holdings = clusters
    .filter((cluster) => isUserOf(cluster, names, facts))
    .map((cluster) => ({ cluster, holding: { principalId, assignment } }));
  if (holdings.length === 0) {
    const ids = clustersProtectedBy(principalId, facts);
    const affected = clusters.filter(({ id }) => ids.some((affectedId) => sameId(affectedId, id)));
    holdings.push(...affected.map((cluster) => ({ cluster, holding: { principalId, assignment } })));
  }
  const isAnother = holdings.length > 0 || isManagedIdentity(principalId, facts);
  if (isAnother || (type !== undefined && type !== 'serviceprincipal')) return { held: holdings, doubts: [] };
  const asPrincipal = ofServicePrincipals(removal, clusters, facts);
  const asGroup = type === undefined ? membersOf(removal, clusters, facts) : { held: [], doubts: [] };
  return {
    held: [...asPrincipal.held, ...asGroup.held],
    doubts: [...asPrincipal.doubts, ...asGroup.doubts],
  };
}

/** Returns true if a principal is one of a cluster's identities, including those that AKS made for its nodes and features. */
function isUserOf(cluster: Cluster, names: IdentityNames, facts: Facts): boolean {
  const { principalId, id } = names;
  return (
    isNamedIn(cluster.raw, names) ||
    (id !== undefined && !isOutside(cluster, id)) ||
    featureIdentitiesOf(cluster, facts).some(
      (identity) => sameId(identity.identityId, id) || identity.principalId?.toLowerCase() === principalId,
    )
  );
}

/** Asks ARM for each identity, because ARM lists what applies through groups, too. */
function membersOf({ assignment, via }: Removal, clusters: readonly Cluster[], facts: Facts): ClusterHoldings {
  const { id, scope, principalType } = assignment;
  const doubts: Doubt[] = [];
  const isIn = new Map<string, boolean>();
  const holdings: ClusterHolding[] = [];
  let unasked = 0;
  for (const { cluster, principals, hidden } of nearFirst(scope, clusters).map((clusterNear) =>
    withPrincipals(clusterNear, facts),
  )) {
    for (const [principalId, evidence] of principals) {
      if (!isIn.has(principalId) && isIn.size >= mostMembers) unasked += 1;
      else if (!isIn.has(principalId)) {
        const answer = facts.get({ kind: 'assignments', scope, principalId, ...via });
        isIn.set(principalId, answer?.kind === 'found' && answer.value.some((candidate) => sameId(candidate.id, id)));
        if (answer?.kind === 'unreadable')
          doubts.push({
            unknown: withReason(
              say`It is assigned to a group, and who is in it can't be read: ${answer.reason}`,
              answer,
            ),
          });
      }
      if (isIn.get(principalId)) {
        holdings.push({ cluster, holding: { principalId, assignment, ...defined({ evidence }) } });
      }
    }
    const isMember = holdings.some((holding) => holding.cluster === cluster);
    if (hidden !== undefined && !isMember && mayConcern(assignment, cluster, facts)) {
      const reason = say`It is assigned to a group, and whether ${hidden} is in it isn't known.`;
      doubts.push({ unknown: unknownToAll('group', assignment.principalId, reason), clusterId: cluster.id });
    }
  }
  if (unasked > 0)
    doubts.push({
      unknown: holdersNotAsked(
        assignment,
        say`It is assigned to a group, and whether ${unasked} more identities of clusters are in it was not checked.`,
      ),
    });
  if (principalType?.toLowerCase() === 'foreigngroup') {
    const reason = say`It is assigned to a group of another directory, and who is in it is not shown here.`;
    doubts.push({ unknown: unknownToAll('group', assignment.principalId, reason) });
  }
  return { held: holdings, doubts };
}

function holdersNotAsked({ principalId: principal }: RoleAssignment, reason: Words): Unknown {
  return unknownWith('notAsked', 'holders', reason, principal);
}

interface Principals {
  readonly cluster: Cluster;
  /** Each in lower case, with the evidence for it if it is inferred. */
  readonly principals: ReadonlyMap<string, Words | undefined>;
  /** One that isn't certain, in words. */
  readonly hidden?: Phrase;
}

function withPrincipals(cluster: Cluster, facts: Facts): Principals {
  const principals = [...principalsOf(cluster, facts).keys()].map((id) => [id, undefined] as const);
  if (cluster.controlPlane.kind !== 'servicePrincipal') return { cluster, principals: new Map(principals) };
  const inferred = servicePrincipalObjectId(cluster, facts);
  const assumed = inferred ? [[inferred.principalId.toLowerCase(), inferred.evidence] as const] : [];
  return {
    cluster,
    principals: new Map([...principals, ...assumed]),
    ...(inferred?.isFirm ? {} : { hidden: say`the service principal of ${cluster.name}` }),
  };
}

/** A service principal's object id is not in its cluster's JSON, so it is inferred or stays open. */
function ofServicePrincipals({ assignment }: Removal, clusters: readonly Cluster[], facts: Facts): ClusterHoldings {
  const nearestFirst = nearFirst(
    assignment.scope,
    clusters.filter(({ controlPlane }) => controlPlane.kind === 'servicePrincipal'),
  );
  const principalId = assignment.principalId.toLowerCase();
  const holdings: ClusterHolding[] = [];
  const doubts: Doubt[] = [];
  for (const cluster of nearestFirst.slice(0, mostClusters)) {
    const inferred = servicePrincipalObjectId(cluster, facts);
    if (inferred?.principalId.toLowerCase() === principalId) {
      holdings.push({ cluster, holding: { principalId, assignment, evidence: inferred.evidence } });
    } else if (!inferred?.isFirm && mayConcern(assignment, cluster, facts)) {
      doubts.push({
        unknown: unknownToAll(
          'principal',
          cluster.id,
          say`${cluster.name} uses a service principal, and Azure doesn't show whether it is the one that holds this.`,
        ),
        clusterId: cluster.id,
      });
    }
  }
  const moreClusters = nearestFirst.length - mostClusters;
  return {
    held: holdings,
    doubts:
      moreClusters > 0
        ? [
            ...doubts,
            {
              unknown: holdersNotAsked(
                assignment,
                say`Not all checked: ${moreOf(moreClusters, 'cluster')} with a service principal.`,
              ),
            },
          ]
        : doubts,
  };
}

/** Whether the cluster may need the role: it is at something that the cluster needs, or nodes could pull with it. */
function mayConcern(assignment: RoleAssignment, cluster: Cluster, facts: Facts): boolean {
  return (
    needsOf(cluster, facts).some((need) => reachesScope(assignment.scope, need.scope, 'asListed')) ||
    mayLetPull(assignment, cluster, facts)
  );
}

/** Clusters with nodes or subnets at or below the scope come first. */
function nearFirst(scope: string, clusters: readonly Cluster[]): readonly Cluster[] {
  const isNear = (cluster: Cluster): boolean => {
    const { subscriptionId, nodeResourceGroup, id } = cluster;
    const nodes = nodeResourceGroup === undefined ? [] : [groupId(subscriptionId, nodeResourceGroup)];
    return [id, ...nodes, ...nodeSubnetsOf(cluster)].some((place) => reachesScope(scope, place, new Set()));
  };
  return [...clusters.filter(isNear), ...clusters.filter((cluster) => !isNear(cluster))];
}
