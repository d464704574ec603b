import { IdentityError } from '../../errors.ts';
import { isRecord } from '../../shape/shape.ts';
import type { ActivityEntry } from './activity.ts';
import { isRunRecord, readSentences, recordToStore, type RunRecord } from './runRecord.ts';
import type { FixVerdict } from '../../domain/report/verdict.ts';
import { inOrder } from '../../async/inOrder.ts';
import { forEachInTurns } from '../../async/yielding.ts';
import { say, type Words } from '../../sentences/words.ts';
import { parseJson } from '../../shape/json.ts';

/** Where the journal is kept, as one text. */
export interface Store {
  read(): Promise<string | undefined>;
  /** Resolves when the text is durable: even a crash right afterwards must not lose it. */
  write(text: string): Promise<void>;
}

/** The record of all runs that were started; it survives reloads and crashes. */
export interface Journal {
  /** True if nothing is recorded, so that no entries say nothing. */
  readonly isAbsent?: true;
  /** The runs of a connection, the latest start first, whatever the clock said. */
  entries(connection: string): Promise<readonly RunRecord[]>;
  /** Like `entries`, including those that other windows are running. */
  all(connection: string): Promise<readonly RunRecord[]>;
  /**
   * Adds or replaces the entry; when it resolves, a crash can't lose it. Rejects with `conflict` if another window has
   * recorded the entry since this window last recorded or found it. `assertFree` gets the other entries of the
   * connection at the moment of recording; if it throws, this rejects with the same error.
   */
  record(entry: RunRecord, assertFree?: (otherRecords: readonly RunRecord[]) => void): Promise<void>;
  /** Adds what a run has fixed to its entry, if there is one; its position and revision stay. */
  noteVerdict(activityId: string, verdict: FixVerdict): Promise<void>;
  /** Returns true if an entry that was read is as this session recorded it. */
  isFromHere(entry: RunRecord): boolean;
  /** Like `all`, including what was cleared but is still needed for some minutes. */
  known(connection: string): Promise<readonly RunRecord[]>;
  /** Says what `known` may lack of a connection; what is known to have ended before `since` does not matter. */
  lacks(connection: string, since: string): Promise<JournalLacks>;
  /**
   * Forgets these entries as they were seen; what any window has recorded since stays. What ended after `useful`, a
   * time as in the entries, stays known.
   */
  forget(seenEntries: readonly Pick<RunRecord, 'activityId' | 'revision'>[], useful: string): Promise<void>;
}

/** What a journal no longer has, or can't read. */
export interface JournalLacks {
  /** A newer version keeps it, so that nothing can be read. */
  readonly isNewer?: true;
  /** How many of its entries can't be read. */
  readonly unreadable: number;
  /** Runs of this or another connection that had ended by then may have been cleared, or have made room for others. */
  readonly goneUntil?: string;
}

interface JournalContent {
  readonly version: 1;
  readonly entries: readonly RunRecord[];
  /** What could not be read, kept so that it can be inspected. */
  readonly setAside?: readonly string[];
  /** When the last of the runs ended that are gone; an earlier version did not note that, so that all until its last one may be. */
  readonly goneUntil: string;
}

const mostSucceededEntries = 100;
/** The most unfinished runs that are kept; older ones are of no use. */
const mostOpenEntries = 200;
const mostSetAside = 200;

/**
 * Makes a journal over a store. `onDamaged` gets a sentence when something in the store could not be read; `cleaned`
 * removes secrets from such text before it is kept.
 */
