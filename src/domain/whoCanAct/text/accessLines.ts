/** What is said of who can act on a cluster, as text: the same on the command line and in the panel. */
import { principalKindOf, principalNoun } from '../../access/principalKinds.ts';
import { inLine } from '../../arm/inert.ts';
import { lastSegment, sameGuid } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { unknownText } from '../../arm/unknown.ts';
import { trustedRoleWords } from '../../around/things/trustedAccess.ts';
import { dayInSentence } from '../../words/dateTime.ts';
import { capitalised, sentenceList } from '../../words/describe.ts';
import { distinctWords } from '../../../sentences/words.ts';
import { textOf, textsOf } from '../../../sentences/textOf.ts';
import { defined } from '../../../shape/defined.ts';
import { abilities } from '../abilities.ts';
import { accessSign, type AccessSign } from '../accessRows.ts';
import { unknownsOfAccess } from '../accessUnknowns.ts';
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
  const text = name ?? `${capitalised(principalNoun(principalKindOf(type)))} ${withId(id, directoryName)}`;
  return isAbsent ? `${text} (not in the directory)` : text;
}

/** Names what has an object id, by its name too if the directory was asked. */
function withId(id: string, directoryName: string | undefined): string {
  return directoryName === undefined ? id : `${inLine(directoryName)} (${id})`;
}

/** Names a group whose members a cluster makes administrators. */
export function adminGroupText(id: string, names: DirectoryNames | undefined): string {
  const object = names?.objects.find((each) => sameGuid(each.id, id));
  return `${withId(id, object?.name)}${object?.isAbsent ? ' (not in the directory)' : ''}`;
}

/** Says how people get into a cluster, in sentences. */
export function postureText({
  posture: { mode, hasLocalAccounts, adminGroupIds },
  names,
}: Pick<ClusterAccess, 'posture' | 'names'>): string {
  const list = adminGroupIds.map((id) => adminGroupText(id, names)).join(', ');
  const groups = list === '' ? '' : ` Members of these groups are administrators: ${list}.`;
  return `${textOf(accessModeWords(mode))} Local accounts are ${hasLocalAccounts ? 'on' : 'off'}.${groups}`;
}

/** Says what a principal can do, as in `can read Secrets in shop`. */
export function canText(cell: AccessCell): string {
  const where = cell.namespace === undefined ? '' : ` in ${cell.namespace}`;
  return `${verbOf(cell)} ${wordsOf(cell.ability)}${where}`;
}

/** Says what a principal can do, a line for each verdict and namespace, which names all abilities. */
export function canTexts(cells: readonly AccessCell[]): readonly string[] {
  const whereOf = ({ namespace }: AccessCell): string => (namespace === undefined ? '' : ` in ${namespace}`);
  const alike = Map.groupBy(cells, (cell) => `${verbOf(cell)}${whereOf(cell)}`);
  return [...alike.values()].flatMap((same) => {
    const words = sentenceList(same.map(({ ability }) => wordsOf(ability)));
    return same.slice(0, 1).map((cell) => `${verbOf(cell)} ${words}${whereOf(cell)}`);
  });
}

function wordsOf(ability: AccessCell['ability']): string {
  return ability === 'other' ? 'make some other requests' : abilities[ability].words;
}

function verbOf({
  verdict,
  hasNoEffect,
  isEligible,
}: Pick<AccessCell, 'verdict' | 'hasNoEffect' | 'isEligible'>): string {
  const sign = accessSign({ verdict, ...defined({ hasNoEffect, isEligible }) });
  if (sign === 'eligible' && verdict.kind === 'unknown') return `perhaps ${verbs.eligible}`;
  return sign === 'noEffect' ? noEffectVerbs[verdict.kind] : verbs[sign];
}

const verbs: Readonly<Record<Exclude<AccessSign, 'noEffect'>, string>> = {
  yes: 'can',
  perhaps: 'perhaps can',
  denied: 'is denied to',
  eligible: 'can, once a role is activated,',
};

const noEffectVerbs: Readonly<Record<AccessCell['verdict']['kind'], string>> = {
  held: 'would be allowed to',
  permitted: 'would be allowed to',
  inside: 'would be allowed to',
  unknown: 'would perhaps be allowed to',
  denied: 'would be denied to',
};

