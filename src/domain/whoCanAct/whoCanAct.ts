/** Who can do what to a cluster, by Azure's role assignments. */
import { isManagedIdentity, principalName } from '../access/principalNames.ts';
import { subjectKey, type Unknown } from '../arm/unknown.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { azureAbilityIds, kubernetesAbilityIds, type Ability } from './abilities.ts';
import { AccessDecider, type AbilityVerdict } from './accessDecider.ts';
import { accessPosture, type AccessPosture } from './accessMode.ts';
import { listedAccess } from './listedAccess.ts';
import { placesOf } from './places.ts';
import { defined } from '../../shape/defined.ts';

/** Somebody to whom roles are assigned. */
export interface AccessPrincipal {
  readonly id: string;
  /** As Azure says it: `User`, `Group`, `ServicePrincipal` ... */
  readonly type?: string;
  /** The name, if it is a managed identity that the connection shows. */
  readonly name?: string;
}

/** One thing that a principal can do, or perhaps can. */
export interface AccessCell {
  readonly principal: AccessPrincipal;
  /** `other`: some requests to the Kubernetes API, but none of those that have a name here. */
  readonly ability: Ability | 'other';
  /** Left out for the whole cluster. */
  readonly namespace?: string;
  readonly verdict: AbilityVerdict;
  /** True if the cluster does not ask Azure about it. */
  readonly hasNoEffect?: true;
}

/** What Azure's role assignments say about who can act on a cluster. */
export interface WhoCanAct {
  readonly cluster: Cluster;
  readonly posture: AccessPosture;
  /** The namespaces that were considered; the cluster may have others. */
  readonly namespaces: readonly string[];
  /** By principal, then by ability; what holds in the whole cluster is not repeated for each namespace. */
  readonly cells: readonly AccessCell[];
  readonly unknown: readonly Unknown[];
}

/** Returns who can act on a cluster; members of groups, and what can be activated, do not count. */
export function whoCanAct(cluster: Cluster, facts: Facts): WhoCanAct {
  const posture = accessPosture(cluster);
  const listed = listedAccess(cluster, facts);
  const places = placesOf(cluster, listed.fleets, listed.assignments, facts);
  const decider = new AccessDecider(cluster, places, listed, facts);
  const principals = principalsOf(listed.assignments, facts);
  return {
    cluster,
    posture,
    namespaces: places.namespaces,
    cells: principals.flatMap((principal) => cellsOf(principal, decider, places.namespaces, posture)),
    unknown: [...listed.unknown, ...places.unknown],
  };
}

function principalsOf(assignments: readonly RoleAssignment[], facts: Facts): readonly AccessPrincipal[] {
  const byId = new Map<string, AccessPrincipal>();
  for (const { principalId: id, principalType: type } of assignments) {
    const key = id.toLowerCase();
    if (byId.has(key)) continue;
    const name = isManagedIdentity(id, facts) ? principalName(id, facts) : undefined;
    byId.set(key, { id, ...defined({ type, name }) });
  }
  return [...byId.values()];
}

function cellsOf(
  principal: AccessPrincipal,
  decider: AccessDecider,
  namespaces: readonly string[],
  { mode }: AccessPosture,
): readonly AccessCell[] {
  const cells: AccessCell[] = [];
  const note = (ability: AccessCell['ability'], namespace: string | undefined, verdict: AbilityVerdict): void => {
    const isAsked = mode === 'azure' || (azureAbilityIds as readonly string[]).includes(ability);
    cells.push({
      principal,
      ability,
      ...defined({ namespace }),
      verdict,
      ...(isAsked ? {} : { hasNoEffect: true }),
    });
  };
  for (const ability of azureAbilityIds) {
    const verdict = decider.inAzure(principal.id, ability);
    if (verdict) note(ability, undefined, verdict);
  }
  const everywhere = new Map<Ability, AbilityVerdict>();
  for (const namespace of [undefined, ...namespaces]) {
    const before = cells.length;
    for (const ability of kubernetesAbilityIds) {
      const verdict = decider.inKubernetes(principal.id, ability, namespace);
      if (verdict === undefined || isSame(verdict, everywhere.get(ability))) continue;
      note(ability, namespace, verdict);
      if (namespace === undefined) everywhere.set(ability, verdict);
    }
    const isOther = cells.length === before && everywhere.size === 0;
    const other = isOther ? decider.anyInKubernetes(principal.id, namespace) : undefined;
    if (other) note('other', namespace, other);
  }
  return cells;
}

/** Whether a verdict about a namespace says no more than the one about the whole cluster. */
function isSame(verdict: AbilityVerdict, everywhere: AbilityVerdict | undefined): boolean {
  if (everywhere?.kind === 'unknown' && verdict.kind === 'unknown')
    return subjectKey(everywhere.unknown) === subjectKey(verdict.unknown);
  return everywhere?.kind === verdict.kind;
}
