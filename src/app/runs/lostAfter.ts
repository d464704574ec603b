import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import { isUnknown, unknownText, type Unknown } from '../../domain/arm/unknown.ts';
import { stillLostWords, type StillLost } from '../../domain/plan/grants/stillLost.ts';
import type { LostNeed } from '../../domain/plan/plan.ts';
import { failureWords, failureOf } from '../../errors.ts';
import type { ActivityEntry } from './activity.ts';
import { say, type Words } from '../../sentences/words.ts';

/** What is needed to judge predicted losses again. */
interface LossReader {
  activity(): Promise<readonly ActivityEntry[]>;
  stillLost(foreseen: readonly LostNeed[]): Promise<readonly StillLost[]>;
}

/** What was lost after a run, or why that is not known. */
export type LostAfter = readonly StillLost[] | Unknown;

/** Finds out which of the losses that a run's plan predicted have happened; `undefined` if it predicted none. */
export async function lostAfter(service: LossReader, activityId: string): Promise<LostAfter | undefined> {
  try {
    const entry = (await service.activity()).find((candidate) => candidate.activityId === activityId);
    return entry?.lost && (await service.stillLost(entry.lost));
  } catch (error) {
    const failure = failureOf(error);
    const reason = say`Which roles are missing could not be looked up. ${failureWords(failure)}`;
    return { ...whyUnknown(failure), subject: { what: 'lostRoles', of: activityId }, reason };
  }
}

/** Says which roles are missing after a run, and for which this is not known. */
export async function lostWordsAfter(service: LossReader, activityId: string): Promise<readonly Words[]> {
  const lost = await lostAfter(service, activityId);
  return isUnknown(lost) ? [unknownText(lost)] : stillLostWords(lost ?? []);
}