/** Says what a principal can do only in some namespaces: a line for each namespace and verdict. */
export function namespaceTexts(cells: readonly AccessCell[]): readonly string[] {
  const inNamespaces = cells.filter(({ namespace }) => namespace !== undefined);
  const byBeginning = Map.groupBy(inNamespaces, (cell) => `${cell.namespace}: ${verbOf(cell)}`);
  return [...byBeginning].map(
    ([beginning, same]) => `${beginning} ${sentenceList(same.map(({ ability }) => wordsOf(ability)))}`,
  );
}

/** Says what a principal can do, with what decides it: a line for each reason, which names all that has it. */
export function decidedTexts(cells: readonly AccessCell[]): readonly string[] {
  const line = (cell: AccessCell, abilities: string): string => {
    const where = cell.namespace === undefined ? '' : ` in ${cell.namespace}`;
    return `${capitalised(verbOf(cell))} ${abilities}${where}: ${reasonText(cell.verdict, cell.principal.id)}`;
  };
  const alike = Map.groupBy(cells, (cell) => line(cell, ''));
  return [...alike.values()].flatMap((same) => {
    const abilities = sentenceList(same.map(({ ability }) => wordsOf(ability)));
    return same.slice(0, 1).map((cell) => line(cell, abilities));
  });
}

/** Says what decides: a role assignment, a deny assignment, or why it is not known; a role that somebody else holds comes through that group. */
export function reasonText(verdict: AccessCell['verdict'], holderId?: string): string {
  switch (verdict.kind) {
    case 'denied':
      return `the deny assignment '${verdict.by.name}'`;
    case 'inside': {
      const { kind, namespace, name } = verdict.binding;
      return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} with ${verdict.role}, inside the cluster`;
    }
    case 'permitted':
      return 'your permissions, as Azure lists them';
    case 'unknown':
      return textOf(unknownText(verdict.unknown));
    case 'held': {
      const { scope, createdOn, createdBy, principalId, endsOn } = verdict.by;
      const { holder, createdBy: assigner } = verdict.names ?? {};
      const isOwn = holderId === undefined || sameGuid(principalId, holderId);
      const through = isOwn ? '' : `, through group ${withId(principalId, holder)}`;
      const since = createdOn === undefined ? '' : `, since ${dayInSentence(createdOn.slice(0, 10))}`;
      const by = createdBy === undefined ? '' : `, by ${withId(createdBy, assigner)}`;
      const until = endsOn === undefined ? '' : `, until ${dayInSentence(endsOn.slice(0, 10))}`;
      return `${verdict.roleName} on ${scopeWithKind(scope)}${through}${since}${by}${until}`;
    }
  }
}

/** Says how somebody can become administrator, and what closes that way. */
export function wayText({ ability, verdict, words }: WayToAdmin): string {
  return `${verbOf({ verdict })} ${wordsOf(ability)}. ${textOf(words)}`;
}

/** Says what is not known, each sentence once: what could not be read, and what Azure does not show. */
export function notKnownTexts(access: ClusterAccess): readonly string[] {
  const { namespaces } = access;
  return [
    ...textsOf(distinctWords(unknownsOfAccess(access).map(unknownText))),
    ...notCoveredInCluster
      .filter((what) => what !== 'bindingsInside' || access.inside === undefined)
      .map((what) => notCoveredTexts[what]),
    namespaces.length === 0
      ? 'Azure lists no namespaces for this cluster, but there may be some.'
      : `Azure lists these namespaces, and there may be others: ${namespaces.join(', ')}.`,
  ];
}

const notCoveredTexts: Readonly<Record<(typeof notCoveredInCluster)[number], string>> = {
  groupMembers: 'Members of groups are not read.',
  eligibleElsewhere:
    'Who can become a member of a group (Privileged Identity Management for groups) is not visible to Azure Resource Manager. Roles that others can activate in a namespace only are not read.',
  bindingsInside: 'Role bindings inside the cluster were not read. Check in Cluster reads them.',
};

/** Says what may act through Trusted Access: the resource, what its roles allow, and whether it is still there. */
export function trustedText({ name, sourceId, roles, state }: TrustedSource): string {
  const allowed = roles.map(trustedRoleWords).join(', ');
  return `${lastSegment(sourceId) || sourceId}: ${allowed} (binding ${name})${trustedStates[state]}`;
}

const trustedStates: Readonly<Record<TrustedSource['state'], string>> = {
  there: '',
  gone: ', which no longer exists',
  unknown: ", which can't be read",
  notChecked: '',
};
