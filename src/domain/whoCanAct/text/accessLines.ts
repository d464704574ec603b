/** What is said of who can act on a cluster, as text: the same on the command line and in the panel. */
import { principalKindOf, principalNoun } from '../../access/principalNames.ts';
import { inLine } from '../../arm/inert.ts';
import { lastSegment, sameGuid } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { unknownText } from '../../arm/unknown.ts';
import { trustedRoleWords } from '../../around/things/trustedAccess.ts';
import { sentenceList } from '../../words/describe.ts';
import {
  capitalised,
  distinctWords,
  say,
  type Words,
  type Phrase,
  joinWords,
  momentWords,
} from '../../../sentences/words.ts';
import { textOf, textsOf, toText } from '../../../sentences/textOf.ts';
import { defined } from '../../../shape/defined.ts';
import { abilities } from '../abilities.ts';
import { accessSign, type AccessSign } from '../accessRows.ts';
import { unknownsOfAccess } from '../clusterAccess.ts';
import { accessModeWords } from '../accessMode.ts';
import {
  notCoveredInCluster,
  type AccessCell,
  type AccessPrincipal,
  type ClusterAccess,
  type DirectoryNames,
  type TrustedSource,
  type WayToAdmin,
} from '../model.ts';

/**
 * Names a principal where a line begins: an identity by its name or by what it is for, anybody else by kind, name in the
 * directory if that was asked, and object id.
 */
export function principalText({ id, type, name, directoryName, isAbsent }: AccessPrincipal): string {
  const text = textOf(name ?? say`${capitalised(principalNoun(principalKindOf(type)))} ${withId(id, directoryName)}`);
  return isAbsent ? toText`${text} (not in the directory)` : text;
}

/** Names what has an object id, by its name too if the directory was asked. */
function withId(id: string, directoryName: string | undefined): string {
  return directoryName === undefined ? id : `${inLine(directoryName)} (${id})`;
}

/** Names a group whose members a cluster makes administrators. */
export function adminGroupText(id: string, names: DirectoryNames | undefined): string {
  const object = names?.objects.find((each) => sameGuid(each.id, id));
  return `${withId(id, object?.name)}${object?.isAbsent ? toText` (not in the directory)` : ''}`;
}

/** Says how people get into a cluster, in sentences. */
export function postureText({
  posture: { mode, hasLocalAccounts, adminGroupIds },
  names,
}: Pick<ClusterAccess, 'posture' | 'names'>): string {
  const list = adminGroupIds.map((id) => adminGroupText(id, names)).join(', ');
  const groups = list === '' ? '' : toText` Members of these groups are administrators: ${list}.`;
  return toText`${accessModeWords(mode)} ${hasLocalAccounts ? say`Local accounts are on.` : say`Local accounts are off.`}${groups}`;
}

/** Says what a principal can do, as in `can read Secrets in shop`. */
export function canText(cell: AccessCell): string {
  return may(cell, wordsOf(cell.ability));
}

/** Says what a principal can do, a line for each verdict and namespace, which names all abilities. */
export function canTexts(cells: readonly AccessCell[]): readonly string[] {
  const alike = Map.groupBy(cells, (cell) => may(cell, ''));
  return [...alike.values()].flatMap((same) => {
    const words = sentenceList(same.map(({ ability }) => wordsOf(ability)));
    return same.slice(0, 1).map((cell) => may(cell, words));
  });
}

function wordsOf(ability: AccessCell['ability']): Phrase {
  return ability === 'other' ? say`make some other requests` : abilities[ability].words;
}

/** Says that somebody can do something, or might, or can't, in a namespace if it is about one. */
function may(
  { verdict, hasNoEffect, isEligible, namespace }: Omit<AccessCell, 'ability' | 'principal'>,
  ability: Phrase,
): string {
  const what = namespace === undefined ? ability : say`${ability} in ${namespace}`;
  const sign = accessSign({ verdict, ...defined({ hasNoEffect, isEligible }) });
  if (sign === 'eligible' && verdict.kind === 'unknown')
    return toText`might, after activating a role, be able to ${what}`;
  return textOf((sign === 'noEffect' ? withoutEffect[verdict.kind] : verbs[sign])(what));
}

type Predicate = (what: Phrase) => Words;

const verbs: Readonly<Record<Exclude<AccessSign, 'noEffect'>, Predicate>> = {
  yes: (what) => say`can ${what}`,
  perhaps: (what) => say`might be able to ${what}`,
  denied: (what) => say`is not allowed to ${what}`,
  eligible: (what) => say`can, after activating a role, ${what}`,
};

const wouldBe: Predicate = (what) => say`would be allowed to ${what}`;
const withoutEffect: Readonly<Record<AccessCell['verdict']['kind'], Predicate>> = {
  held: wouldBe,
  permitted: wouldBe,
  inside: wouldBe,
  unknown: (what) => say`might be allowed to ${what}`,
  denied: (what) => say`would not be allowed to ${what}`,
};

