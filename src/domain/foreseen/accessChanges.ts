/** What is different in what a principal can act on, before a plan and after it. */
import type { PrincipalWords } from '../access/principalNames.ts';
import { aksPage } from '../arm/docs.ts';
import { idKey, isAtOrBelow, lastSegment, sameGuid, sameId, sameText } from '../arm/resourceId.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import type { Unknown } from '../arm/unknown.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import type { Warning } from '../plan/plan.ts';
import { abilities, isHarmless, type Ability } from '../whoCanAct/abilities.ts';
import { accessSign } from '../whoCanAct/accessRows.ts';
import { abilityBy } from '../whoCanAct/givenAbilities.ts';
import type { AccessCell, MayActOn } from '../whoCanAct/model.ts';
import { countWithNoun, fewOf } from '../words/counts.ts';
import { eitherOf, sentenceList } from '../words/describe.ts';
import { say, type Words } from '../../sentences/words.ts';

/** What somebody can act on, before and after. */
export interface AccessBeforeAndAfter {
  readonly who: PrincipalWords;
  /** Left out for an identity that does not exist yet. */
  readonly before: MayActOn | undefined;
  readonly after: MayActOn;
  /** The clusters that the role assignments reach. */
  readonly clusters: readonly Cluster[];
  readonly removed: readonly RoleAssignment[];
  /** Whether a cluster uses the principal itself. */
  readonly isOwn: (cluster: Cluster) => boolean;
}

/** One ability in one cluster, or in a namespace of it. */
interface AbilityChange {
  readonly cluster: Cluster;
  readonly ability: AccessCell['ability'];
  readonly namespace?: string;
  /** The role assignment that still gives it. */
  readonly by?: RoleAssignment;
  /** The namespaces in which it stays, where it ends in the cluster as a whole. */
  readonly only?: readonly string[];
  /** The roles that give it there. */
  readonly roles?: readonly string[];
  /** It may stay in other namespaces. */
  readonly isOpen?: true;
}

/** Returns what is given, taken and kept, in words, and what depends on something that is not known. */
export function accessChanges(
  { who, before, after, clusters, removed, isOwn }: AccessBeforeAndAfter,
  facts: Facts,
): { readonly warnings: readonly Warning[]; readonly unknown: readonly Unknown[] } {
  const cellsNow = cellsByCluster(before);
  const cellsThen = cellsByCluster(after);
  const gained: AbilityChange[] = [];
  const lost: AbilityChange[] = [];
  const kept: AbilityChange[] = [];
  const unknown: Unknown[] = [];
  for (const cluster of clusters) {
    const now = cellsNow.get(idKey(cluster.id)) ?? [];
    const then = cellsThen.get(idKey(cluster.id)) ?? [];
    // AKS manages the nodes as this identity.
    const isSaid = ({ ability }: AccessCell): boolean =>
      ability === 'other' || !(isHarmless(ability) || (ability === 'nodes' && isOwn(cluster)));
    for (const cell of then.filter(isSaid)) {
      if (holds(now, cell) === 'yes') continue;
      if (accessSign(cell) === 'yes') gained.push({ cluster, ...placeOf(cell) });
      else if (cell.verdict.kind === 'unknown' && !cell.hasNoEffect) unknown.push(cell.verdict.unknown);
    }
    for (const cell of now.filter(isSaid)) {
      if (accessSign(cell) !== 'yes') continue;
      const left = holds(then, cell);
      if (left === 'perhaps') unknown.push(...doubtsOf(then, cell));
      if (left === undefined) {
        const doubts = cell.namespace === undefined ? doubtsInNamespaces(then, cell) : [];
        unknown.push(...doubts);
        lost.push({ cluster, ...placeOf(cell), ...onlyIn(then, cell, doubts.length > 0) });
      } else if (left === 'yes' && isGivenBy(removed, cell, cluster, facts))
        kept.push({ cluster, ...placeOf(cell), ...byOf(then, cell) });
    }
  }
  const said = { who, principalId: after.principal.id, facts };
  return { warnings: [...gives(gained, said), ...takes(lost, said), ...keeps(kept, said)], unknown };
}

