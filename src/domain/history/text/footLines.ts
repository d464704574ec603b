/** What is said at the foot of a history: what its sources can answer for, and what nobody could know. */
import { shortGuid } from '../../arm/scopeWords.ts';
import { unknownText } from '../../arm/unknown.ts';
import { compareText } from '../../../shape/compareText.ts';
import { dayInSentence } from '../../words/dateTime.ts';
import { countWithNoun } from '../../words/counts.ts';
import { asSentence, capitalised, distinctWords, say, type Phrase, type Words } from '../../../sentences/words.ts';
import { textsOf, textOf, toText } from '../../../sentences/textOf.ts';
import { historyLimits, type History, type HistoryLimit, type HistorySubject, type SourceReading } from '../model.ts';
import { sourceNames } from './historyLines.ts';

/** How moments and their days are written: in UTC, or in the time of who reads. */
export interface MomentWriter {
  readonly moment: (iso: string) => Phrase;
  readonly day: (iso: string) => Phrase;
}

const inUtc: MomentWriter = { moment: momentInSentence, day: dayOf };

/** Says of each source since when it answers, or why it could not be read. */
export function sourceTexts({ sources }: Pick<History, 'sources'>, written = inUtc): readonly string[] {
  return sources.map((source) => sourceLine(source, written));
}

function sourceLine(
  { source, subscriptionId, subscriptionName, from, oldest, unknown, right }: SourceReading,
  { moment, day }: MomentWriter,
): string {
  const own = capitalised(sourceNames[source]);
  const name =
    subscriptionId === undefined ? own : say`${own} of subscription ${subscriptionName ?? shortGuid(subscriptionId)}`;
  const reasons = textsOf(distinctWords(unknown.map(unknownText)).map(asSentence)).join(' ');
  const needed = right === undefined ? '' : toText` Reading it takes ${right}.`;
  if (from === undefined) return toText`${name}: not read. ${reasons}${needed}`;
  const first = oldest === undefined ? '' : toText` The oldest change shown is from ${day(oldest)}.`;
  return reasons === ''
    ? toText`${name}: read back to ${moment(from)}.${first}`
    : toText`${name}: read back to ${moment(from)}, but not everything.${first} ${reasons}${needed}`;
}

/** Says a moment with its time, in UTC: of its day, only what is after it was asked for. */
export function momentInSentence(moment: string): string {
  return toText`${dayOf(moment)}, ${moment.slice(11, 16)} UTC`;
}

function dayOf(moment: string): Phrase {
  return dayInSentence(moment.slice(0, 10));
}

/** Says what is not known: what could not be read, what could not be placed, and what may not be there yet. */
export function notKnownInHistory(history: History, { moment } = inUtc): readonly string[] {
  return [
    ...textsOf(distinctWords(history.unknown.map(unknownText))),
    ...notPlacedTexts(history),
    ...lateTexts(history, moment),
  ];
}

/** Says what no source shows, whatever can be read. */
export function neverShownTexts({ kind }: HistorySubject): readonly string[] {
  return limitsOf(kind).map((limit) => textOf(limitTexts[limit]));
}

/** Returns the limits that a history of this kind has. */
export function limitsOf(kind: HistorySubject['kind']): readonly HistoryLimit[] {
  return historyLimits.filter((limit) => limit !== 'livesOfClusters' || kind === 'identity');
}

/** Says since when changes may be missing because Azure's logs are late; nothing where no log was read. */
export function lateTexts({ sources }: Pick<History, 'sources'>, shown: (moment: string) => Phrase): readonly string[] {
  const [first] = sources.flatMap(({ mayLackSince }) => mayLackSince ?? []).toSorted(compareText);
  return first === undefined ? [] : [toText`Changes after ${shown(first)} may not be in Azure's logs yet.`];
}

/** Says how much could not be placed or understood. */
export function notPlacedTexts({
  removedElsewhere,
  unreadable,
}: Pick<History, 'removedElsewhere' | 'unreadable'>): readonly string[] {
  return [
    ...(removedElsewhere === 0
      ? []
      : [
          toText`The log does not say whose roles were removed in ${countWithNoun(removedElsewhere, 'removal')} at other scopes. Some may be roles of these identities.`,
        ]),
    ...(unreadable === 0 ? [] : [toText`${countWithNoun(unreadable, 'record')} of the logs could not be understood.`]),
  ];
}

const limitTexts: Readonly<Record<HistoryLimit, Words>> = {
  olderValues: say`Azure keeps the values before and after a change for 14 days. Which clusters an identity was assigned to is known only that far back.`,
  olderThanLog: say`The activity log goes back 90 days.`,
  valuesOfChildren: say`For federated credentials, identity bindings, node pools and namespaces, only requests are logged, without the values before.`,
  otherSubscriptions: say`Roles at scopes in other subscriptions are not included.`,
  aboveSubscriptions: say`Role assignments at management groups are not in the log of a subscription.`,
  groupMembers: say`Group memberships and consents are in Microsoft Entra's audit log, which is not read.`,
  insideCluster: say`What is done with kubectl is only in the cluster's own audit log.`,
  otherResources: say`Only roles, clusters and identities are included: what happened to registries, vaults, networks and resource groups is not.`,
  livesOfClusters: say`Azure doesn't show which identities a cluster had when it was created or deleted. Unless another change of the last 14 days shows it, its creation and deletion are only in the cluster's own History.`,
  behindApplications: say`The log doesn't say which person used an application. What Azure does by itself has no person behind it.`,
};
