/** Whether what a run has written may still be taken back. */
import { isReplacedSince } from '../../azure/write/replacedSince.ts';
import type { StepReader } from '../../azure/write/stepContext.ts';
import { IdentityError } from '../../errors.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import type { RunRecord } from './runRecord.ts';
import { stepsToTakeBack } from './undoOfRun.ts';

/** Reads what the run has written; throws a conflict if somebody has changed it since, because undo would take back theirs. */
export async function assertAsLeft(entry: RunRecord, reader: StepReader): Promise<void> {
  for (const { step, record } of stepsToTakeBack(entry)) {
    const { target, endedAt } = record;
    if (!(await isReplacedSince(step, defined({ target, endedAt }), reader))) continue;
    throw new IdentityError({
      code: 'conflict',
      message: say`Somebody has changed this since: ${step.title}. Undo would take back what they did. Look at it, and change it there if that is what you want.`,
    });
  }
}