function cellsByCluster(acts: MayActOn | undefined): ReadonlyMap<string, readonly AccessCell[]> {
  return new Map((acts?.clusters ?? []).map(({ cluster, cells }) => [idKey(cluster.id), cells]));
}

function placeOf({ ability, namespace }: AccessCell): Pick<AbilityChange, 'ability' | 'namespace'> {
  return { ability, ...(namespace === undefined ? {} : { namespace }) };
}

/** The cells that say something of an ability in the same place: of the namespace, and of the whole cluster. */
function sameIn(cells: readonly AccessCell[], { ability, namespace }: AccessCell): readonly AccessCell[] {
  return cells.filter(
    (cell) => cell.ability === ability && (cell.namespace === namespace || cell.namespace === undefined),
  );
}

function holds(cells: readonly AccessCell[], wanted: AccessCell): 'yes' | 'perhaps' | undefined {
  const signs = sameIn(cells, wanted).map(accessSign);
  return signs.includes('yes') ? 'yes' : signs.includes('perhaps') ? 'perhaps' : undefined;
}

/** Why it is not known whether an ability stays. */
function doubtsOf(cells: readonly AccessCell[], wanted: AccessCell): readonly Unknown[] {
  return sameIn(cells, wanted).flatMap(({ verdict }) => (verdict.kind === 'unknown' ? verdict.unknown : []));
}

/** Why it is not known in which namespaces an ability stays. */
function doubtsInNamespaces(cells: readonly AccessCell[], { ability }: AccessCell): readonly Unknown[] {
  return cells.flatMap((cell) =>
    cell.ability === ability && !cell.hasNoEffect && cell.verdict.kind === 'unknown' ? cell.verdict.unknown : [],
  );
}

function onlyIn(
  cells: readonly AccessCell[],
  { ability, namespace }: AccessCell,
  isOpen: boolean,
): Pick<AbilityChange, 'only' | 'roles' | 'isOpen'> {
  if (namespace !== undefined) return {};
  const stays = cells.filter((cell) => cell.ability === ability && accessSign(cell) === 'yes');
  const only = stays.flatMap((cell) => cell.namespace ?? []).toSorted();
  const roles = stays.flatMap(({ verdict }) => (verdict.kind === 'held' ? verdict.roleName : []));
  return only.length === 0 ? {} : { only, roles: [...new Set(roles)].toSorted(), ...(isOpen ? { isOpen } : {}) };
}

function byOf(cells: readonly AccessCell[], wanted: AccessCell): Pick<AbilityChange, 'by'> {
  const cell = sameIn(cells, wanted).find((each) => accessSign(each) === 'yes');
  return cell?.verdict.kind === 'held' ? { by: cell.verdict.by } : {};
}

function isGivenBy(
  removed: readonly RoleAssignment[],
  { ability, namespace }: AccessCell,
  cluster: Cluster,
  facts: Facts,
): boolean {
  const isThere = ({ scope }: RoleAssignment): boolean =>
    namespace === undefined ||
    sameId(scope, cluster.id) ||
    !isAtOrBelow(scope, cluster.id) ||
    sameText(lastSegment(scope), namespace);
  return (
    ability !== 'other' &&
    removed.some((each) => isThere(each) && abilityBy(each, ability, cluster, facts).kind !== 'givesNot')
  );
}

interface Said {
  readonly who: PrincipalWords;
  readonly principalId: string;
  readonly facts: Facts;
}

const source = aksPage('concepts-identity');

/** What counts as much: with it somebody changes what runs, reads Secrets or gets further rights. */
const grave: ReadonlySet<AccessCell['ability']> = new Set<Ability>([
  ...(['changeCluster', 'adminCredential', 'runCommand', 'grant', 'nodes'] as const),
  ...(['clusterAdmin', 'admin', 'write', 'secrets', 'exec'] as const),
]);

