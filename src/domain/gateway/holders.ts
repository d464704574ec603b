/** The identities that accounts of a cluster can use for Gateways: trusted, and with access to a zone or vault. */
import type { Unknown } from '../arm/unknown.ts';
import { unknownsOf } from '../arm/answer.ts';
import { objectsAt, textAt, valueAt, type JsonObject } from '../arm/json.ts';
import { idKey, lastSegment, sameGuid, sameText, type ArmId } from '../arm/resourceId.ts';
import { reachesScope } from '../access/accessCheck.ts';
import { roleById } from '../access/roles.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { principalOf } from '../cluster/principals.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { workloadsOf, type Workload } from '../workloads/workloads.ts';
import { say } from '../../sentences/words.ts';
import { routingAddon, type MappedPlace } from './mapping.ts';
import { policyOf } from './placeAccess.ts';
import { rolesIn, usesBy, type PlaceKind, type PlaceUse, type RoleReader } from './placeKinds.ts';

/** An identity that accounts of the cluster can use, and the places where it has what it needs. */
export interface GatewayHolder {
  readonly identityId: ArmId;
  readonly places: readonly MappedPlace[];
}

/** The identities for the places of a cluster. */
export interface GatewayHolders {
  readonly holders: readonly GatewayHolder[];
  /** The places that none of them can use. */
  readonly without: readonly MappedPlace[];
  /** The places of which that is not known, because of a role or group that may give it, or of an expression that may match. */
  readonly open: readonly MappedPlace[];
  /** What could not be read. */
  readonly unknown: readonly Unknown[];
}

/** What of a workload says which identity it can use, and what that has. */
type TrustedWorkload = Pick<Workload, 'state' | 'issuer' | 'identityId' | 'principalId' | 'assignments'>;

/** Returns whether the identity of a workload may work with a place. */
type UseReader = (workload: TrustedWorkload, place: MappedPlace) => PlaceUse;

/** Returns which identities that trust the cluster's accounts can use these places, as far as roles and access policies say. */
export function gatewayHolders(cluster: Cluster, places: readonly MappedPlace[], facts: Facts): GatewayHolders {
  if (places.length === 0) return { holders: [], without: [], open: [], unknown: [] };
  const { workloads, unknown } = workloadsOf(cluster, facts);
  const definitionOf = rolesIn(facts);
  const uses = usesIn(cluster, places, facts);
  const byDirectRoles = byOwnRoles(definitionOf);
  const first: UseReader = (workload, place) => uses.use(workload, place, byDirectRoles);
  const { without, open } = holdersAmong(cluster, workloads, places, first);
  // Groups, and management groups, are asked about only where something seems to be missing.
  const asked = actingIn(cluster, workloads).length === 0 ? [] : [...without, ...open];
  const listed = new Map(
    asked
      .filter((place) => uses.countsRoles(place))
      .map((place) => [place, facts.get({ kind: 'assignmentsAt', scope: place.id })] as const),
  );
  const second: UseReader = (workload, place) => {
    const answer = listed.get(place);
    if (answer?.kind === 'unreadable') return 'perhaps';
    const use = first(workload, place);
    return answer?.kind === 'found' ? bestUse([use, useAt(workload, place, answer.value, definitionOf)]) : use;
  };
  return { ...holdersAmong(cluster, workloads, places, second), unknown: [...unknown, ...uses.unknown] };
}

/** What those assignments that apply at a place give to an identity; who is in a group is not read. */
function useAt(
  { principalId }: TrustedWorkload,
  { kind }: MappedPlace,
  assignments: readonly RoleAssignment[],
  definitionOf: RoleReader,
): PlaceUse {
  return bestUse(
    assignments.flatMap((one) => {
      const isOfGroup = sameText(one.principalType, 'Group');
      if (!isOfGroup && !sameGuid(one.principalId, principalId)) return [];
      const use = usesBy(one, definitionOf(one.roleDefinitionId, one.scope), kind);
      return [isOfGroup && use === 'yes' ? 'perhaps' : use];
    }),
  );
}

