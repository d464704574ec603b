/** How many can act on a cluster, as numbers for a report. */
import { wholeName } from '../access/principalNames.ts';
import { unknownsOf } from '../arm/answer.ts';
import { isAtOrBelow, lastSegment, sameGuid, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import { isNotRead, subjectKey, unknownWith, type Unknown } from '../arm/unknown.ts';
import { membershipsOf } from '../around/things/fleets.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { principalOf } from '../cluster/principals.ts';
import { keptResource } from '../../memory/kept.ts';
import { compact } from '../../shape/compact.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import { azureAbilityIds, isAskedAtNodes, openWayOf } from './abilities.ts';
import { accessPosture, usesManagedEntra, type AccessMode } from './accessMode.ts';
import { holdersOf, holdersThroughFleet, type AbilityHolders } from './givenAbilities.ts';
import { assignmentsReaching, assignmentsReachingNodes, assignmentsWithin } from './placedAssignments.ts';

/** The numbers that are known; one is left out if something could not be read that may add to it, and `unknown` has the reason. */
export interface AccessCounts {
  /** People, groups, applications and identities that administer the cluster. */
  readonly administrators?: number;
  /** Those that can become its administrator. */
  readonly canBecomeAdmin?: number;
  /** Who they are, by name and object ID, those who are known. */
  readonly who?: { readonly administrators: readonly Phrase[]; readonly canBecomeAdmin: readonly Phrase[] };
  /** Namespaces at which roles are assigned. */
  readonly namespaces?: number;
  /** Also why there may be more although everything was read: a condition, or a deny assignment. */
  readonly unknown: readonly Unknown[];
}

/**
 * Counts who administers a cluster by a role in Azure or as a group that the cluster names, who can become its
 * administrator, and the namespaces with role assignments of their own. A group counts once. As whom AKS manages the
 * nodes counts only if it can in a way that it could do without.
 */
export function accessCounts(cluster: Cluster, unwatched: Facts): AccessCounts {
  // A number makes no finding unknown.
  const facts = unwatched.forTopics?.([]) ?? unwatched;
  const posture = accessPosture(cluster);
  const answer = facts.get({ kind: 'everyAssignmentIn', subscriptionId: cluster.subscriptionId });
  if (answer?.kind !== 'found') return { unknown: unknownsOf(say`Role assignments can't be read`, answer) };
  const groups = usesManagedEntra(posture) ? posture.adminGroupIds.map((id) => id.toLowerCase()) : [];
  const admins = holdersOf('clusterAdmin', cluster, facts);
  const atNodes = assignmentsReachingNodes(cluster, facts);
  const reaching = assignmentsReaching(cluster.id, facts);
  // A service principal would have to be inferred from roles, which costs requests for each cluster.
  const manager = principalOf(cluster, 'controlPlane');
  const ways = azureAbilityIds
    .filter((ability) => openWayOf(ability, posture) !== undefined)
    .map((ability) => {
      const holders = holdersOf(ability, cluster, facts, isAskedAtNodes(ability) ? atNodes : reaching);
      return openWayOf(ability, posture, true)?.isForAks ? without(manager, holders) : holders;
    });
  const fleets = posture.mode === 'azure' ? fleetsOf(cluster, facts) : { ids: [], unknown: [] };
  const administering = [admins, ...fleets.ids.map((id) => holdersThroughFleet('clusterAdmin', id, facts))];
  const held = new Map([
    ...groups.map((id): [string, Phrase] => [id, say`Group ${id}`]),
    ...(posture.mode === 'azure' ? namesOf(administering, facts) : []),
  ]);
  const canBecome = new Map(namesOf(ways, facts).filter(([id]) => !held.has(id)));
  const moreAdmins = posture.mode === 'azure' ? [...fleets.unknown, ...doubtsOf(administering, held)] : [];
  const moreWays = doubtsOf(ways, new Map([...held, ...canBecome]));
  const whyOpen = adminsUnknown[posture.mode];
  return {
    ...(whyOpen === undefined && !moreAdmins.some(isNotRead) ? { administrators: held.size } : {}),
    ...(moreWays.some(isNotRead) ? {} : { canBecomeAdmin: canBecome.size }),
    who: { administrators: compact([...held.values()]), canBecomeAdmin: compact([...canBecome.values()]) },
    namespaces: namespacesOf(cluster, facts),
    unknown: compact([
      ...(whyOpen === undefined ? [] : [whyOpen]),
      ...distinctBy([...moreAdmins, ...moreWays], subjectKey),
    ]),
  };
}

function without(principalId: string | undefined, { certain, perhaps }: AbilityHolders): AbilityHolders {
  const isOther = (holder: RoleAssignment): boolean => !sameGuid(holder.principalId, principalId);
  return { certain: certain.filter(isOther), perhaps: perhaps.filter(isOther) };
}

/** Those who certainly have an ability, each by name and object ID; thousands of clusters have the same ones. */
function namesOf(all: readonly AbilityHolders[], facts: Facts): readonly [string, Phrase][] {
  return all
    .flatMap(({ certain }) => certain)
    .map(({ principalId, principalType }) => {
      const id = principalId.toLowerCase();
      return [id, keptResource(id, wholeName(principalId, principalType, facts))];
    });
}

/** Why others than those who were counted may count, too. */
function doubtsOf(all: readonly AbilityHolders[], counted: Pick<ReadonlySet<string>, 'has'>): readonly Unknown[] {
  const others = all
    .flatMap(({ perhaps }) => perhaps)
    .filter(({ principalId }) => !counted.has(principalId.toLowerCase()));
  return others.map(({ doubt }) => doubt);
}

const insideDecide = unknownWith(
  'notOffered',
  'administrators',
  say`Who administers the cluster is decided by role bindings inside it, which are not read.`,
);
const everyoneAdministers: Unknown = {
  cause: 'untellable',
  subject: { what: 'administrators' },
  reason: say`Everyone who has a credential administers the cluster, and Azure doesn't know who has one.`,
};

/** Where Azure does not decide, nobody outside of the cluster knows who administers it; thousands of clusters share the reason. */
const adminsUnknown: Readonly<Record<AccessMode, Unknown | undefined>> = {
  azure: undefined,
  nobody: undefined,
  inside: insideDecide,
  legacy: insideDecide,
  certificates: everyoneAdministers,
  open: everyoneAdministers,
};

/** Roles at a Fleet count in its members, too, and where they can't be read nobody knows how many there are. */
function fleetsOf(
  cluster: Cluster,
  facts: Facts,
): { readonly ids: readonly ArmId[]; readonly unknown: readonly Unknown[] } {
  if (facts.looksAround !== true) return { ids: [], unknown: [] };
  const ids = membershipsOf(cluster, facts).all.map(({ fleetId }) => fleetId);
  const unknown = ids.flatMap((fleetId) => {
    const answer = facts.get({ kind: 'everyAssignmentIn', subscriptionId: subscriptionOf(fleetId) ?? '' });
    return unknownsOf(say`Role assignments at Fleet ${lastSegment(fleetId)} can't be read`, answer);
  });
  return { ids, unknown };
}

function namespacesOf(cluster: Cluster, facts: Facts): number {
  const names = assignmentsWithin(cluster, facts).flatMap(({ scope }) => {
    if (!isAtOrBelow(scope, cluster.id)) return [];
    return (
      /^\/(?:managedNamespaces|namespaces)\/([^/]+)/i.exec(scope.slice(cluster.id.length))?.[1]?.toLowerCase() ?? []
    );
  });
  return new Set(names).size;
}