export function createJournal(
  store: Store,
  onDamaged: (message: Words) => void = () => undefined,
  cleaned: (text: string) => string = (text) => text,
): Journal {
  const queued = inOrder();
  let last: { readonly text: string; readonly content: JournalContent } | undefined;
  let isNewerTold = false;
  /** The revision of each entry that this window recorded. */
  const ownRevisions = new Map<string, number>();

  /** The content of the store, or `newer` if a newer version wrote it; parsed only if the text has changed. */
  async function read(): Promise<JournalContent | 'newer'> {
    const text = await store.read();
    if (text === undefined || text.trim() === '') return { version: 1, entries: [], goneUntil: '' };
    if (text === last?.text) return last.content;
    const content = await parseStored(text, onDamaged, cleaned);
    if (content !== 'newer') last = { text, content };
    else if (!isNewerTold) onDamaged(keptByNewer);
    isNewerTold ||= content === 'newer';
    return content;
  }

  /** Runs updates one after the other, each on the current content of the store, because another window may have written meanwhile. */
  function update(
    change: (entries: readonly RunRecord[]) => readonly RunRecord[],
    whenWritten: () => void = () => undefined,
  ): Promise<void> {
    return queued(async () => {
      const before = await read();
      if (before === 'newer') throw new IdentityError({ code: 'refused', message: keptByNewer });
      const content = withEntries(change(before.entries), before);
      const text = JSON.stringify(content);
      await store.write(text);
      last = { text, content };
      whenWritten();
    });
  }

  async function known(connection: string): Promise<readonly RunRecord[]> {
    const content = await queued(read);
    if (content === 'newer') return [];
    return content.entries.filter((entry) => entry.connection === connection).toReversed();
  }

  const entries = async (connection: string): Promise<readonly RunRecord[]> =>
    (await known(connection)).filter(({ isCleared }) => isCleared !== true);

  return {
    entries,
    all: entries,
    known,
    lacks: async (connection, since) => lacksOf(await queued(read), connection, since),
    record(entry, assertFree = () => undefined) {
      const { activityId, connection } = entry;
      const isThis = (record: RunRecord): boolean => record.activityId === activityId;
      const isOtherHere = (record: RunRecord): boolean =>
        record.connection === connection && !isThis(record) && record.isCleared !== true;
      let revision = 0;
      const replaced = (entries: readonly RunRecord[]): readonly RunRecord[] => {
        const kept = entries.find(isThis);
        const base = Math.max(ownRevisions.get(activityId) ?? 0, entry.revision ?? 0);
        if ((kept?.revision ?? 0) > base) throw goesOnElsewhere(entry);
        assertFree(entries.filter(isOtherHere));
        revision = base + 1;
        const recorded = recordToStore({ ...entry, revision, position: 1 + lastPosition(entries) });
        return kept ? entries.map((record) => (isThis(record) ? recorded : record)) : [...entries, recorded];
      };
      return update(replaced, () => void ownRevisions.set(activityId, revision));
    },
    noteVerdict: (activityId, verdict) =>
      update((records) =>
        records.map((record) => (record.activityId === activityId ? { ...record, verdict } : record)),
      ),
    isFromHere: ({ activityId, revision }) => revision !== undefined && ownRevisions.get(activityId) === revision,
    forget: (seenEntries, useful) =>
      update((records) => records.flatMap((record) => cleared(record, seenEntries, useful))),
  };
}

function endOf({ endedAt, startedAt }: Pick<RunRecord, 'endedAt' | 'startedAt'>): string {
  return endedAt ?? startedAt;
}

function latestEnd(entries: readonly RunRecord[], before = ''): string {
  return entries.map(endOf).reduce((latest, end) => (end > latest ? end : latest), before);
}

/** Notes of runs that are dropped when they ended. */
function withEntries(changed: readonly RunRecord[], before: JournalContent): JournalContent {
  const entries = newestEntries(changed);
  const left = new Set(entries.map(({ activityId }) => activityId));
  const dropped = before.entries.filter(({ activityId }) => !left.has(activityId));
  return { ...before, entries, goneUntil: latestEnd(dropped, before.goneUntil) };
}

function lacksOf(content: JournalContent | 'newer', connection: string, since: string): JournalLacks {
  if (content === 'newer') return { isNewer: true, unreadable: 0 };
  const { setAside = [], goneUntil } = content;
  const unreadable = setAside.filter((text) => mayBeOf(text, connection, since)).length;
  return { unreadable, ...(goneUntil < since ? {} : { goneUntil }) };
}

/** What can't be read may be anything, unless it says itself that it is not. */
function mayBeOf(text: string, connection: string, since: string): boolean {
  const entry = parseJson(text);
  if (!isRecord(entry)) return true;
  const { connection: own = connection, endedAt = since } = entry;
  return own === connection && String(endedAt) >= since;
}

