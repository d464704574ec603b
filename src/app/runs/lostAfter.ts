import { stillLostWords, type StillLost } from '../../domain/plan/grants/stillLost.ts';
import type { LostNeed } from '../../domain/plan/plan.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import type { ActivityEntry } from './activity.ts';
import { verbatim, type Words } from '../../words/words.ts';

/** What looking again at foreseen losses needs. */
interface LossReader {
  activity(): Promise<readonly ActivityEntry[]>;
  stillLost(foreseen: readonly LostNeed[]): Promise<readonly StillLost[]>;
}

/** What is lost after a run, or why that isn't known. */
export type LostAfter = readonly StillLost[] | string;

/** Reads which of the losses that a run's plan foresaw have happened; `undefined` if it foresaw none. */
export async function lostAfter(service: LossReader, activityId: string): Promise<LostAfter | undefined> {
  const entry = (await service.activity()).find((each) => each.activityId === activityId);
  if (entry?.lost === undefined) return undefined;
  try {
    return await service.stillLost(entry.lost);
  } catch (error) {
    return `Which roles are missing could not be looked up. ${describeFailure(failureOf(error))}`;
  }
}

/** Says in sentences which roles are missing after a run, and for which this isn't known. */
export async function lostWordsAfter(service: LossReader, activityId: string): Promise<readonly Words[]> {
  const lost = await lostAfter(service, activityId);
  return typeof lost === 'string' ? [verbatim(lost)] : stillLostWords(lost ?? []);
}
