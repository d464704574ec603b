import { IdentityError } from '../../errors.ts';
import { isRecord } from '../../shape/shape.ts';
import type { ActivityEntry } from './activity.ts';
import { isRunRecord, recordToStore, type RunRecord } from './runRecord.ts';
import { inOrder } from '../../async/inOrder.ts';
import { say } from '../../sentences/words.ts';

/** The place where the journal is kept, as one text. */
export interface Store {
  read(): Promise<string | undefined>;
  /** Has to be durable when it resolves: a crash right after it must find the new text. */
  write(text: string): Promise<void>;
}

/** The record of all runs that were started; it survives reloads and crashes. */
export interface Journal {
  /** Those that began last come first, whatever the clock said; those of other connections are kept and not shown. */
  entries(connection: string): Promise<readonly RunRecord[]>;
  /** As `entries`, with those that other windows are running. */
  all(connection: string): Promise<readonly RunRecord[]>;
  /**
   * Adds or replaces the entry; when it resolves, a crash does not lose it. Rejects with `conflict` where another window has
   * recorded the entry since it was recorded from here, or was found. What `assertFree` throws at the other entries of the
   * connection, in the moment of recording, is what it rejects with.
   */
  record(entry: RunRecord, assertFree?: (others: readonly RunRecord[]) => void): Promise<void>;
  /** Says whether an entry that was read is as it was recorded from here, by this session. */
  isFromHere(entry: RunRecord): boolean;
  /** As `all`, with what was forgotten and is of use for some minutes yet. */
  known(connection: string): Promise<readonly RunRecord[]>;
  /**
   * Forgets these entries as they were seen: what any window has recorded since stays. What has ended since `useful`, a time as
   * the entries have it, stays known.
   */
  forget(seen: readonly Pick<RunRecord, 'activityId' | 'revision'>[], useful: string): Promise<void>;
}

interface Content {
  readonly version: 1;
  readonly entries: readonly RunRecord[];
  /** What could not be read, kept so that it can be inspected. */
  readonly setAside?: readonly string[];
}

const mostSucceededEntries = 100;
/** Everything else can be continued; older entries than that many are of no use. */
const mostOpenEntries = 200;
const mostSetAside = 200;

/**
 * Makes a journal over a store. `onDamaged` gets a sentence when something in the store could not be read; `cleaned` takes
 * secrets out of what could not be read and is kept.
 */
export function createJournal(
  store: Store,
  onDamaged: (message: string) => void = () => undefined,
  cleaned: (text: string) => string = (text) => text,
): Journal {
  const queued = inOrder();
  let last: { readonly text: string; readonly content: Content } | undefined;
  let isNewerTold = false;
  /** The revision of each entry that was recorded from here. */
  const own = new Map<string, number>();

  /** What the store holds, `newer` of another version; parsed again only where it is another text than the last time. */
  async function read(): Promise<Content | 'newer'> {
    const text = await store.read();
    if (text === undefined || text.trim() === '') return { version: 1, entries: [] };
    if (text === last?.text) return last.content;
    const content = parse(text, onDamaged, cleaned);
    if (content !== 'newer') last = { text, content };
    else if (!isNewerTold) onDamaged(keptByNewer);
    isNewerTold ||= content === 'newer';
    return content;
  }

  /** One after the other, each on what the store holds now: another window may have written meanwhile. */
  function update(
    change: (entries: readonly RunRecord[]) => readonly RunRecord[],
    whenWritten: () => void = () => undefined,
  ): Promise<void> {
    return queued(async () => {
      const before = await read();
      if (before === 'newer') throw new IdentityError({ code: 'refused', message: keptByNewer });
      const content = { ...before, entries: newestEntries(change(before.entries)) };
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
    record(entry, assertFree = () => undefined) {
      const { activityId, connection } = entry;
      let revision = 0;
      const replaced = (entries: readonly RunRecord[]): readonly RunRecord[] => {
        const isThis = (one: RunRecord): boolean => one.activityId === activityId;
        const kept = entries.find(isThis);
        const base = Math.max(own.get(activityId) ?? 0, entry.revision ?? 0);
        if ((kept?.revision ?? 0) > base) throw goesOnElsewhere(entry);
        assertFree(entries.filter((one) => one.connection === connection && !isThis(one) && one.isCleared !== true));
        revision = base + 1;
        const recorded = recordToStore({ ...entry, revision, position: 1 + lastPosition(entries) });
        return kept ? entries.map((one) => (isThis(one) ? recorded : one)) : [...entries, recorded];
      };
      return update(replaced, () => void own.set(activityId, revision));
    },
    isFromHere: ({ activityId, revision }) => revision !== undefined && own.get(activityId) === revision,
    forget: (seen, useful) =>
      update((all) =>
        all.flatMap((entry) => {
          const isSeen = seen.some((one) => one.activityId === entry.activityId && one.revision === entry.revision);
          if (!isSeen && entry.isCleared !== true) return [entry];
          return (entry.endedAt ?? entry.startedAt) >= useful ? [{ ...entry, isCleared: true }] : [];
        }),
      ),
  };
}

const keptByNewer =
  'A newer version of this extension keeps the record of changes. Reload the window before you change anything.';

function goesOnElsewhere({ plan }: RunRecord): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: say`"${plan.title}" is still running in another VS Code window.`,
  });
}

