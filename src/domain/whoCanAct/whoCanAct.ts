/** Who can do what to a cluster, by Azure's role assignments. */
import { factsWithout } from '../access/factsWithout.ts';
import { identityWords } from '../access/principalNames.ts';
import { subjectKey } from '../arm/unknown.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { azureAbilityIds, hasEffect, kubernetesAbilityIds, type Ability, isInAzure, openWayOf } from './abilities.ts';
import { AccessDecider, type AbilityVerdict } from './accessDecider.ts';
import { accessPosture, type AccessPosture } from './accessMode.ts';
import { listedAccess } from './listedAccess.ts';
import { namesInCluster } from './namesInCluster.ts';
import { placesOf } from './places.ts';
import type { AccessCell, AccessPrincipal, WhoCanAct, WayToAdmin } from './model.ts';
import { defined } from '../../shape/defined.ts';
import { idKey, sameGuid } from '../arm/resourceId.ts';
import { keyOfWords, type Phrase, say } from '../../sentences/words.ts';

/** Returns who can act on a cluster; members of groups, and what can be activated, do not count. */
export function whoCanAct(cluster: Cluster, facts: Facts): WhoCanAct {
  const posture = accessPosture(cluster);
  const listed = listedAccess(cluster, facts);
  const places = placesOf(cluster, listed.fleets, listed.assignments, facts);
  const decider = new AccessDecider(cluster, places, listed, facts);
  const known = namesInCluster(cluster, facts);
  const principals = principalsOf(listed.assignments, facts).map(known.named);
  const cells = principals.flatMap((principal) => cellsOf(principal, decider, posture));
  const cellsWithout = (shown: ReadonlySet<string>): readonly AccessCell[] => {
    const left = listedAccess(cluster, factsWithout(shown, facts));
    const holders = new Set(left.assignments.map(({ principalId }) => principalId.toLowerCase()));
    const rest = new AccessDecider(cluster, places, left, facts);
    return principals
      .filter(({ id }) => holders.has(id.toLowerCase()))
      .flatMap((principal) => cellsOf(principal, rest, posture));
  };
  return {
    cluster,
    posture,
    namespaces: places.namespaces,
    cells,
    further: furtherCells(cells, cellsWithout),
    ways: waysToAdmin(cells, posture, known.manager).map(known.toReview),
    unknown: [...listed.unknown, ...places.unknown],
  };
}

/** Returns what is held through assignments that stand behind none of the cells: they are found once those that do are left out. */
function furtherCells(
  cells: readonly AccessCell[],
  cellsWithout: (shown: ReadonlySet<string>) => readonly AccessCell[],
  before: ReadonlySet<string> = new Set(),
): readonly AccessCell[] {
  const behind = cells.flatMap(({ verdict }) => (verdict.kind === 'held' ? idKey(verdict.by.id) : []));
  if (behind.length === 0) return [];
  const shown = new Set([...before, ...behind]);
  const held = cellsWithout(shown).filter(({ verdict }) => verdict.kind === 'held');
  return [...held, ...furtherCells(held, cellsWithout, shown)];
}

/** Returns the principals of role assignments, with the names of managed identities. */
export function principalsOf(assignments: readonly RoleAssignment[], facts: Facts): readonly AccessPrincipal[] {
  const byId = new Map<string, AccessPrincipal>();
  for (const { principalId: id, principalType: type } of assignments) {
    const key = id.toLowerCase();
    const known = byId.get(key);
    if (known !== undefined) {
      // Not every list has the kind.
      if (known.type === undefined) byId.set(key, { ...known, ...defined({ type }) });
      continue;
    }
    const name = identityWords(id, facts)?.label;
    byId.set(key, { id, ...defined({ type, name }) });
  }
  const principals = [...byId.values()];
  const counts = Map.groupBy(principals, ({ name = '' }) => keyOfWords(name));
  const isShared = (name: Phrase): boolean => (counts.get(keyOfWords(name))?.length ?? 0) > 1;
  return principals.map((principal) =>
    principal.name !== undefined && isShared(principal.name)
      ? { ...principal, name: say`${principal.name} (${shortGuid(principal.id)})` }
      : principal,
  );
}

/** What decides about each ability of a principal. */
export type AbilityDecider = Pick<AccessDecider, 'namespacesOf' | 'inAzure' | 'inKubernetes' | 'anyInKubernetes'>;

/** Returns what one principal can do to a cluster. */
export function cellsOf(
  principal: AccessPrincipal,
  decider: AbilityDecider,
  posture: AccessPosture,
): readonly AccessCell[] {
  const cells: AccessCell[] = [];
  const note = (ability: AccessCell['ability'], namespace: string | undefined, verdict: AbilityVerdict): void => {
    cells.push({
      principal,
      ability,
      ...defined({ namespace }),
      verdict,
      ...(hasEffect(ability, posture) ? {} : { hasNoEffect: true }),
    });
  };
  for (const ability of azureAbilityIds) {
    const verdict = decider.inAzure(principal.id, ability);
    if (verdict) note(ability, undefined, verdict);
  }
  const everywhere = new Map<Ability, AbilityVerdict>();
  let everywhereElse: AbilityVerdict | undefined;
  for (const namespace of [undefined, ...decider.namespacesOf(principal.id)]) {
    const before = cells.length;
    for (const ability of kubernetesAbilityIds) {
      const verdict = decider.inKubernetes(principal.id, ability, namespace);
      if (verdict === undefined || isSame(verdict, everywhere.get(ability))) continue;
      note(ability, namespace, verdict);
      if (namespace === undefined) everywhere.set(ability, verdict);
    }
    // What is denied by name may leave other requests.
    const isNamed = [...cells.slice(before).map(({ verdict }) => verdict), ...everywhere.values()].some(
      ({ kind }) => kind !== 'denied',
    );
    const other = isNamed ? undefined : decider.anyInKubernetes(principal.id, namespace);
    if (other === undefined || isSame(other, everywhereElse)) continue;
    note('other', namespace, other);
    if (namespace === undefined) everywhereElse = other;
  }
  return cells;
}

/** Whether a verdict about a namespace says no more than the one about the whole cluster. */
function isSame(verdict: AbilityVerdict, everywhere: AbilityVerdict | undefined): boolean {
  if (everywhere?.kind === 'unknown' && verdict.kind === 'unknown')
    return subjectKey(everywhere.unknown) === subjectKey(verdict.unknown);
  return everywhere?.kind === verdict.kind;
}

/** Returns the open ways of each principal, without those of principals that are administrators already; `nodeManager` is as whom AKS manages the nodes. */
export function waysToAdmin(
  cells: readonly AccessCell[],
  posture: AccessPosture,
  nodeManager?: string,
): readonly WayToAdmin[] {
  const named = posture.adminGroupIds.map((id) => id.toLowerCase());
  const holders = cells
    .filter(
      ({ ability, verdict, hasNoEffect }) => ability === 'clusterAdmin' && verdict.kind === 'held' && !hasNoEffect,
    )
    .map(({ principal }) => principal.id.toLowerCase());
  const admins = new Set([...named, ...holders]);
  return cells.flatMap(({ ability, principal, verdict }) => {
    if (verdict.kind === 'denied' || admins.has(principal.id.toLowerCase())) return [];
    const way = openWayOf(ability, posture, sameGuid(principal.id, nodeManager));
    return way === undefined || !isInAzure(ability) ? [] : [{ principal, verdict, ability, ...way }];
  });
}
