/** Names of those who can act, from their directory; asked for only where the person allows that. */
import { whyNotFound } from '../arm/answer.ts';
import { isGuid, sameGuid } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { principalKindOf } from '../access/principalNames.ts';
import type { AccessCell, AccessPrincipal, ClusterAccess, DirectoryNames, MayActOn, WayToAdmin } from './model.ts';

/** Object ids, and a subscription in whose directory they are. */
export interface IdsToName {
  readonly subscriptionId: string;
  readonly ids: readonly string[];
}

const keyOf = (id: string): string => id.toLowerCase();

/** Returns what the directories of subscriptions have of some ids. */
export function directoryNames(wanted: readonly IdsToName[], facts: Facts): DirectoryNames {
  const answers = wanted.map((each) => ({ ...each, answer: facts.get({ kind: 'directoryObjects', ...each }) }));
  return {
    objects: answers.flatMap(({ ids, answer }) => {
      if (answer?.kind !== 'found') return [];
      return ids.map((id) => answer.value.find((object) => sameGuid(object.id, id)) ?? { id, isAbsent: true });
    }),
    unknown: answers.flatMap(({ subscriptionId: of, answer }) =>
      answer === undefined || answer.kind === 'found'
        ? []
        : [whyNotFound(say`Names can't be read`, { what: 'directoryObjects', of }, answer)],
    ),
  };
}

/** Returns the object ids of a cluster's principals, and of those behind their roles, that are not in these names. */
export function idsToName(
  { cluster, posture, cells, further, eligible, inside, own }: ClusterAccess,
  names?: DirectoryNames,
): IdsToName {
  const all = [...cells, ...further, ...eligible.cells, ...(inside?.cells ?? []), ...own.cells];
  return { subscriptionId: cluster.subscriptionId, ids: unnamed([...posture.adminGroupIds, ...idsIn(all)], names) };
}

/** Returns the same for what a principal can act on, each id where it was found first. */
export function idsToNameOf({ clusters }: MayActOn, names?: DirectoryNames): readonly IdsToName[] {
  const found = clusters.flatMap(({ cluster: { subscriptionId }, cells }) =>
    unnamed(idsIn(cells), names).map((id) => ({ subscriptionId, id })),
  );
  const bySubscription = Map.groupBy(
    distinctBy(found, ({ id }) => keyOf(id)),
    ({ subscriptionId }) => subscriptionId,
  );
  return [...bySubscription].map(([subscriptionId, own]) => ({ subscriptionId, ids: own.map(({ id }) => id) }));
}

/** The ids of principals, and those in role assignments: of groups that hold the role, and of who made them. */
function idsIn(cells: readonly AccessCell[]): readonly string[] {
  return cells.flatMap(({ principal: { id, name }, verdict }) => {
    const { principalId = id, createdBy = id } = verdict.kind === 'held' ? verdict.by : {};
    return [id, principalId, createdBy].filter((each) => name === undefined || !sameGuid(each, id));
  });
}

function unnamed(ids: readonly string[], names: DirectoryNames | undefined): readonly string[] {
  const asked = new Set(names?.objects.map(({ id }) => keyOf(id)));
  return distinctBy(ids.filter(isGuid), keyOf).filter((id) => !asked.has(keyOf(id)));
}

/** Returns who can act on a cluster with these names. */
export function withNames(access: ClusterAccess, names: DirectoryNames): ClusterAccess {
  const { cells, ways } = renamingBy(names);
  const { eligible, inside, own } = access;
  return {
    ...access,
    names,
    cells: cells(access.cells),
    further: cells(access.further),
    ways: ways(access.ways),
    eligible: { ...eligible, cells: cells(eligible.cells) },
    own: { ...own, cells: cells(own.cells) },
    ...(inside === undefined ? {} : { inside: { ...inside, cells: cells(inside.cells) } }),
  };
}

/** Returns what a principal can act on with these names. */
export function withNamesOf(acts: MayActOn, names: DirectoryNames): MayActOn {
  const { cells, ways, principal } = renamingBy(names);
  const clusters = acts.clusters.map((each) => ({ ...each, cells: cells(each.cells), ways: ways(each.ways) }));
  return { ...acts, names, principal: principal(acts.principal), clusters };
}

function renamingBy({ objects }: DirectoryNames) {
  const byId = new Map(objects.map((object) => [keyOf(object.id), object]));
  const nameOf = (id = ''): string | undefined => byId.get(keyOf(id))?.name;
  // Rows are put together by the principal itself, so that each is renamed once.
  const renamed = new Map<AccessPrincipal, AccessPrincipal>();
  const principal = (given: AccessPrincipal): AccessPrincipal => {
    const { name: directoryName, isAbsent } = (given.name === undefined && byId.get(keyOf(given.id))) || {};
    // Devices and groups of other directories are not among what was asked for.
    const isSought = ['user', 'group', 'serviceprincipal'].includes(principalKindOf(given.type));
    const now = renamed.get(given) ?? {
      ...given,
      ...defined({ directoryName, isAbsent: isSought ? isAbsent : undefined }),
    };
    renamed.set(given, now);
    return now;
  };
  const cell = ({ verdict, ...given }: AccessCell): AccessCell => ({
    ...given,
    principal: principal(given.principal),
    verdict:
      verdict.kind === 'held'
        ? {
            ...verdict,
            names: defined({ holder: nameOf(verdict.by.principalId), createdBy: nameOf(verdict.by.createdBy) }),
          }
        : verdict,
  });
  return {
    principal,
    cells: (given: readonly AccessCell[]) => given.map(cell),
    ways: (given: readonly WayToAdmin[]) => given.map((way) => ({ ...way, principal: principal(way.principal) })),
  };
}
