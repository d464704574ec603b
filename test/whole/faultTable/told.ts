import type { ActivityEntry, Outcome } from '../../../src/app/runs/activity.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { IdentityError } from '../../../src/errors.ts';
import { holdsIn, type Violation } from './judge.ts';
import type { Stage } from './stage.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

/** How a run ended for the person. */
export type Ended = 'died' | { readonly outcome: Outcome } | { readonly rejected: unknown };

/** What Activity says that is not so. */
export function judgeTold(stage: Stage, entry: ActivityEntry | undefined, ended: Ended): readonly Violation[] {
  if (entry === undefined) return [];
  const world = stage.azure.now();
  const isNew = ended !== 'died' && 'outcome' in ended;
  const steps = stage.plan.steps.flatMap((step) => {
    const state = entry.steps.find(({ id }) => id === step.id);
    return state === undefined ? [wrong('a step is missing')] : ofStep(stage, step, state);
  });
  const broken = stage.plan.steps.filter(
    (step) => !isOptional(step) && !holdsIn(world, step, stage.plan) && !wasUndoneUnseen(stage, step),
  );
  return [
    ...steps,
    ...(isNew && ended.outcome.status !== entry.status ? [wrong('outcome and Activity differ')] : []),
    ...(isNew && entry.status === 'succeeded'
      ? broken.map(({ title }) => wrong(`succeeded, but not so: ${textOf(title)}`))
      : []),
  ];
}

/** True if nobody else has changed anything. */
export function isAlone(stage: Stage): boolean {
  return stage.actedAfter() === undefined;
}

/**
 * A colleague has undone an earlier removal, and no check was due afterwards: nothing was left to send, or the run that
 * had checked went on. If a second run sends something, it has to have seen that.
 */
function wasUndoneUnseen(stage: Stage, step: Step): boolean {
  const earlier = stage.writes.slice(0, stage.actedAfter() ?? 0);
  return (
    stage.takenFor(step).some((write) => earlier.includes(write)) && stage.writes.every(({ phase }) => phase === 1)
  );
}

/** What is wrong with how a change went on with nobody else at work: it has to succeed, or to have told why it can't. */
export function judgeEnd({
  before,
  after,
  ended,
  isConflict,
}: {
  readonly before: ActivityEntry | undefined;
  readonly after: ActivityEntry | undefined;
  readonly ended: Ended;
  /** Whether ARM has said that somebody else was faster. */
  readonly isConflict: boolean;
}): readonly Violation[] {
  const code = before?.steps.find(({ status }) => status === 'failed')?.error?.code;
  if (ended !== 'died' && 'rejected' in ended) {
    const why = ended.rejected instanceof IdentityError ? ended.rejected.message : String(ended.rejected);
    const isTold = isConflict && code === 'conflict' && before?.resumable !== true;
    return isTold ? [] : [wrong(`can't be gone on with: ${why}`)];
  }
  if (after?.status === 'succeeded') return [];
  const failed = after?.steps.find(({ status }) => status === 'failed');
  return [wrong(`ends ${String(after?.status)}: ${failed?.error?.message ?? ''}`)];
}

/** A change that was refused has sent nothing; one that can't be resumed is not offered. */
export function judgeRefusal(stage: Stage, ended: Ended): readonly Violation[] {
  const isSent = stage.writes.some(({ phase }) => phase === 2);
  return ended !== 'died' && 'rejected' in ended && isSent ? [wrong('rejected, and yet something was sent')] : [];
}

function ofStep(
  stage: Stage,
  step: Step,
  { status, error, maybeTaken }: ActivityEntry['steps'][number],
): readonly Violation[] {
  const taken = stage.takenFor(step);
  switch (status) {
    case 'pending':
      if (stage.isOnItsWay(step)) return [wrong(`on its way, but shown as not sent: ${step.kind}`)];
      return taken.length === 0 ? [] : [{ class: 'lost', what: `taken, but shown as not sent: ${step.kind}` }];
    case 'alreadyDone':
      return taken.length === 0 ? [] : [{ class: 'lost', what: `ours, but shown as somebody else's: ${step.kind}` }];
    case 'done':
      return taken.length > 0 || !isAlone(stage) ? [] : [wrong(`shown as done, but never taken: ${step.kind}`)];
    case 'failed': {
      if (stage.isOnItsWay(step) && maybeTaken !== true)
        return [wrong(`on its way, but shown as not sent: ${step.kind}`)];
      const { code = 'unexpected', message = '' } = error ?? {};
      const isOurs = taken.some(({ fails }) => !fails) && isAlone(stage);
      if (!isOurs || !['conflict', 'forbidden', 'notFound', 'refused'].includes(code)) return [];
      const what = `taken, but shown as refused (${message}): ${step.kind}`;
      return [{ class: code === 'conflict' ? 'lost' : 'told wrong', what }];
    }
    case 'running':
      return [];
  }
}

function isOptional(step: Step): boolean {
  return step.kind === 'assignRole' && step.optional === true;
}

function wrong(what: string): Violation {
  return { class: 'told wrong', what };
}
