/** Who changes roles and identities of a cluster past the pipelines that are meant to. */
import type { UnexpectedWriter } from '../cluster/askedOnly.ts';
import { sameGuid } from '../arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import { nameOfActor } from './actors.ts';
import type { HistoryActor, HistoryEntry } from './model.ts';

/**
 * Returns who changed roles or identities and is not among the expected object and application IDs, in the order of the
 * entries, which are the newest first. What Azure does by itself is nobody's. Of whom no entry has an ID, it is not known
 * whether they are expected.
 */
export function unexpectedWriters(
  entries: readonly HistoryEntry[],
  expected: readonly string[],
): readonly UnexpectedWriter[] {
  const expectedNames = new Set(entries.filter(({ by }) => isExpected(by, expected)).map(({ by }) => keyOf(by)));
  const writes = entries.filter(
    (entry) =>
      isWrite(entry) &&
      !isExpected(entry.by, expected) &&
      !(idOf(entry.by) === undefined && expectedNames.has(keyOf(entry.by))),
  );
  return [...Map.groupBy(writes, ({ by }) => keyOf(by)).values()].flatMap((own) => {
    const [last] = own;
    if (last === undefined) return [];
    const id = own.map(({ by }) => idOf(by)).find((one) => one !== undefined);
    return [{ name: nameOfActor(last.by), count: own.length, lastAt: last.at, ...defined({ id }) }];
  });
}

function keyOf(by: HistoryActor): string {
  return nameOfActor(by).toLowerCase();
}

function idOf({ objectId, applicationId }: HistoryActor): string | undefined {
  return objectId ?? applicationId;
}

function isWrite({ kinds, status, foundNothing, by }: HistoryEntry): boolean {
  const isAboutAccess = kinds.includes('roles') || kinds.includes('identity');
  return isAboutAccess && status === 'succeeded' && foundNothing !== true && by.kind !== 'system';
}

function isExpected({ objectId, applicationId }: HistoryActor, expected: readonly string[]): boolean {
  return expected.some((id) => sameGuid(id, objectId) || sameGuid(id, applicationId));
}
