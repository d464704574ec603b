/** The part of the service that plans changes and runs them. */
import { refusedError } from '../errors.ts';
import { mergeWritten, writtenOf, type Written } from '../domain/foreseen/written.ts';
import { unusedRolesOfFormer } from '../domain/findings/leftovers/formerRoles.ts';
import type { Change } from '../domain/change/change.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { stillLost } from '../domain/plan/grants/stillLost.ts';
import { registriesDetached } from './runs/detachedRegistries.ts';
import { Runs } from './runs/runs.ts';
import type { RunRecord } from './runs/runRecord.ts';
import type { ServiceChanges } from './identityService.ts';
import type { ServiceDependencies } from './serviceDependencies.ts';

/** Makes the part of the service that plans changes, runs them and reports how they ended. */
export function changingOf(world: ServiceDependencies): ServiceChanges {
  const runs = new Runs({
    directory: world.directory,
    plan: (changes, continued, signal) => world.planFor(changes, { signal, continued, mustAnswer: true }),
    journal: world.journal,
    sleep: world.sleep,
    now: world.now,
    newId: world.newId,
    tokenRefreshHours: world.tokenRefreshHours,
    onActivity: () => world.changed.emit({ kind: 'activity' }),
    onWritten: (step, plan) => {
      world.written.note(step);
      world.changed.emit({ kind: 'clusters', written: writtenOf(plan, [step]) });
    },
    onEndedElsewhere: (ended) =>
      world.changed.emit({ kind: 'clusters', written: mergeWritten(ended.map(writtenInRun)) }),
  });

  return {
    plan: (changes, signal) => world.planFor(changes, { signal }),
    async apply(planOrChanges, runOptions = {}) {
      if (world.connection.kind === 'file')
        throw refusedError(`${world.connection.name} is a file: changes can be planned but not applied.`);
      if (isPlan(planOrChanges)) return runs.start(planOrChanges, runOptions);
      const plan = await world.planFor(planOrChanges, { signal: runOptions.signal, mustAnswer: true });
      return runs.start(plan, { ...runOptions, isJustMade: true });
    },
    resume: (activityId, runOptions = {}) => runs.resume(activityId, runOptions),
    stop: (activityId) => runs.stop(activityId),
    stopAll: (ending) => runs.stopAll(ending),
    underWay: () => runs.underWay(),
    activity: () => runs.list(),
    async noteVerdict(activityId, verdict) {
      await world.journal.noteVerdict(activityId, verdict);
      world.changed.emit({ kind: 'activity' });
    },
    lookAtOtherWindows: () => runs.lookAtOthers(),
    async clearActivity(seenEntries) {
      const losers = registriesDetached(world.written.entries()).map(({ clusterId }) => clusterId);
      await runs.clear(seenEntries);
      if (losers.length > 0) world.changed.emit({ kind: 'clusters', written: { ...mergeWritten([]), losers } });
    },
    leftovers: (former, signal) => world.gather((facts) => unusedRolesOfFormer(former, facts), signal),
    stillLost: (foreseen, signal) => world.gather((facts) => stillLost(foreseen, facts), signal),
  };
}

function writtenInRun({ plan, steps }: RunRecord): Written {
  const isSent = (id: string): boolean =>
    steps.some((record) => record.id === id && (record.status === 'done' || record.sentAt !== undefined));
  return writtenOf(
    plan,
    plan.steps.filter(({ id }) => isSent(id)),
  );
}

function isPlan(planOrChanges: Plan | readonly Change[]): planOrChanges is Plan {
  return 'steps' in planOrChanges;
}
