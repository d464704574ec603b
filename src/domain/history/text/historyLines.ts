/** What is said of a history, as text: the same on the command line and in the panel. */
import { lastSegment, parseResourceId } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { sentenceList } from '../../words/describe.ts';
import { textOf, toText } from '../../../sentences/textOf.ts';
import { isAboutAssignment } from '../activityEvents.ts';
import { actorWords, isOfPolicy, isTold } from '../actors.ts';
import { isExplainingChange } from '../explained.ts';
import type { Explainable } from '../explanation.ts';
import type { HistoryClient, HistoryEntry, HistoryKind, IsReader, PropertyChange } from '../model.ts';
import { hasIds } from './assignedIdentities.ts';
import { changesText, changeText, isRoleName, notAboutText, type Telling } from './changedProperties.ts';
import { actionText } from './actionWords.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/** What the kinds of entries are called. */
export const historyKindNames: Readonly<Record<HistoryKind, Words>> = {
  identity: say`Identities`,
  roles: say`Roles`,
  access: say`Access`,
  credentials: say`Credentials fetched`,
  other: say`Other`,
};

/** Names who did something, at the beginning of a line. */
export function whoText({ by, probablyBy, run, you }: Pick<HistoryEntry, 'by' | 'probablyBy' | 'run' | 'you'>): string {
  if (probablyBy !== undefined && run === undefined) return toText`Probably ${actorWords(probablyBy)}`;
  const { name } = by;
  const who = textOf(actorWords(by));
  if (you === 'certain') return isTold(by) ? toText`${name ?? who} (you)` : toText`You`;
  if (you !== undefined) return isTold(by) ? toText`${who} (probably you)` : toText`Probably you`;
  return isTold(by) || run === undefined ? who : toText`Another account on this computer`;
}

/** Names who did something where others read it, too, to whom nobody is "you". */
export function whoForAll(entry: HistoryEntry): string {
  const { by, probablyBy, run } = entry;
  if (probablyBy !== undefined && run === undefined) return whoText({ by, probablyBy });
  return isTold(by) || run === undefined ? textOf(actorWords(by)) : toText`Somebody on this computer`;
}

const whyProbably: Readonly<Record<Exclude<IsReader, 'certain'>, Words>> = {
  senderNotRecorded: say`the record on this computer doesn't say which account sent it`,
  callerNotLogged: say`Azure's logs don't say which account did it`,
  readerNotKnown: say`your own object ID could not be read`,
};

/** Names the program with which something was done; empty if it is not known. */
export function clientText({ client, run }: Pick<HistoryEntry, 'client' | 'run'>): string {
  if (run === undefined) return programText(client);
  return run.isProbable ? toText`probably AKS Identity` : 'AKS Identity';
}

function programText(client: HistoryClient | undefined): string {
  if (client === undefined) return '';
  return client.name ?? toText`application ${client.applicationId ?? ''}`;
}

/** Names the program at the end of a sentence; empty if it is not known. */
function withClient(entry: Pick<HistoryEntry, 'client' | 'run'>): string {
  if (entry.run?.isProbable === true) return toText` (probably with AKS Identity)`;
  const client = clientText(entry);
  if (client === 'Azure Portal') return toText` (in the Azure portal)`;
  return client === '' ? '' : toText` (with ${client})`;
}

/** Says in one line what was done, from what to what, with the changes that matter most. */
export function whatText(entry: HistoryEntry): string {
  return deedAndChanges(entry, {});
}

/** Says so with all changes. */
export function wholeText(entry: HistoryEntry): string {
  return deedAndChanges(entry, { isWhole: true });
}

function deedAndChanges(entry: HistoryEntry, telling: Telling): string {
  const text = ownText(entry, telling);
  return entry.probablySameAs === undefined
    ? text
    : toText`${text}, probably the same as what Azure's logs have of that time`;
}

function ownText(entry: HistoryEntry, telling: Telling): string {
  const { status, failure, action } = entry;
  const why = failure === undefined ? '' : `: ${textOf(failure)}`;
  // What Azure logs as failed is the request that was denied.
  if (isDenial(action)) return `${deedText(entry, 'done')}${why}`;
  if (status === 'failed') return toText`tried to ${deedText(entry, 'tried')}, which failed${why}`;
  if (failure !== undefined)
    return toText`tried to ${deedText(entry, 'tried')}; whether that took effect is not known${why}`;
  if (entry.foundNothing === true) return toText`tried to ${deedText(entry, 'tried')}, which was not there`;
  const { list, aside } = changesText(entry, telling);
  const deed = `${deedText(entry, 'done')}${list === undefined ? '' : `: ${list}`}`;
  const end = status === 'succeeded' ? undefined : toText`still running, or its end was not logged`;
  return `${deed}${inBrackets(aside, policyText(entry), end)}`;
}

function inBrackets(...texts: readonly (string | undefined)[]): string {
  const present = texts.filter((text) => text !== undefined);
  return present.length === 0 ? '' : ` (${present.join('; ')})`;
}

function isDenial(action: string): boolean {
  return isOfPolicy(action) && /\/deny(?:action)?\/action$/i.test(action);
}

function policyText({ changedByPolicy }: HistoryEntry): string | undefined {
  if (changedByPolicy === undefined) return undefined;
  const names = changedByPolicy.map((by) => textOf(actorWords(by)));
  return toText`${sentenceList([...new Set(names)])} modified the request`;
}

