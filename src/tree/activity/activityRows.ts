import { mayBeUnderWay, type ActivityEntry, type Timer } from '../../app/runs/activity.ts';
import { atOneCluster } from '../../domain/change/change.ts';
import type { FormerIdentity } from '../../domain/plan/plan.ts';
import { tallyWords } from '../../domain/report/verdict.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { timeAgo, elapsedTime, durationWords } from '../../domain/words/duration.ts';
import { failureWords, describeInBrief } from '../../errors.ts';
import { contextValue } from '../../manifest.ts';
import { changedClusterOf } from '../loading/clusterRuns.ts';
import { noteRow, severityIcon, tooltipLines, type Icon, type Row } from '../row/row.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { defined } from '../../shape/defined.ts';
import { say, type Words } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/**
 * Makes the rows of the view Activity: first those that go on or can go on, each part newest first. Failed attempts that a
 * later run made good are folded away at the end.
 */
export function activityRows(entries: readonly ActivityEntry[], now: Date): readonly Row[] {
  const madeGood = lastSuccesses(entries);
  const isSettled = ({ status, changes, position }: ActivityEntry): boolean =>
    (status === 'failed' || status === 'stopped') && position < (madeGood.get(JSON.stringify(changes)) ?? position);
  const settled = new Set(entries.filter(isSettled));
  const shown = entries.filter((entry) => !settled.has(entry));
  const isOpen = ({ status, resumable }: ActivityEntry): boolean => status === 'running' || resumable;
  const rows = [...shown.filter(isOpen), ...shown.filter((entry) => !isOpen(entry))].map((entry) =>
    entryRow(entry, now),
  );
  return settled.size === 0 ? rows : [...rows, settledRow([...settled].map((entry) => entryRow(entry, now)))];
}

/** The place of the last success of each change. A run that did not succeed may have been resumed after an earlier one. */
function lastSuccesses(entries: readonly ActivityEntry[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const { status, changes, position } of entries) {
    const change = JSON.stringify(changes);
    if (status === 'succeeded') places.set(change, Math.max(position, places.get(change) ?? position));
  }
  return places;
}

function settledRow(attempts: readonly Row[]): Row {
  const count = shownText(countWithNoun(attempts.length, 'earlier attempt'));
  return {
    ...noteRow('activity:settled', count),
    description: t`the same change succeeded later`,
    icon: { id: 'history' },
    children: attempts.map((attempt) => ({ ...attempt, expanded: false })),
  };
}

/** Returns true if a row changes as time passes. */
export function isMoving({ status, timers }: ActivityEntry): boolean {
  return status === 'running' || timers.length > 0;
}

function entryRow(entry: ActivityEntry, now: Date): Row {
  const { activityId, title, status, steps, startedAt, endedAt, resumable, timers, former, undo } = entry;
  const clusterId = entry.changes.map(changedClusterOf).find((id) => id !== undefined);
  const isRunning = status === 'running';
  const isHere = entry.elsewhere === undefined;
  return {
    // VS Code keeps by its key what is unfolded: what has ended is another row, which begins folded.
    key: isRunning || resumable ? `activity:${activityId}:open` : `activity:${activityId}`,
    kind: 'activity',
    ...wordsOf(entry, entryWords(entry, now)),
    icon: isHere ? statusIcon(status) : { id: 'multiple-windows' },
    tooltip: tooltipLines({
      Plan: shownText(title),
      State: stateWord(entry),
      Started: t`${dateAndTime(new Date(startedAt))}`,
      Ended: endedAt === undefined ? undefined : t`${dateAndTime(new Date(endedAt))}`,
      Failure: failureOf(entry),
      Findings:
        entry.verdict && t`${shownText(tallyWords(entry.verdict))} (as of ${dateAndTime(new Date(entry.verdict.at))})`,
      'Next step': resumable
        ? t`Resume continues where it stopped and won't repeat completed steps.`
        : isHere
          ? undefined
          : t`Follow it in its own window; only that window can stop waiting for it.`,
    }),
    contextValue: contextValue('activity', {
      running: isRunning && isHere,
      resumable,
      undoable: undo !== undefined,
      former: former.length > 0,
      cluster: clusterId !== undefined,
    }),
    children: [
      ...steps.map((step) => stepRow(activityId, step, isRunning)),
      ...timers.map((timer) => timerRow(activityId, timer, now)),
      ...former.map((formerIdentity) => formerRow(activityId, formerIdentity, timers)),
    ],
    expanded: isRunning || resumable,
    click: 'aksIdentity.showResult',
    activityId,
    ...defined({ clusterId }),
  };
}

/**
 * A narrow view cuts the end off: where one change to a cluster is all, the cluster's name is the label, and unless it
 * succeeded, its state comes before the change. The whole title is in the tooltip.
 */
function wordsOf(entry: ActivityEntry, state: string): Pick<Row, 'label' | 'description'> {
  const { title, changes, status } = entry;
  const at = atOneCluster(changes);
  if (at === undefined) return { label: shownText(title), description: state };
  const what = shownText(at.what);
  const parts = status === 'succeeded' ? [what, state] : [state, what];
  return { label: at.name, description: parts.join(' \u00b7 ') };
}