/** Says what a principal can do only in some namespaces: a line for each namespace and verdict, with why it is not known. */
export function namespaceTexts(cells: readonly AccessCell[]): readonly string[] {
  const inNamespaces = cells.filter(({ namespace }) => namespace !== undefined);
  const whyOpen = ({ verdict }: AccessCell): string => (verdict.kind === 'unknown' ? withReason('', verdict) : '');
  const alike = Map.groupBy(inNamespaces, (cell) => `${may(cell, '')}\n${whyOpen(cell)}`);
  return [...alike.values()].flatMap((same) => {
    const words = sentenceList(same.map(({ ability }) => wordsOf(ability)));
    return same.slice(0, 1).map(({ namespace = '', ...cell }) => `${namespace}: ${may(cell, words)}${whyOpen(cell)}`);
  });
}

/** Says what a principal can do, with what decides it: a line for each reason, which names all that has it. */
export function decidedTexts(cells: readonly AccessCell[], day = dayOf): readonly string[] {
  return decidedLines(cells, day).map(({ text }) => text);
}

/** Returns the same lines, each with one of the cells that it is about. */
export function decidedLines(
  cells: readonly AccessCell[],
  day = dayOf,
): readonly { readonly text: string; readonly cell: AccessCell }[] {
  const line = (cell: AccessCell, abilities: string): string =>
    withReason(capitalised(may(cell, abilities)), cell.verdict, cell.principal.id, day);
  const alike = Map.groupBy(cells, (cell) => line(cell, ''));
  return [...alike.values()].flatMap((same) => {
    const abilities = textOf(sentenceList(same.map(({ ability }) => wordsOf(ability))));
    return same.slice(0, 1).map((cell) => ({ text: line(cell, abilities), cell }));
  });
}

/** Writes the day of a moment in the time of who reads. */
const dayOf = (iso: string): Phrase => momentWords(new Date(iso), 'date');

/** Says what decides after what that is: what is not known is a sentence of its own. */
export function withReason(what: string, verdict: AccessCell['verdict'], holderId?: string, day = dayOf): string {
  return `${what}${verdict.kind === 'unknown' ? '.' : ':'} ${reasonText(verdict, holderId, day)}`;
}

/** Says what decides: a role assignment, a deny assignment, or why it is not known; a role that somebody else holds comes through that group. */
export function reasonText(verdict: AccessCell['verdict'], holderId?: string, day = dayOf): string {
  switch (verdict.kind) {
    case 'denied':
      return toText`the deny assignment '${verdict.by.name}'`;
    case 'inside': {
      const { kind, namespace, name } = verdict.binding;
      return toText`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} with ${verdict.role}, inside the cluster`;
    }
    case 'permitted':
      return toText`your permissions, as listed by Azure`;
    case 'unknown':
      return textOf(unknownText(verdict.unknown));
    case 'held': {
      const { scope, createdOn, createdBy, principalId, endsOn } = verdict.by;
      const { holder, createdBy: assigner } = verdict.names ?? {};
      const isOwn = holderId === undefined || sameGuid(principalId, holderId);
      const facts = [
        toText`${verdict.roleName} on ${scopeWithKind(scope)}`,
        isOwn ? '' : toText`through group ${withId(principalId, holder)}`,
        createdOn === undefined ? '' : toText`since ${day(createdOn)}`,
        createdBy === undefined ? '' : toText`by ${withId(createdBy, assigner)}`,
        endsOn === undefined ? '' : toText`until ${day(endsOn)}`,
      ];
      return facts.filter(Boolean).join(', ');
    }
  }
}

/** Says how somebody can become administrator, and what closes that way. */
export function wayText({ ability, verdict, words }: WayToAdmin): string {
  return toText`${may({ verdict }, wordsOf(ability))}. ${words}`;
}

/** Says the same of the one who can. */
export function wayOfText(way: WayToAdmin): string {
  return `${principalText(way.principal)} ${wayText(way)}`;
}

/** Says what is not known, each sentence once: what could not be read, and what Azure does not show. */
export function notKnownTexts(access: ClusterAccess): readonly string[] {
  return [
    ...textsOf(distinctWords(unknownsOfAccess(access).map(unknownText))),
    ...notCoveredInCluster
      .filter((what) => what !== 'bindingsInside' || access.inside === undefined)
      .map((what) => textOf(notCoveredTexts[what])),
    ...(access.namespaces.length === 0
      ? [toText`Azure lists no namespaces of this cluster, so roles in single namespaces may be missing here.`]
      : []),
  ];
}

const notCoveredTexts: Readonly<Record<(typeof notCoveredInCluster)[number], Words>> = {
  groupMembers: say`Members of groups are not read. They can do what their group can.`,
  eligibleElsewhere: say`Azure Resource Manager doesn't show who can activate a group membership (Privileged Identity Management for groups). Roles that others can activate in a single namespace are not read.`,
  bindingsInside: say`Role bindings in the cluster were not read. To read them, use Check in cluster in the tab Workloads.`,
};

/** Says what may act through Trusted Access: the resource, what its roles allow, and whether it is still there. */
export function trustedText({ name, sourceId, roles, state }: TrustedSource): string {
  const allowed = joinWords(roles.map(trustedRoleWords), ', ');
  return toText`${lastSegment(sourceId) || sourceId}${trustedStates[state]}: ${allowed} (binding ${name})`;
}

const trustedStates: Readonly<Record<TrustedSource['state'], Words>> = {
  there: say``,
  gone: say` (it no longer exists but still has a binding)`,
  unknown: say` (it can't be read)`,
  notChecked: say``,
};
