/** The identities that accounts of a cluster can use for Gateways: trusted, and with a role at a zone or vault. */
import type { Unknown } from '../arm/unknown.ts';
import { idKey, type ArmId } from '../arm/resourceId.ts';
import { reachesScope } from '../access/accessCheck.ts';
import { allowsAction, limitsAction } from '../access/permissions.ts';
import { roleById, roleGuidOf } from '../access/roles.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { workloadsOf, type Workload } from '../workloads/workloads.ts';
import { placeNeeds, type MappedPlace } from './mapping.ts';

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
  /** The places of which that is not known, because of a role that may give it, or of an expression that may match. */
  readonly open: readonly MappedPlace[];
  /** What could not be read. */
  readonly unknown: readonly Unknown[];
}

/** What of a workload says which identity it can use, and what that has. */
type TrustedWorkload = Pick<Workload, 'state' | 'issuer' | 'identityId' | 'assignments'>;

/** Whether roles let an identity work with a place. */
export type PlaceUse = 'yes' | 'perhaps' | 'no';

/** Returns what a role allows, if that is known. */
type RoleReader = (roleDefinitionId: string, scope: string) => RoleDefinition | undefined;

/** Returns which identities that trust the cluster's accounts can use these places, by their direct roles. */
export function gatewayHolders(cluster: Cluster, places: readonly MappedPlace[], facts: Facts): GatewayHolders {
  if (places.length === 0) return { holders: [], without: [], open: [], unknown: [] };
  const { workloads, unknown } = workloadsOf(cluster, facts);
  return { ...holdersAmong(cluster, workloads, places, rolesIn(facts)), unknown };
}

/** Returns whether these direct roles let an identity work with a place. */
export function placeUse(
  assignments: readonly RoleAssignment[],
  place: Pick<MappedPlace, 'id' | 'kind'>,
  facts: Facts,
): PlaceUse {
  return bestOf(assignments, place, rolesIn(facts));
}

function rolesIn(facts: Facts): RoleReader {
  return (guid, scope) => {
    const answer = facts.get({ kind: 'role', guid: roleGuidOf(guid), scope });
    return answer?.kind === 'found' ? answer.value : roleById(guid);
  };
}

/** Returns which identities among those of workloads can use these places, by their direct roles. */
export function holdersAmong(
  cluster: Cluster,
  workloads: readonly TrustedWorkload[],
  places: readonly MappedPlace[],
  definitionOf: RoleReader = roleById,
): Omit<GatewayHolders, 'unknown'> {
  const acting = workloads.filter(({ state, issuer }) => state !== 'broken' && issuer === issuerOf(cluster));
  const byIdentity = [...Map.groupBy(acting, ({ identityId }) => idKey(identityId)).values()];
  const held = byIdentity.flatMap((same) => {
    const [first] = same;
    // An expression, for one, may let no account in.
    const isTrusting = same.some(({ state }) => state === 'works');
    return first === undefined ? [] : [{ ...holdsOf(first, places, definitionOf), isTrusting }];
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

function holdsOf({ identityId, assignments }: TrustedWorkload, places: readonly MappedPlace[], reader: RoleReader) {
  const at = new Map(places.map((place) => [place, bestOf(assignments, place, reader)] as const));
  return { identityId, at };
}

function bestOf(
  assignments: readonly RoleAssignment[],
  place: Pick<MappedPlace, 'id' | 'kind'>,
  definitionOf: RoleReader,
): PlaceUse {
  const reaching = assignments.filter(({ scope }) => reachesScope(scope, place.id, new Set()));
  const all = reaching.map((one) => usesBy(one, definitionOf(one.roleDefinitionId, one.scope), place));
  if (all.includes('yes')) return 'yes';
  return all.includes('perhaps') ? 'perhaps' : 'no';
}

/** Whether a role gives what the place asks for. */
function usesBy(
  { condition }: RoleAssignment,
  definition: RoleDefinition | undefined,
  { kind }: Pick<MappedPlace, 'kind'>,
): PlaceUse {
  if (definition === undefined) return 'perhaps';
  const { actions, dataActions } = placeNeeds[kind];
  const isGiven =
    actions.every((action) => allowsAction(definition.permissions, action)) &&
    dataActions.every((action) => allowsAction(definition.permissions, action, 'dataAction'));
  if (!isGiven) return 'no';
  return [...actions, ...dataActions].some((action) => limitsAction(condition, action)) ? 'perhaps' : 'yes';
}
