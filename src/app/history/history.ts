/** Asks Azure's logs and our journal what changed. */
import { isAboutEverything } from '../../azure/arm/armErrors.ts';
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import {
  listActivity,
  loggedProviders,
  queryChanges,
  type ActivityListing,
  type ChangeListing,
  type LoggedProvider,
} from '../../azure/read/activityLog.ts';
import { unknownWith, type Unknown } from '../../domain/arm/unknown.ts';
import { isAtOrBelow, sameGuid, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { subscriptionNamesOf, type SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import { historyEntries } from '../../domain/history/entries.ts';
import { correlationKey } from '../../domain/history/sameRecords.ts';
import {
  lagMinutes,
  type History,
  type HistoryEntry,
  type HistoryView,
  type SourceReading,
} from '../../domain/history/model.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { sentenceList } from '../../domain/words/describe.ts';
import { inParallel } from '../../async/inParallel.ts';
import { failureOf, IdentityError, refusedError, type Failure } from '../../errors.ts';
import { groupByWords, say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { viewOf, type HistoryAsking } from './historyViewFound.ts';
import { ownRequestsOf } from './ownRequests.ts';
import type { JournalLacks } from '../runs/journal.ts';
import { namesOfRoles, readPrincipalNames } from './namesInHistory.ts';
import { readReaders } from './readers.ts';

const day = 86_400_000;
/** How long Azure keeps changes with their values, and the activity log. */
const valuesFor = 14 * day;
/** A little less than 90 days, because Azure's clock is another one and refuses what is older. */
const logFor = 90 * day - 10 * 60_000;

type LogReading = ReadSource & Pick<ActivityListing, 'events'>;

/** So many subjects are read at a time. */
const parallelSubjects = 4;

/** Returns what changed around clusters, identities or places, in order; each source fails alone, and each log is read once. */
export async function historiesOf(ids: readonly string[], asking: HistoryAsking): Promise<readonly History[]> {
  const logs = new Map<string, Promise<LogReading>>();
  return inParallel(ids, parallelSubjects, (id) => historyOf(id, asking, logs));
}

async function historyOf(id: string, asking: HistoryAsking, known: Map<string, Promise<LogReading>>): Promise<History> {
  const { now, journal, connectionKey } = asking;
  const since = new Date(Math.max(asking.since.getTime(), now.getTime() - logFor));
  if (subscriptionOf(id) === undefined)
    throw refusedError(
      say`Only what is in a subscription has a history here: ${id} is above all of them, and changes there are in no log of a subscription.`,
    );
  const { view, unknown, absence } = await viewOf(id, asking);
  const subscriptionIds = [...new Set(view.resourceIds.flatMap((each) => subscriptionOf(each)?.toLowerCase() ?? []))];
  const [changes, logs, runs, lacks, { readers, unknown: unknownReaders }] = await Promise.all([
    readChanges(view, subscriptionIds, { ...asking, since }),
    Promise.all(
      subscriptionIds.map((subscriptionId) => {
        const log = known.get(subscriptionId) ?? readLog(subscriptionId, { ...asking, since });
        known.set(subscriptionId, log);
        return log;
      }),
    ),
    journal.known(connectionKey),
    journal.lacks(connectionKey, since.toISOString()),
    readReaders(asking),
  ]);
  const events = logs.flatMap((log) => log.events);
  const sentAfter = new Date(since.getTime() - day).toISOString();
  const requests = ownRequestsOf(runs).filter(({ sentAt }) => sentAt >= sentAfter);
  const [names, principalNames] = await Promise.all([
    namesOfRoles([...events, ...requests], asking),
    readPrincipalNames([...events, ...requests], view, asking),
  ]);
  const made = historyEntries(withUsers(view, changes), {
    events,
    rows: changes.rows.filter(({ at }) => at >= since.toISOString()),
    requests,
    since: since.toISOString(),
    ...defined({ valuesFrom: changes.reading.from }),
    roleNames: names,
    principalNames,
    readers,
    now,
  });
  const history: History = {
    subject: view.subject,
    since: since.toISOString(),
    until: now.toISOString(),
    ...made,
    sources: [
      ...[changes.reading, ...logs.map(({ reading }) => reading)].map((reading) => ({
        ...withOldest(reading, made.entries),
        ...defined({ subscriptionName: changes.nameOf?.(reading.subscriptionId ?? '') }),
      })),
      ...(journal.isAbsent ? [] : [journalReading(lacks, since.toISOString())]),
    ],
    // Whoever did nothing is not missed.
    unknown: made.entries.length === 0 ? unknown : [...unknown, ...unknownReaders],
    unreadable: changes.unreadable + logs.reduce((sum, log) => sum + log.unreadable, 0),
  };
  if (absence !== undefined) assertEverWas(history, absence);
  return history;
}

/** An identity has a part in what its clusters are written with, as far as their changes name it. */
function withUsers(view: HistoryView, { rows, lives = [] }: Pick<ChangeListing, 'rows' | 'lives'>): HistoryView {
  if (view.subject.kind !== 'identity') return view;
  const ofUsers = rows.filter(({ resourceId }) => !isAtOrBelow(resourceId, view.subject.id));
  return { ...view, writesOfUsers: new Set(ofUsers.map(correlationKey)), livesOfUsers: lives };
}

/** What does not exist now, and of which no log tells, is rather a wrong name than something that never changed. */
function assertEverWas({ subject, entries, sources, unreadable }: History, absence: Words): void {
  const isTold = entries.some(({ resourceId }) => isAtOrBelow(resourceId, subject.id));
  if (isTold || unreadable > 0 || sources.some(({ unknown }) => unknown.length > 0)) return;
  throw new IdentityError({ code: 'notFound', message: say`${absence} No log tells of it either.` });
}

interface ReadSource {
  readonly reading: SourceReading;
  readonly unreadable: number;
}

async function readChanges(
  { subject, resourceIds }: HistoryView,
  subscriptionIds: readonly string[],
  { directory, now, since, signal }: HistoryAsking,
): Promise<ReadSource & Pick<ChangeListing, 'rows' | 'lives'> & { readonly nameOf: SubscriptionNames | undefined }> {
  const below = subject.kind === 'scope' ? subject.id : undefined;
  const usersOf = subject.kind === 'identity' ? subject.id : undefined;
  let nameOf: SubscriptionNames | undefined;
  try {
    const { items, failures } = await directory.access(signal);
    nameOf = subscriptionNamesOf(items.map(({ subscription }) => subscription));
    const seen = items.filter(({ subscription }) => subscriptionIds.includes(subscription.id.toLowerCase()));
    // The clusters of an identity may be in any subscription of its directory.
    const asked =
      usersOf === undefined ? seen : items.filter(({ tenant }) => seen.some((own) => own.tenant === tenant));
    const byTenant = [...Map.groupBy(asked, ({ tenant }) => tenant).values()];
    const [failed] = failures;
    const notSeen = subscriptionIds.filter((id) => !seen.some(({ subscription }) => sameGuid(subscription.id, id)));
    if (byTenant.length === 0 && failed !== undefined) throw new IdentityError(failed.failure);
    if (byTenant.length === 0)
      throw new IdentityError({
        code: 'notFound',
        message: say`The subscription ${subscriptionIds.join(', ')} is not among those that you can see.`,
      });
    const listings = await Promise.all(
      byTenant.map(async (accesses) => {
        const [first] = accesses;
        const ids = accesses.map(({ subscription }) => subscription.id);
        return first === undefined ? [] : [await queryChanges(first.arm, ids, { resourceIds, below, usersOf }, signal)];
      }),
    );
    const rows = listings.flat().flatMap((listing) => listing.rows);
    const from = new Date(Math.max(since.getTime(), now.getTime() - valuesFor)).toISOString();
    return {
      rows,
      lives: listings.flat().flatMap(({ lives = [] }) => lives),
      nameOf,
      unreadable: listings.flat().reduce((sum, { unreadable }) => sum + unreadable, 0),
      reading: {
        source: 'resourceChanges',
        from,
        mayLackSince: mayLackSince('resourceChanges', now),
        unknown: notSeen.map(unseenChanges),
      },
    };
  } catch (error) {
    const unknown = unknownSource(error, 'resourceChanges', signal);
    return { rows: [], unreadable: 0, nameOf, reading: { source: 'resourceChanges', unknown: [unknown] } };
  }
}

function mayLackSince(source: keyof typeof lagMinutes, now: Date): string {
  return new Date(now.getTime() - lagMinutes[source] * 60_000).toISOString();
}

function unseenChanges(subscriptionId: string): Unknown {
  const reason = say`The subscription ${subscriptionId} is not among those that can be seen.`;
  return unknownWith('hidden', 'resourceChanges', reason, subscriptionId);
}

/** The right without which the activity log can't be read. */
const rightForLog = 'Microsoft.Insights/eventtypes/values/read';

async function readLog(
  subscriptionId: string,
  { directory, now: until, since, signal }: HistoryAsking,
): Promise<LogReading> {
  const unknown: Unknown[] = [];
  const unread: { readonly provider: LoggedProvider; readonly why: Unknown }[] = [];
  let isRefused = false;
  const lists = await Promise.all(
    loggedProviders.map(async (provider): Promise<ActivityListing | undefined> => {
      try {
        const question = { subscriptionId, provider, since, until, signal };
        const scope = `/subscriptions/${subscriptionId}`;
        const list = await directory.read(scope, (arm) => listActivity(arm, question), signal);
        if (list.isCut) unknown.push(cutList(provider, subscriptionId));
        return list;
      } catch (error) {
        isRefused ||= failureOf(error).code === 'forbidden';
        unread.push({ provider, why: unknownSource(error, 'activityLog', signal, subscriptionId) });
        return undefined;
      }
    }),
  );
  const read = lists.filter((list) => list !== undefined);
  return {
    events: read.flatMap(({ events }) => events),
    unreadable: read.reduce((sum, { unreadable }) => sum + unreadable, 0),
    reading: {
      source: 'activityLog',
      subscriptionId,
      unknown: [...unknown, ...sameReasonOnce(unread)],
      ...(read.length === 0 ? {} : { from: since.toISOString(), mayLackSince: mayLackSince('activityLog', until) }),
      ...defined({ right: isRefused ? rightForLog : undefined }),
    },
  };
}

/** Lists that failed for the same reason are told as one. */
function sameReasonOnce(
  unread: readonly { readonly provider: LoggedProvider; readonly why: Unknown }[],
): readonly Unknown[] {
  return groupByWords(
    unread,
    ({ why }) => why.reason,
    ({ why }) => why.cause,
  ).flatMap((same) => {
    const [first] = same;
    const providers = sentenceList(same.map(({ provider }) => provider));
    return first === undefined ? [] : { ...first.why, title: say`Events of ${providers}` };
  });
}

/** Says when the oldest entry is that the source has to do with. */
function withOldest(reading: SourceReading, entries: readonly HistoryEntry[]): SourceReading {
  const { source, subscriptionId } = reading;
  const own = entries.filter(
    ({ sources, resourceId }) =>
      sources.includes(source) &&
      (subscriptionId === undefined || sameGuid(subscriptionOf(resourceId), subscriptionId)),
  );
  return { ...reading, ...defined({ oldest: own.at(-1)?.at }) };
}

function cutList(provider: LoggedProvider, subscriptionId: string): Unknown {
  const reason = say`The activity log has more events of ${provider} than are read at once. Ask for a shorter time.`;
  return unknownWith('notAsked', 'activityLog', reason, subscriptionId);
}

/** A failure that concerns every request ends the reading; any other leaves one source unknown. */
function unknownSource(
  thrown: unknown,
  what: SourceReading['source'],
  signal: AbortSignal | undefined,
  subscriptionId?: string,
): Unknown {
  const failure: Failure = failureOf(thrown);
  if (signal?.aborted || isAboutEverything(failure)) throw thrown;
  return { ...whyUnknown(failure), subject: { what, ...defined({ of: subscriptionId }) } };
}

function journalReading({ isNewer, unreadable, goneUntil }: JournalLacks, since: string): SourceReading {
  const lacks = [
    ...(isNewer ? [unknownWith('failed', 'journal', say`A newer version of AKS Identity keeps it.`)] : []),
    ...(unreadable > 0
      ? [unknownWith('failed', 'journal', say`${countWithNoun(unreadable, 'entry')} of it could not be read.`)]
      : []),
    ...(goneUntil === undefined
      ? []
      : [
          unknownWith(
            'untellable',
            'journal',
            say`Earlier changes may have been cleared, or have made room for later ones.`,
          ),
        ]),
  ];
  return { source: 'journal', ...(isNewer ? {} : { from: goneUntil ?? since }), unknown: lacks };
}
