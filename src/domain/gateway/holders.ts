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
  /** The places of which that is not known, because of a role that may give it. */
  readonly open: readonly MappedPlace[];
  /** What could not be read. */
  readonly unknown: readonly Unknown[];
}

/** What of a workload says which identity it can use, and what that has. */
type TrustedWorkload = Pick<Workload, 'state' | 'issuer' | 'identityId' | 'assignments'>;

type PlaceUse = 'yes' | 'perhaps' | 'no';

/** Returns what a role allows, if that is known. */
type RoleReader = (roleDefinitionId: string, scope: string) => RoleDefinition | undefined;

/** Returns which identities that trust the cluster's accounts can use these places, by their direct roles. */
export function gatewayHolders(cluster: Cluster, places: readonly MappedPlace[], facts: Facts): GatewayHolders {
  if (places.length === 0) return { holders: [], without: [], open: [], unknown: [] };
  const { workloads, unknown } = workloadsOf(cluster, facts);
  const definitionOf: RoleReader = (guid, scope) => {
    const answer = facts.get({ kind: 'role', guid: roleGuidOf(guid), scope });
    return answer?.kind === 'found' ? answer.value : roleById(guid);
  };
  return { ...holdersAmong(cluster, workloads, places, definitionOf), unknown };
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
  const held = byIdentity.flatMap(([first]) => (first === undefined ? [] : [holdsOf(first, places, definitionOf)]));
  const isHeld = (place: MappedPlace, as: PlaceUse): boolean => held.some(({ at }) => at.get(place) === as);
  const notHeld = places.filter((place) => !isHeld(place, 'yes'));
  return {
    holders: held.flatMap(({ identityId, at }) => {
      const usable = places.filter((place) => at.get(place) === 'yes');
      return usable.length === 0 ? [] : [{ identityId, places: usable }];
    }),
    without: notHeld.filter((place) => !isHeld(place, 'perhaps')),
    open: notHeld.filter((place) => isHeld(place, 'perhaps')),
  };
}

function holdsOf({ identityId, assignments }: TrustedWorkload, places: readonly MappedPlace[], reader: RoleReader) {
  const at = new Map(places.map((place) => [place, bestOf(assignments, place, reader)] as const));
  return { identityId, at };
}

function bestOf(assignments: readonly RoleAssignment[], place: MappedPlace, definitionOf: RoleReader): PlaceUse {
  const reaching = assignments.filter(({ scope }) => reachesScope(scope, place.id, new Set()));
  const all = reaching.map((one) => usesBy(one, definitionOf(one.roleDefinitionId, one.scope), place));
  if (all.includes('yes')) return 'yes';
  return all.includes('perhaps') ? 'perhaps' : 'no';
}

/** Whether a role gives what the place asks for. */
function usesBy(
  { condition }: RoleAssignment,
  definition: RoleDefinition | undefined,
  { kind }: MappedPlace,
): PlaceUse {
  if (definition === undefined) return 'perhaps';
  const { actions, dataActions } = placeNeeds[kind];
  const isGiven =
    actions.every((action) => allowsAction(definition.permissions, action)) &&
    dataActions.every((action) => allowsAction(definition.permissions, action, 'dataAction'));
  if (!isGiven) return 'no';
  return [...actions, ...dataActions].some((action) => limitsAction(condition, action)) ? 'perhaps' : 'yes';
}