/** Hides a record that was seen, and drops it if it ended before `useful`. */
function cleared(
  record: RunRecord,
  seenEntries: readonly Pick<RunRecord, 'activityId' | 'revision'>[],
  useful: string,
): readonly RunRecord[] {
  const { activityId, revision } = record;
  const isSeen = seenEntries.some((entry) => entry.activityId === activityId && entry.revision === revision);
  if (!isSeen && record.isCleared !== true) return [record];
  return endOf(record) >= useful ? [{ ...record, isCleared: true }] : [];
}

const keptByNewer = say`A newer version of this extension keeps the record of changes. Reload the window before you change anything.`;

function goesOnElsewhere({ plan }: RunRecord): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: say`"${plan.title}" is still running in another VS Code window.`,
  });
}

function lastPosition(entries: readonly RunRecord[]): number {
  return Math.max(0, ...entries.map(({ position = 0 }) => position));
}

/** Adds positions to entries of an earlier version, in the order in which it stored them. */
function withPositions(entries: readonly RunRecord[]): readonly RunRecord[] {
  let last = 0;
  return entries.map((entry) => {
    const { position = last + 1 } = entry;
    last = Math.max(last, position);
    return { ...entry, position };
  });
}

/** The newest of the runs that succeeded, and of those that can still be resumed. */
function newestEntries(entries: readonly RunRecord[]): readonly RunRecord[] {
  const tooMany = (isDone: boolean, most: number): readonly RunRecord[] =>
    entries.filter(({ status }) => (status === 'succeeded') === isDone).slice(0, -most);
  const forgotten = new Set([...tooMany(true, mostSucceededEntries), ...tooMany(false, mostOpenEntries)]);
  return entries.filter((entry) => !forgotten.has(entry));
}

/** Entries of earlier versions are converted when they are read, so that they are stored in the current form. */
async function parseStored(
  text: string,
  onDamaged: (message: Words) => void,
  cleaned: (text: string) => string,
): Promise<JournalContent | 'newer'> {
  const content = parseJson(text);
  const version = isRecord(content) ? content['version'] : undefined;
  if (typeof version === 'number' && version > 1) return 'newer';
  if (!isRecord(content) || version !== 1 || !Array.isArray(content['entries'])) {
    onDamaged(say`The record of earlier changes could not be read. It was set aside, and a new one was started.`);
    return { version: 1, entries: [], setAside: [cleaned(text)], goneUntil: '' };
  }
  const all: readonly unknown[] = content['entries'];
  const records: RunRecord[] = [];
  const otherRecords: unknown[] = [];
  await forEachInTurns(all, (record) => {
    if (!isRunRecord(record)) return void otherRecords.push(record);
    readSentences(record);
    records.push(recordToStore(record));
  });
  const entries = withPositions(records);
  const earlier: readonly unknown[] = Array.isArray(content['setAside']) ? content['setAside'] : [];
  if (otherRecords.length > 0) onDamaged(say`Some records of earlier changes could not be read. They were set aside.`);
  const kept = [...earlier, ...otherRecords.map((record) => JSON.stringify(record))].filter(
    (line) => typeof line === 'string',
  );
  const setAside = kept.slice(-mostSetAside).map(cleaned);
  const { goneUntil = latestEnd(entries) } = content;
  return { version: 1, entries, goneUntil: String(goneUntil), ...(setAside.length > 0 ? { setAside } : {}) };
}

/** Returns the entries that have not changed since they were shown, or all if none was shown. */
export function unchangedSinceShown(
  entries: readonly RunRecord[],
  seenEntries: readonly Pick<ActivityEntry, 'activityId' | 'position'>[] | undefined,
): readonly RunRecord[] {
  const positions = seenEntries && new Map(seenEntries.map(({ activityId, position }) => [activityId, position]));
  return entries.filter(({ activityId, position }) => !positions || positions.get(activityId) === position);
}

/** Minutes for which writes have to be known even if their run was cleared, because roles and indexes take that long. */
const usefulMinutes = 10;

/** Returns the time since which ended runs are still needed, even if they were cleared. */
export function usefulSince(now: Date): string {
  return new Date(now.getTime() - usefulMinutes * 60_000).toISOString();
}
