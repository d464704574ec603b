/** The part of the service that plans changes and runs them. */
import { refusedError } from '../errors.ts';
import { mergeWritten, writtenOf, type Written } from '../domain/foreseen/written.ts';
import { unusedRolesOfFormer } from '../domain/findings/leftovers/formerRoles.ts';
import type { Change } from '../domain/change/change.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { activationChoices } from '../domain/access/activationChoices.ts';
import { defined } from '../shape/defined.ts';
import { stillLost } from '../domain/plan/grants/stillLost.ts';
import { registriesDetached } from './runs/detachedRegistries.ts';
import { Runs } from './runs/runs.ts';
import { hasWritten, type RunRecord } from './runs/runRecord.ts';
import { changesToTakeBack } from './runs/takingBack.ts';
import type { ServiceChanges } from './identityService.ts';
import type { ServiceDependencies } from './serviceDependencies.ts';
import { say } from '../sentences/words.ts';

/** Makes the part of the service that plans changes, runs them and reports how they ended. */
export function changingOf(dependencies: ServiceDependencies): ServiceChanges {
  const runs = new Runs({
    directory: dependencies.directory,
    plan: (changes, continued, signal) => dependencies.planFor(changes, { signal, continued, mustAnswer: true }),
    journal: dependencies.journal,
    sleep: dependencies.sleep,
    now: dependencies.now,
    newId: dependencies.newId,
    tokenRefreshHours: dependencies.tokenRefreshHours,
    onActivity: () => dependencies.changed.emit({ kind: 'activity' }),
    onWritten: (step, plan) => {
      dependencies.written.note(step);
      dependencies.changed.emit({ kind: 'clusters', written: writtenOf(plan, [step]) });
    },
    onEndedElsewhere: (ended) =>
      dependencies.changed.emit({ kind: 'clusters', written: mergeWritten(ended.map(writtenInRun)) }),
  });

  return {
    plan: (changes, signal) => dependencies.planFor(changes, { signal }),
    async apply(planOrChanges, runOptions = {}) {
      if (dependencies.connection.kind === 'file')
        throw refusedError(say`${dependencies.connection.name} is a file: changes can be planned but not applied.`);
      if (isPlan(planOrChanges)) return runs.start(planOrChanges, runOptions);
      const plan = await dependencies.planFor(planOrChanges, { signal: runOptions.signal, mustAnswer: true });
      return runs.start(plan, { ...runOptions, isJustMade: true });
    },
    resume: (activityId, runOptions = {}) => runs.resume(activityId, runOptions),
    stop: (activityId) => runs.stop(activityId),
    stopAll: (ending) => runs.stopAll(ending),
    underWay: () => runs.underWay(),
    activity: () => runs.list(),
    undo(activityId, signal) {
      const { journal, connection, directory } = dependencies;
      return changesToTakeBack(
        activityId,
        { list: () => runs.list(), journal, key: connection.key, directory },
        signal,
      );
    },
    async noteVerdict(activityId, verdict) {
      await dependencies.journal.noteVerdict(activityId, verdict);
      dependencies.changed.emit({ kind: 'activity' });
    },
    lookAtOtherWindows: () => runs.lookAtOthers(),
    async clearActivity(seenEntries) {
      const losers = registriesDetached(dependencies.written.entries()).map(({ clusterId }) => clusterId);
      await runs.clear(seenEntries);
      if (losers.length > 0) dependencies.changed.emit({ kind: 'clusters', written: { ...mergeWritten([]), losers } });
    },
    activations: (rights, account, signal) =>
      dependencies.gather((facts) => activationChoices(rights, defined({ account }), facts), signal),
    leftovers: (former, signal) => dependencies.gather((facts) => unusedRolesOfFormer(former, facts), signal),
    stillLost: (foreseen, signal) => dependencies.gather((facts) => stillLost(foreseen, facts), signal),
  };
}

function writtenInRun({ plan, steps }: RunRecord): Written {
  const sentIds = new Set(steps.filter(hasWritten).map(({ id }) => id));
  return writtenOf(
    plan,
    plan.steps.filter(({ id }) => sentIds.has(id)),
  );
}

function isPlan(planOrChanges: Plan | readonly Change[]): planOrChanges is Plan {
  return 'steps' in planOrChanges;
}
