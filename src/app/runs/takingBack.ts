/** What takes back a run, after a look at what it has written. */
import type { Directory } from '../../azure/directory/directory.ts';
import { standingOf } from '../../azure/write/replacedSince.ts';
import type { StepReader } from '../../azure/write/stepContext.ts';
import type { Change } from '../../domain/change/change.ts';
import { IdentityError, refusedError } from '../../errors.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import type { ActivityEntry } from './activity.ts';
import type { Journal } from './journal.ts';
import type { RunRecord } from './runRecord.ts';
import { stepsToTakeBack } from './undoOfRun.ts';

interface RunsOfConnection {
  readonly list: () => Promise<readonly ActivityEntry[]>;
  readonly journal: Journal;
  /** The key of the connection in the journal. */
  readonly key: string;
  readonly directory: Directory;
}

/** Returns the changes that take back a run; rejects if that is not all known, or if somebody has changed since what it wrote. */
export async function changesToTakeBack(
  activityId: string,
  { list, journal, key, directory }: RunsOfConnection,
  signal?: AbortSignal,
): Promise<readonly Change[]> {
  const undo = (await list()).find((entry) => entry.activityId === activityId)?.undo;
  const record = (await journal.known(key)).find((entry) => entry.activityId === activityId);
  if (undo === undefined || record === undefined)
    throw refusedError(say`Nothing is left of this change that can be undone here.`);
  const { goneUntil, unreadable } = await journal.lacks(key, record.endedAt ?? record.startedAt);
  if (goneUntil !== undefined || unreadable > 0)
    throw refusedError(
      say`Not all changes that ran since then are known, and so is what they did to the same things. Plan what you want as a new change.`,
    );
  await assertAsLeft(record, { armFor: (scope, via) => directory.armFor(scope, signal, via), signal });
  return undo.changes;
}

async function assertAsLeft(entry: RunRecord, reader: StepReader): Promise<void> {
  for (const { step, record } of stepsToTakeBack(entry)) {
    const { target, endedAt } = record;
    const standing = await standingOf(step, defined({ target, endedAt }), reader);
    if (standing === 'unknown')
      throw refusedError(
        say`It isn't known whether this is still what the change made: ${step.title}. Plan what you want as a new change.`,
      );
    if (standing === 'replaced')
      throw new IdentityError({
        code: 'conflict',
        message: say`Somebody has changed this since: ${step.title}. Undo would take back what they did. Look at it, and change it there if that is what you want.`,
      });
  }
}
