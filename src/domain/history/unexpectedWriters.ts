/** Who changes roles and identities of a cluster past the pipelines that are meant to. */
import type { UnexpectedWriter } from '../cluster/askedOnly.ts';
import { unknownWith, type Unknown } from '../arm/unknown.ts';
import { sameGuid } from '../arm/resourceId.ts';
import { countWithNoun } from '../words/counts.ts';
import { defined } from '../../shape/defined.ts';
import { joinWords, say } from '../../sentences/words.ts';
import { actorWords } from './actors.ts';
import { possibleKindsOf } from './kindsOfEntries.ts';
import { whyUnknownValues } from './unknownValues.ts';
import type { History, HistoryActor, HistoryEntry } from './model.ts';

/** Who is not expected, and what can't be said. */
export interface UnexpectedWriters {
  readonly writers: readonly UnexpectedWriter[];
  /** Changes by whom nobody knows, or by somebody whom no ID tells from those who are expected. */
  readonly unknown?: Unknown;
}

/**
 * Returns who changed roles or identities and is not among the expected object and application IDs, in the order of the
 * entries, which are the newest first. What Azure does by itself is nobody's.
 */
export function unexpectedWriters(
  { subject, entries }: Pick<History, 'subject' | 'entries'>,
  expected: readonly string[],
): UnexpectedWriters {
  const withIds = identifying(entries);
  const writes = entries
    .filter(isWrite)
    .map((entry) => ({ at: entry.at, by: withIds(entry.by) }))
    .filter(({ by }) => !isExpected(by, expected));
  const open = entries.filter(isOpen).filter(({ by }) => !isExpected(withIds(by), expected));
  const compared = Map.groupBy(writes, ({ by }) => (isComparable(by) ? by.objectId?.toLowerCase() : undefined));
  const count = compared.get(undefined)?.length ?? 0;
  const writers = [...compared].flatMap(([id, own]): readonly UnexpectedWriter[] => {
    const [last, first] = [own[0], own.at(-1)];
    if (id === undefined || last === undefined || first === undefined) return [];
    return [{ who: actorWords(last.by), id, count: own.length, firstAt: first.at, lastAt: last.at }];
  });
  return { writers, ...defined({ unknown: unknownWriters(subject, count, open) }) };
}

function unknownWriters(
  { id, name }: History['subject'],
  count: number,
  open: readonly HistoryEntry[],
): Unknown | undefined {
  const reasons = [
    ...(count === 0
      ? []
      : [
          say`Whether an expected writer made ${countWithNoun(count, 'change')} of roles or identities of ${name} is not known: Azure's logs do not have the object ID of who did.`,
        ]),
    ...(open.length === 0
      ? []
      : [
          say`Whether ${countWithNoun(open.length, 'change')} of ${name} by others than expected writers changed its identities is not known: ${whyUnknownValues(open)}.`,
        ]),
  ];
  return reasons.length === 0 ? undefined : unknownWith('untellable', 'expectedWriters', joinWords(reasons), id);
}

/** What it changed, nobody knows, so that it may have been its identities. */
function isOpen(entry: HistoryEntry): boolean {
  return !isWrite(entry) && isWrite({ ...entry, kinds: possibleKindsOf(entry) });
}

function isWrite({ kinds, status, foundNothing, by }: HistoryEntry): boolean {
  const isAboutAccess = kinds.includes('roles') || kinds.includes('identity');
  return isAboutAccess && status === 'succeeded' && foundNothing !== true && by.kind !== 'system';
}

/** The table of changes has a mail address or an application ID only: the log may have the object ID of the same one. */
function identifying(entries: readonly HistoryEntry[]): (by: HistoryActor) => HistoryActor {
  const known = new Map<string, HistoryActor>();
  for (const { by } of entries)
    for (const key of by.objectId === undefined ? [] : keysOf(by)) known.set(key, { ...known.get(key), ...by });
  return (by) => {
    const same = keysOf(by).map((key) => known.get(key));
    return same.reduce<HistoryActor>((all, one) => ({ ...one, ...all }), by);
  };
}

function keysOf({ kind, name, objectId, applicationId }: HistoryActor): readonly string[] {
  const ids = [objectId, applicationId].flatMap((id) => id?.toLowerCase() ?? []);
  return kind === 'person' && name !== undefined ? [...ids, name.toLowerCase()] : ids;
}

/** The file names object IDs or application IDs, without saying which: of an application both have to be known. */
function isComparable({ kind, objectId, applicationId }: HistoryActor): boolean {
  return objectId !== undefined && (kind !== 'application' || applicationId !== undefined);
}

function isExpected({ objectId, applicationId }: HistoryActor, expected: readonly string[]): boolean {
  return expected.some((id) => sameGuid(id, objectId) || sameGuid(id, applicationId));
}