function lastPosition(entries: readonly RunRecord[]): number {
  return Math.max(0, ...entries.map(({ position = 0 }) => position));
}

/** Gives entries that an earlier version recorded a position after those before them, in the order in which it stored them. */
function withPositions(entries: readonly RunRecord[]): readonly RunRecord[] {
  let last = 0;
  return entries.map((entry) => {
    const { position = last + 1 } = entry;
    last = Math.max(last, position);
    return { ...entry, position };
  });
}

/** The newest of what has succeeded, and of what can still be resumed. */
function newestEntries(entries: readonly RunRecord[]): readonly RunRecord[] {
  const tooMany = (isDone: boolean, most: number): readonly RunRecord[] =>
    entries.filter(({ status }) => (status === 'succeeded') === isDone).slice(0, -most);
  const forgotten = new Set([...tooMany(true, mostSucceededEntries), ...tooMany(false, mostOpenEntries)]);
  return entries.filter((entry) => !forgotten.has(entry));
}

/** Entries of earlier versions are taken as they would be stored now, so that nothing else is written back. */
function parse(
  text: string,
  onDamaged: (message: string) => void,
  cleaned: (text: string) => string,
): Content | 'newer' {
  const content = parsedJson(text);
  const version = isRecord(content) ? content['version'] : undefined;
  if (typeof version === 'number' && version > 1) return 'newer';
  if (!isRecord(content) || version !== 1 || !Array.isArray(content['entries'])) {
    onDamaged('The record of earlier changes could not be read. It was set aside, and a new one was started.');
    return { version: 1, entries: [], setAside: [cleaned(text)] };
  }
  const [entries, others] = [
    withPositions(content['entries'].filter(isRunRecord).map(recordToStore)),
    content['entries'].filter((one) => !isRunRecord(one)),
  ];
  const earlier: readonly unknown[] = Array.isArray(content['setAside']) ? content['setAside'] : [];
  if (others.length > 0) onDamaged('Some records of earlier changes could not be read. They were set aside.');
  const kept = [...earlier, ...others.map((one) => JSON.stringify(one))].filter((one) => typeof one === 'string');
  const setAside = kept.slice(-mostSetAside).map(cleaned);
  return { version: 1, entries, ...(setAside.length > 0 ? { setAside } : {}) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Returns the entries that have not changed since they were shown, or all of them if none was shown. */
export function unchangedSinceShown(
  entries: readonly RunRecord[],
  seen: readonly Pick<ActivityEntry, 'activityId' | 'position'>[] | undefined,
): readonly RunRecord[] {
  const positions = seen && new Map(seen.map(({ activityId, position }) => [activityId, position]));
  return entries.filter(({ activityId, position }) => !positions || positions.get(activityId) === position);
}

/** Minutes for which what was written has to be known, though it was cleared: roles and indexes take that long. */
const usefulMinutes = 10;

/** Returns the time since which runs that have ended are still needed, even if they were cleared. */
export function usefulSince(now: Date): string {
  return new Date(now.getTime() - usefulMinutes * 60_000).toISOString();
}