/** How the identities of workloads use places: by roles, but for vaults that use access policies. */
function usesIn(cluster: Cluster, places: readonly MappedPlace[], facts: Facts) {
  const answers = places.flatMap((place) =>
    place.kind === 'vault' ? [[place, facts.get({ kind: 'resource', id: place.id })] as const] : [],
  );
  const all = new Map(answers.flatMap(([place, answer]) => (answer?.kind === 'found' ? [[place, answer.value]] : [])));
  const countsRoles = (place: MappedPlace): boolean =>
    place.kind !== 'vault' || valueAt(all.get(place), 'properties.enableRbacAuthorization') === true;
  return {
    countsRoles,
    unknown: answers.flatMap(([{ id }, answer]) => unknownsOf(say`Key vault ${lastSegment(id)}`, answer)),
    use: (workload: TrustedWorkload, place: MappedPlace, byRoles: UseReader): PlaceUse => {
      if (countsRoles(place)) return byRoles(workload, place);
      const vault = all.get(place);
      return vault === undefined ? 'perhaps' : useByPolicies(vault, workload, cluster);
    },
  };
}

/** Whether access policies let an identity read secrets; one of somebody else may be that of a group with the identity. */
function useByPolicies(vault: JsonObject, { principalId }: TrustedWorkload, cluster: Cluster): PlaceUse {
  if (principalId === undefined) return 'perhaps';
  const { verdict } = policyOf(vault, principalId);
  if (verdict === 'yes') return 'yes';
  const ofAddon = principalOf(cluster, routingAddon);
  const others = objectsAt(vault, 'properties.accessPolicies')
    .map((policy) => textAt(policy, 'objectId') ?? '')
    .filter((objectId) => !sameGuid(objectId, ofAddon));
  const mayBeOfGroup = others.some((objectId) => policyOf(vault, objectId).verdict === 'yes');
  return verdict === 'noPolicy' && !mayBeOfGroup ? 'no' : 'perhaps';
}

/** Returns whether roles that apply at a place of this kind let their holder work with it. */
export function placeUse(assignments: readonly RoleAssignment[], kind: PlaceKind, facts: Facts): PlaceUse {
  return useByRoles(assignments, kind, rolesIn(facts));
}

function actingIn(cluster: Cluster, workloads: readonly TrustedWorkload[]): readonly TrustedWorkload[] {
  return workloads.filter(({ state, issuer }) => state !== 'broken' && issuer === issuerOf(cluster));
}

/** Returns which identities among those of workloads can use these places; left out: by their direct roles, as far as they are built in. */
export function holdersAmong(
  cluster: Cluster,
  workloads: readonly TrustedWorkload[],
  places: readonly MappedPlace[],
  useOf: UseReader = byOwnRoles(roleById),
): Omit<GatewayHolders, 'unknown'> {
  const byIdentity = [...Map.groupBy(actingIn(cluster, workloads), ({ identityId }) => idKey(identityId)).values()];
  const held = byIdentity.flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const at = new Map(places.map((place) => [place, useOf(first, place)] as const));
    // An expression, for one, may let no account in.
    return [{ identityId: first.identityId, at, isTrusting: same.some(({ state }) => state === 'works') }];
  });
  const notHeld = places.filter((place) => !held.some(({ at, isTrusting }) => isTrusting && at.get(place) === 'yes'));
  const mayHold = (place: MappedPlace): boolean => held.some(({ at }) => at.get(place) !== 'no');
  return {
    holders: held.flatMap(({ identityId, at }) => {
      const usable = places.filter((place) => at.get(place) === 'yes');
      return usable.length === 0 ? [] : [{ identityId, places: usable }];
    }),
    without: notHeld.filter((place) => !mayHold(place)),
    open: notHeld.filter(mayHold),
  };
}

function byOwnRoles(definitionOf: RoleReader): UseReader {
  return ({ assignments }, { id, kind }) =>
    useByRoles(
      assignments.filter(({ scope }) => reachesScope(scope, id, new Set())),
      kind,
      definitionOf,
    );
}

function useByRoles(assignments: readonly RoleAssignment[], kind: PlaceKind, definitionOf: RoleReader): PlaceUse {
  return bestUse(assignments.map((one) => usesBy(one, definitionOf(one.roleDefinitionId, one.scope), kind)));
}

function bestUse(all: readonly PlaceUse[]): PlaceUse {
  if (all.includes('yes')) return 'yes';
  return all.includes('perhaps') ? 'perhaps' : 'no';
}