/** Says since when a finding is there, and through whom; its own change comes first, because a line does not tell all of them. */
export function sinceText(entry: HistoryEntry, when: Phrase, finding?: Explainable): string {
  // Who assigned a role long ago has not made it one that is left over.
  if (finding?.former !== undefined && isAboutAssignment(entry.action))
    return toText`Assigned ${when} by ${whoForAll(entry)}${withClient(entry)}. Since when it is unused is not known.`;
  const isFirst = (change: PropertyChange): boolean => finding !== undefined && isExplainingChange(finding, change);
  return toText`Since ${when}: ${whoForAll(entry)} ${deedAndChanges(entry, { isFirst })}${withClient(entry)}.`;
}

/** Says since when something may be so, where it is not known what was taken away. */
export function perhapsSinceText(entry: HistoryEntry, when: Phrase): string {
  return toText`Perhaps since ${when}: ${whoForAll(entry)} ${whatText(entry)}. Whether that is the reason is not known.`;
}

function deedText(entry: HistoryEntry, form: 'done' | 'tried'): string {
  const { action, isCreation, cause } = entry;
  const taken = cause === undefined ? '' : toText` (what it belonged to was deleted)`;
  if (isAboutAssignment(action)) return `${roleDeed(entry, form)}${taken}`;
  return `${actionText(action, nameFor(entry), form, isCreation === true)}${taken}`;
}

/** Names what an action was done to: a role by its own name, and a request by where it counts. */
function nameFor({ action, resourceId, changes }: HistoryEntry): string {
  if (isOfPolicy(action)) return toText`${scopeWithKind(resourceId)}`;
  const isRequest = /\/role(?:eligibility|assignment)schedulerequests\/write$/i.test(action);
  if (isRequest) return toText`${scopeWithKind(parseResourceId(resourceId)?.parent ?? '/')}`;
  const own = changes.find(isRoleName);
  const said = own && [own.after, own.before].find(({ kind }) => kind === 'text');
  return said?.kind === 'text' ? said.text : nameWithOwner(resourceId);
}

/** Names a resource with what it is a part of, or is at: there may be a federated credential of that name in each identity. */
function nameWithOwner(resourceId: string): string {
  const name = lastSegment(resourceId);
  const { type = '', parent } = parseResourceId(resourceId) ?? {};
  if (parent === undefined) return name;
  const isPart = type.split('/').length > 2;
  const isAtAnother = /\/providers\/.*\/providers\//i.test(resourceId) || type.toLowerCase().startsWith(locks);
  if (isPart && !isAtAnother) return toText`${name} of ${lastSegment(parent)}`;
  return isAtAnother ? toText`${name} of ${scopeWithKind(parent)}` : name;
}

/** What can be at a resource group or a subscription, too. */
const locks = 'microsoft.authorization/';

function roleDeed({ action, role, resourceId }: HistoryEntry, form: 'done' | 'tried'): string {
  const roleName = role?.roleName ?? (role?.roleId === undefined ? toText`a role` : toText`role ${role.roleId}`);
  const principal = role?.principalName ?? role?.principalId ?? toText`an unknown principal`;
  const place = scopeWithKind(role?.scope ?? resourceId);
  const condition = role?.condition === undefined ? '' : toText` (with a condition)`;
  if (action.toLowerCase().endsWith('/delete'))
    return form === 'done'
      ? toText`removed ${roleName} from ${principal} on ${place}${condition}`
      : toText`remove ${roleName} from ${principal} on ${place}${condition}`;
  return form === 'done'
    ? toText`assigned ${roleName} to ${principal} on ${place}${condition}`
    : toText`assign ${roleName} to ${principal} on ${place}${condition}`;
}

/** Says everything else of an entry, a line each. */
export function detailTexts(entry: HistoryEntry): readonly string[] {
  const { changes, otherChanges, address, client, by, correlationId, sources, isProbable, resourceId, action } = entry;
  const { run, you } = entry;
  const from = sentenceList(sources.map((source) => textOf(sourceNames[source])));
  return [
    ...changes.filter(({ path }) => !hasIds(path, changes)).map(changeText),
    ...(changes.length > 0 && otherChanges > 0 ? [notAboutText(otherChanges)] : []),
    toText`Resource: ${resourceId}`,
    toText`Action: ${action}`,
    ...(entry.role?.condition === undefined ? [] : [toText`Condition: ${entry.role.condition}`]),
    ...(by.objectId === undefined ? [] : [toText`Object ID of who did it: ${by.objectId}`]),
    ...(by.resourceId === undefined ? [] : [toText`As: ${by.resourceId}`]),
    ...(you === undefined || you === 'certain' ? [] : [toText`Probably you: ${whyProbably[you]}.`]),
    ...(run === undefined || client?.name === undefined ? [] : [toText`Program: ${client.name}`]),
    ...(client?.applicationId === undefined ? [] : [toText`Application ID: ${client.applicationId}`]),
    ...(address === undefined ? [] : [toText`Address: ${address}`]),
    ...(correlationId === undefined ? [] : [toText`Correlation ID: ${correlationId}`]),
    ...(run === undefined ? [] : [toText`Change in AKS Identity: ${textOf(run.title)}`]),
    isProbable === true
      ? toText`From ${from}, which probably tell of the same: they have no ID in common`
      : toText`From ${from}`,
  ];
}

/** What the sources are called. */
export const sourceNames: Readonly<Record<HistoryEntry['sources'][number], Words>> = {
  resourceChanges: say`Azure Resource Graph's changes`,
  activityLog: say`the activity log`,
  journal: say`the record of AKS Identity on this computer`,
};
