/** Roles that application routing's own identity keeps at zones and vaults once its NGINX is off: Gateways use other identities. */
import { unknownsOf } from '../../arm/answer.ts';
import type { Unknown } from '../../arm/unknown.ts';
import { idKey, lastSegment } from '../../arm/resourceId.ts';
import { addonNamed } from '../../cluster/addons.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { placesAmong, routingAddon } from '../../gateway/mapping.ts';
import { placeKindOf } from '../../gateway/placeKinds.ts';
import { routingOf } from '../../gateway/routing.ts';
import { say, type Phrase } from '../../../sentences/words.ts';

/** The identity of the add-on, and its roles at zones and vaults. */
export interface RoutingHolder {
  readonly principalId: string;
  readonly name: Phrase;
  readonly assignments: readonly RoleAssignment[];
}

/** What the add-on's identity keeps, and what could not be read. */
interface RoutingRoles {
  readonly holder?: RoutingHolder;
  readonly unknown: readonly Unknown[];
}

/**
 * Returns the roles at zones and vaults, whatever role it is; none while NGINX is on, nor at a zone that the settings still name: the
 * operator writes its records.
 */
export function routingRolesLeft(cluster: Cluster, facts: Facts): RoutingRoles {
  const { objectId: principalId, identityId } = addonNamed(cluster, routingAddon) ?? {};
  const { hasNginx, hasOperator } = routingOf(cluster);
  if (principalId === undefined || hasNginx) return { unknown: [] };
  const answer = facts.get({ kind: 'assignmentsOfAll', principalIds: [principalId.toLowerCase()] });
  const named = new Set(hasOperator ? placesAmong(cluster, []).map(({ id }) => idKey(id)) : []);
  const all = answer?.kind === 'found' ? answer.value : [];
  const assignments = all.filter(({ scope }) => placeKindOf(scope) !== undefined && !named.has(idKey(scope)));
  const name = identityId === undefined ? say`The identity of application routing` : lastSegment(identityId);
  return {
    ...(assignments.length === 0 ? {} : { holder: { principalId, name, assignments } }),
    unknown: unknownsOf(say`Roles of the add-on's identity`, answer),
  };
}
