/** What is said of the clusters that a principal can act on, as text: the same on the command line and in the panel. */
import { unknownText } from '../../arm/unknown.ts';
import { countWithNoun, fewOf } from '../../words/counts.ts';
import {
  capitalised,
  asSentence,
  distinctWords,
  inFigures,
  joinWords,
  say,
  type Words,
} from '../../../sentences/words.ts';
import { textOf, textsOf, toText } from '../../../sentences/textOf.ts';
import { principalKindOf } from '../../access/principalNames.ts';
import { standings, type ActsOnCluster, type MayActOn, type Standing } from '../model.ts';

/** How far a principal gets in a cluster, in a few words. */
export const standingWords: Readonly<Record<Standing, Words>> = {
  admin: say`administrator`,
  canBecomeAdmin: say`can become an administrator`,
  acts: say`can act on the cluster`,
  perhaps: say`might be able to act on the cluster`,
  sees: say`can only view the cluster or get user credentials`,
  noEffect: say`has roles without effect`,
};

const countedWords: Readonly<Record<Standing, (count: Words) => Words>> = {
  admin: (count) => say`administrator of ${count}`,
  canBecomeAdmin: (count) => say`can become an administrator of ${count}`,
  acts: (count) => say`can act on ${count}`,
  perhaps: (count) => say`might be able to act on ${count}`,
  sees: (count) => say`can only view or get user credentials for ${count}`,
  noEffect: (count) => say`has roles without effect in ${count}`,
};

/** Says in one line how far a principal gets, and in how many of the clusters. */
export function summaryText(acts: MayActOn): string {
  const text = countsText(acts);
  return isGroup(acts) ? text : toText`${text} Roles held through groups are included.`;
}

function countsText({ clusters, considered, unread }: MayActOn): string {
  const counts = Map.groupBy(clusters, ({ standing }) => standing);
  const parts = standings.flatMap((standing) => {
    const count = counts.get(standing)?.length ?? 0;
    return count === 0 ? [] : [{ words: countedWords[standing], count: inFigures(count) }];
  });
  const read = considered - unread.length;
  const clusterCount = countWithNoun(read, 'cluster');
  const all = unread.length === 0 ? clusterCount : say`${clusterCount} whose role assignments could be read`;
  const [only, ...others] = parts;
  if (only === undefined)
    return read < 2
      ? toText`Of ${all}: no role gives access to any.`
      : toText`No role gives access to any of the ${all}.`;
  if (others.length === 0) return textOf(asSentence(capitalised(only.words(say`${only.count} of ${all}`))));
  return toText`Of ${all}: ${joinWords(
    parts.map(({ words, count }) => words(count)),
    ', ',
  )}.`;
}

/** Says what is not known, each sentence once: what could not be read, and what Azure does not show. */
export function notKnownOf(acts: MayActOn): readonly string[] {
  const { unread, unknown, names: { unknown: unnamed } = { objects: [], unknown: [] } } = acts;
  const names = unread.map(({ name }) => name);
  return [
    ...(names.length === 0
      ? []
      : [toText`It isn't known for ${countWithNoun(names.length, 'cluster')}: ${textOf(fewOf(names, 'cluster'))}.`]),
    ...textsOf(distinctWords([...unknown, ...unnamed].map(unknownText))),
    isGroup(acts)
      ? toText`Group members are not read.`
      : toText`Membership in the administrator groups that clusters name is not read.`,
    toText`Roles that can be activated (Privileged Identity Management) are not read.`,
    toText`Role bindings inside clusters are not read.`,
  ];
}

function isGroup({ principal }: MayActOn): boolean {
  return principalKindOf(principal.type) === 'group';
}

/** Returns how each cluster is called: with its resource group if others have its name. */
export function clusterLabels(clusters: readonly Pick<ActsOnCluster, 'cluster'>[]): (acts: ActsOnCluster) => string {
  const counts = Map.groupBy(clusters, ({ cluster }) => cluster.name.toLowerCase());
  return ({ cluster: { name, resourceGroup } }) =>
    (counts.get(name.toLowerCase())?.length ?? 0) > 1 ? `${name} (${resourceGroup})` : name;
}