function gives(changes: readonly AbilityChange[], { who, principalId }: Said): readonly Warning[] {
  return inPlaces(changes).map(({ place, same, words }) => ({
    id: 'givesAccess',
    values: [principalId, ...valuesOf(same)],
    severity: same.some(({ ability }) => grave.has(ability)) ? 'warning' : 'info',
    text: say`${place}, ${who.within} can then ${sentenceList(words)}.`,
    source,
  }));
}

function takes(changes: readonly AbilityChange[], { who, principalId }: Said): readonly Warning[] {
  return inPlaces(changes).map(({ place, same, words }) => {
    const { only, roles = [], isOpen } = same[0] ?? {};
    const there = only?.length === 1 ? say`namespace ${only[0] ?? ''}` : say`namespaces ${sentenceList(only ?? [])}`;
    const by = sentenceList(roles);
    return {
      id: 'takesAccess',
      values: [principalId, ...valuesOf(same)],
      severity: only === undefined ? 'info' : 'warning',
      text:
        only === undefined
          ? say`${place}, ${who.within} can then no longer ${eitherOf(words)}.`
          : isOpen
            ? say`${place}, ${who.within} can still ${sentenceList(words)} in ${there}, through ${by} there; whether they can elsewhere isn't known.`
            : say`${place}, ${who.within} can still ${sentenceList(words)} in ${there}, through ${by} there, but nowhere else.`,
      source,
    };
  });
}

function keeps(changes: readonly AbilityChange[], { who, principalId, facts }: Said): readonly Warning[] {
  const byReason = Map.groupBy(changes, ({ by }) => by?.id.toLowerCase());
  return [...byReason.values()].flatMap((sameReason) => {
    const [first] = sameReason;
    if (first?.by === undefined) return [];
    const { scope, principalId: holder } = first.by;
    const isOwn = sameGuid(holder, principalId);
    const where = scopeWithKind(scope, subscriptionNames(facts));
    return inPlaces(sameReason).map(({ place, same, words }) => ({
      id: 'keepsInClusters',
      values: [principalId, ...valuesOf(same)],
      severity: 'warning' as const,
      text: isOwn
        ? say`${place}, ${who.within} can still ${sentenceList(words)}, by a role on ${where}.`
        : say`${place}, ${who.within} can still ${sentenceList(words)}, by a role on ${where}, through group ${holder}.`,
      source,
    }));
  });
}

/** The abilities, in an order that is always the same; a new cluster below a scope is no news. */
function valuesOf(changes: readonly AbilityChange[]): readonly string[] {
  return [...new Set(changes.map(({ ability }) => ability))].toSorted();
}

/** Abilities together that are about the same clusters, or about the same namespace of one. */
function inPlaces(
  changes: readonly AbilityChange[],
): readonly { readonly place: Words; readonly same: readonly AbilityChange[]; readonly words: readonly Words[] }[] {
  const byAbility = Map.groupBy(
    changes,
    ({ ability, namespace = '', only = [], roles = [], isOpen = false }) =>
      `${ability} ${namespace} ${only.join(' ')} ${roles.join()} ${isOpen}`,
  );
  const byClusters = Map.groupBy(
    byAbility.values(),
    (same) =>
      `${same[0]?.namespace ?? ''} ${same[0]?.only?.join(' ') ?? ''} ${same[0]?.roles?.join() ?? ''} ${same[0]?.isOpen} ${same.map(({ cluster }) => idKey(cluster.id)).join(' ')}`,
  );
  return [...byClusters.values()].map((alike) => {
    const [first = []] = alike;
    const names = first.map(({ cluster }) => cluster.name);
    const namespace = first[0]?.namespace;
    const clusters =
      names.length === 1
        ? say`cluster ${names[0] ?? ''}`
        : say`${countWithNoun(names.length, 'cluster')} (${fewOf(names, 'cluster')})`;
    return {
      place: namespace === undefined ? say`On ${clusters}` : say`In namespace ${namespace} of ${clusters}`,
      same: alike.flat(),
      words: alike.flatMap((same) =>
        same.slice(0, 1).map(({ ability }) => (ability === 'other' ? otherWords : abilities[ability].words)),
      ),
    };
  });
}

const otherWords = say`make some other requests to the Kubernetes API`;