function stateWord({ status, steps, wasClosed, elsewhere }: ActivityEntry): string {
  switch (status) {
    case 'running':
      return elsewhere ? t`running in another VS Code window` : t`running`;
    case 'stopped':
      if (!steps.some(mayBeUnderWay))
        return wasClosed ? t`VS Code was closed while it ran; nothing is under way` : t`stopped; nothing is under way`;
      return wasClosed
        ? t`VS Code was closed while it ran; Azure may have continued`
        : t`stopped waiting; Azure may have continued`;
    case 'succeeded':
      return t`succeeded`;
    case 'failed':
      return t`failed`;
  }
}

function entryWords(entry: ActivityEntry, now: Date): string {
  const { status, steps, startedAt, endedAt, resumable, wasClosed, elsewhere, verdict } = entry;
  const since = now.getTime() - Date.parse(endedAt ?? startedAt);
  switch (status) {
    case 'running': {
      const ended = steps.filter((step) => step.status === 'done' || step.status === 'alreadyDone').length;
      const step = Math.min(ended + 1, steps.length);
      const parts = [elapsedTime(now.getTime() - Date.parse(startedAt)), t`step ${step} of ${steps.length}`];
      return [...(elsewhere ? [t`in another window`] : []), ...parts].join(' \u00b7 ');
    }
    case 'succeeded':
      return [verdict && shownText(tallyWords(verdict)), shownText(timeAgo(since))].filter(Boolean).join(' \u00b7 ');
    case 'failed': {
      const error = steps.find((step) => step.error !== undefined)?.error;
      return `${error?.armCode === undefined ? t`failed` : t`failed: ${error.armCode}`} \u00b7 ${shownText(timeAgo(since))}`;
    }
    case 'stopped': {
      const how = wasClosed ? t`interrupted` : t`stopped`;
      return `${resumable ? t`can be resumed \u00b7 ${how}` : how} \u00b7 ${shownText(timeAgo(since))}`;
    }
  }
}

function failureOf({ steps }: ActivityEntry): string | undefined {
  const error = steps.find((step) => step.status === 'failed')?.error;
  return error === undefined ? undefined : shownText(failureWords(error));
}

function statusIcon(status: ActivityEntry['status']): Icon {
  switch (status) {
    case 'running':
      return { id: 'loading~spin' };
    case 'succeeded':
      return { id: 'pass', color: 'charts.green' };
    case 'failed':
      return severityIcon('error');
    case 'stopped':
      return { id: 'debug-pause', color: 'list.warningForeground' };
  }
}

function stepRow(activityId: string, step: ActivityEntry['steps'][number], isFollowed: boolean): Row {
  const failure = step.error === undefined ? undefined : shownText(failureWords(step.error));
  const isLeft = step.status === 'running' && !isFollowed;
  const state = isLeft ? t`not tracked` : step.status === 'alreadyDone' ? t`already done` : undefined;
  const detail = (step.detail && shownText(step.detail)) || undefined;
  const description = (step.error && shownText(describeInBrief(step.error))) ?? state ?? detail;
  return {
    key: `step:${activityId}:${step.id}`,
    kind: 'step',
    label: shownText(step.title),
    ...defined({ description }),
    icon: isLeft ? statusIcon('stopped') : stepIcon(step.status),
    tooltip: tooltipLines({
      Step: shownText(step.title),
      State: state ?? shownText(stepWords[step.status]),
      Failure: failure,
      Detail: detail,
    }),
    contextValue: contextValue('step'),
    activityId,
  };
}

const stepWords: Readonly<Record<ActivityEntry['steps'][number]['status'], Words>> = {
  pending: say`waiting`,
  running: say`running`,
  done: say`done`,
  alreadyDone: say`already done`,
  failed: say`failed`,
};

function stepIcon(status: ActivityEntry['steps'][number]['status']): Icon {
  switch (status) {
    case 'pending':
      return { id: 'circle-outline' };
    case 'running':
      return { id: 'loading~spin' };
    case 'done':
    case 'alreadyDone':
      return { id: 'check', color: 'charts.green' };
    case 'failed':
      return severityIcon('error');
  }
}

/** Makes the row of a former identity; a click shows the roles that it still has. */
function formerRow(activityId: string, { name, principalId, as }: FormerIdentity, timers: readonly Timer[]): Row {
  const waits = as === 'controlPlane' && timers.some(({ kind }) => kind === 'tokenRefresh');
  return {
    ...noteRow(`former:${activityId}:${principalId}`, t`Roles still assigned to ${name}`),
    description: waits ? t`may still be in use: review later` : t`review...`,
    icon: { id: 'history' },
    tooltip: tooltipLines({ 'Former identity': shownText(name), 'Principal ID': principalId }),
    click: 'aksIdentity.reviewLeftovers',
    activityId,
  };
}

/** What a timer waits for; a narrow view cuts the end of a row off, so that it stands behind the time. */
const untilWords: Readonly<Record<Timer['kind'], Words>> = {
  propagation: say`until new roles take effect`,
  tokenRefresh: say`until the control plane uses its new identity`,
};

function timerRow(activityId: string, timer: Timer, now: Date): Row {
  const remaining = timer.endsAt.getTime() - now.getTime();
  return {
    key: `timer:${activityId}:${timer.kind}`,
    kind: 'timer',
    label: t`Up to ${durationWords(Math.ceil(remaining / 60_000) * 60_000)} left`,
    description: shownText(untilWords[timer.kind]),
    icon: { id: 'watch' },
    tooltip: tooltipLines({ Timer: shownText(timer.text), 'Ends no later than': t`${dateAndTime(timer.endsAt)}` }),
    contextValue: contextValue('timer'),
    activityId,
  };
}
