/** What Activity and the ends of runs say must be what Azure has. Every function answers with sentences about what is broken. */
import type { ActivityEntry, Outcome } from '../../../../src/app/runs/activity.ts';
import { failureOf } from '../../../../src/errors.ts';
import type { ModelAzure } from '../azure.ts';
import { isEffective, isSameRun, isTaken, key, stepOf, type Confirmation, type Write } from '../history.ts';
import type { Model } from '../model.ts';
import { holds } from './worldFacts.ts';
import { told } from './writeInvariants.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

/** A run that ends says how; asked at that moment. */
export function outcomeBreaks(confirmation: Confirmation, outcome: Outcome, azure: ModelAzure): readonly string[] {
  const { plan, at } = confirmation;
  if (outcome.status !== 'succeeded' || plan === undefined) return [];
  const isAlone = azure.writes.slice(at).every((write) => isSameRun(write.confirmation, confirmation));
  const begun = azure.writes.length > at || confirmation.kind !== 'resume';
  const world = azure.world();
  if (!isAlone || !begun || wasDone(confirmation)) return [];
  return plan.changes
    .filter((change) => !holds(change, world))
    .map(({ kind }) => `${outcome.activityId} says that ${kind} has succeeded, and it is not so.`);
}

/** A run that has nothing left to do says again what it said. */
function wasDone({ left }: Confirmation): boolean {
  return left?.size === 0;
}

/** A yes that is rejected has sent nothing. */
export function rejectionBreaks(confirmation: Confirmation, error: unknown, azure: ModelAzure): readonly string[] {
  return azure.writes
    .filter((write) => write.confirmation === confirmation)
    .map((write) => `${confirmation.kind} was rejected (${failureOf(error).message}) after ${told(write)}.`);
}

/** What the entries of one window say, compared with what was taken. */
export function activityBreaks(
  entries: readonly ActivityEntry[],
  window: string,
  { azure, windows, begun, cleared, confirmations, room }: Model,
): readonly string[] {
  const own = windows.find(({ sender }) => sender.name === window);
  const live = new Map(
    windows.flatMap(({ underWay, name }) => [...underWay].map(({ activityId }) => [activityId ?? '', name] as const)),
  );
  return [
    ...entries.flatMap((entry) => {
      const runsIn = live.get(entry.activityId);
      if (runsIn === undefined)
        return [
          ...stepBreaks(entry, begun.get(entry.activityId), azure.writes),
          ...offerBreaks(
            entry,
            confirmations.map((known) => known()),
            azure.writes,
          ),
        ];
      if (runsIn === window || entry.status === 'running' || own === undefined) return [];
      // Who waits for a turn at the journal has not said yet that it goes on.
      return entry.resumable && room.isHeld(entry.activityId)
        ? [`${window} offers to resume ${entry.activityId}, which runs in ${runsIn}.`]
        : [];
    }),
    ...lostEntries(entries, live, cleared, azure.writes),
  ];
}

function lostEntries(
  entries: readonly ActivityEntry[],
  live: ReadonlyMap<string, string>,
  cleared: ReadonlyMap<string, number>,
  writes: readonly Write[],
): readonly string[] {
  const isCleared = ({ confirmation, number, isLate }: Write): boolean => {
    const at = cleared.get(confirmation?.activityId ?? '');
    return at !== undefined && (number <= at || isLate);
  };
  const known = new Set([...entries.map(({ activityId }) => activityId), ...live.keys()]);
  return writes
    .filter((write) => isTaken(write) && write.confirmation !== undefined)
    .filter((write) => !known.has(write.confirmation?.activityId ?? '') && !isCleared(write))
    .map((write) => `Activity does not know of ${told(write)}.`);
}

function stepBreaks(
  entry: ActivityEntry,
  first: Confirmation | undefined,
  writes: readonly Write[],
): readonly string[] {
  if (first?.plan === undefined) return [];
  const { plan } = first;
  const mine = writes.filter((write) => isSameRun(write.confirmation, first));
  const broken = entry.steps.flatMap((step) => {
    const sent = mine.filter((write) => stepOf(write, plan)?.id === step.id);
    const effective = sent.filter(isEffective);
    switch (step.status) {
      case 'pending':
        return effective.map((write) => `is said not to have begun, and there is ${told(write)}`);
      case 'alreadyDone':
        return effective.map((write) => `is said to have sent nothing, and there is ${told(write)}`);
      case 'done':
        return sent.length > 0 ? [] : ['is said to be done, and nothing was sent'];
      case 'failed':
        return step.error?.code === 'conflict' ? deniedBreaks(effective.filter(isKnownTo(entry)), first, writes) : [];
      case 'running':
        return [];
    }
  });
  const isOver =
    entry.status === 'succeeded' && entry.steps.some(({ status }) => status === 'pending' || status === 'running');
  return [...broken, ...(isOver ? ['has succeeded, and steps are left'] : [])].map(
    (text) => `${entry.activityId} (${textOf(entry.title)}) ${text}.`,
  );
}

/**
 * What is offered to be resumed was not overtaken: no other run has written the same since somebody last said yes to it. And
 * the run that was last begun or gone on with is offered, unless an earlier one has written after it, or it has met somebody
 * else's change.
 */
function offerBreaks(
  entry: ActivityEntry,
  confirmations: readonly Confirmation[],
  writes: readonly Write[],
): readonly string[] {
  const { activityId, resumable, status, steps, title } = entry;
  const mine = confirmations.filter((one) => one.activityId === activityId);
  const last = mine.findLast(({ isRejected }) => isRejected !== true);
  if (last?.plan === undefined || (status !== 'failed' && status !== 'stopped')) return [];
  const { plan } = last;
  const said = Math.max(...mine.map(({ at }) => at));
  const after = writes.filter(
    (write) =>
      write.number > said &&
      isTaken(write) &&
      !write.isLate &&
      write.confirmation?.activityId !== undefined &&
      write.confirmation.activityId !== activityId,
  );
  const overtaking = after.filter((write) => stepOf(write, plan) !== undefined);
  const others = confirmations.filter((one) => one.activityId !== undefined && one.activityId !== activityId);
  const isLast = others.every((one) => confirmations.indexOf(one) < confirmations.indexOf(last));
  const isConflict = steps.some(({ error }) => error?.code === 'conflict');
  if (resumable)
    return overtaking.map(
      (write) => `${activityId} (${textOf(title)}) is offered, and was overtaken by ${told(write)}.`,
    );
  return isLast && after.length === 0 && !isConflict
    ? [`${activityId} (${textOf(title)}) can't be resumed, and nothing came after it.`]
    : [];
}

/** Nobody could know of what arrived after the run had ended. */
function isKnownTo({ endedAt }: ActivityEntry): (write: Write) => boolean {
  return ({ time }) => endedAt === undefined || time <= Date.parse(endedAt);
}

/**
 * A conflict means that someone else was faster, unless this run itself was the last to write successfully; a late
 * arrival doesn't count, because nobody could know of it.
 */
function deniedBreaks(effective: readonly Write[], first: Confirmation, writes: readonly Write[]): readonly string[] {
  const last = effective.at(-1);
  if (last === undefined || last.fails) return [];
  const others = writes.filter(
    (write) =>
      (last.isLate || write.number > last.number) &&
      isEffective(write) &&
      !isSameRun(write.confirmation, first) &&
      key(write.path) === key(last.path),
  );
  return others.length > 0 ? [] : [`is said to have met somebody else's change, and there is ${told(last)}`];
}
