import type { ActivityEntry } from '../app/runs/activity.ts';
import { verbs } from '../domain/change/tenses.ts';
import { dateAndTime } from '../domain/words/dateTime.ts';
import { refusedError } from '../errors.ts';
import { showWait } from '../host/window/progress.ts';
import { chooseOne, confirmOrCancel } from '../host/window/quickPick.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { goOn, targetOfChanges } from './reviewAgain.ts';
import { t, shownText } from '../sentences/language.ts';
import { defined } from '../shape/defined.ts';
import { say } from '../sentences/words.ts';

type ActivityContext = Pick<CommandContext, 'connections'>;

/** Resumes a change that was interrupted or failed, without repeating completed steps; Activity shows how it ends. */
export async function resumeChange(
  { connections, views, funnel }: ActivityContext & Pick<CommandContext, 'views' | 'funnel'>,
  target: Target,
): Promise<void> {
  const service = await connections.service();
  const activityId = target.activityId ?? (await pickEntry('resumable', t`Resume`, { connections }));
  await views.showActivity();
  await goOn(service, activityId, funnel);
}

/** Stops waiting for a running change; Azure continues with what was sent. */
export async function stopWaiting({ connections }: ActivityContext, target: Target): Promise<void> {
  const service = await connections.service();
  const activityId = target.activityId ?? (await pickEntry('running', t`Stop Waiting`, { connections }));
  if (!service.stop(activityId)) throw refusedError(say`This change is no longer running.`);
}

/** Opens a plan that takes back what a change has done, as far as that is possible. */
export async function undoChange(
  { connections, panels }: ActivityContext & Pick<CommandContext, 'panels'>,
  target: Target,
): Promise<void> {
  const activityId = target.activityId ?? (await pickEntry('undoable', t`Undo`, { connections }));
  const service = await connections.service();
  const changes = await showWait(t`Reading what the change has written`, () => service.undo(activityId));
  const { title = '' } = (await service.activity()).find((entry) => entry.activityId === activityId) ?? {};
  const list = { ...verbs.undo(say`"${title}"`), changes };
  panels.open({ kind: 'changes', list, ...defined({ clusterId: target.clusterId }) });
}

/** Shows a change in the panel: its result, or how it goes while it runs. */
export async function showResult(
  { connections, panels }: ActivityContext & Pick<CommandContext, 'panels'>,
  target: Target,
): Promise<void> {
  const activityId = target.activityId ?? (await pickEntry('any', t`Show Result`, { connections }));
  const entries = await (await connections.service()).activity();
  const entry = entries.find((candidate) => candidate.activityId === activityId);
  const ofChanges = entry && targetOfChanges(entry);
  if (!ofChanges) throw refusedError(say`This change is no longer in Activity.`);
  panels.open({ ...ofChanges, activityId });
}

/** Clears ended changes; asks the user first if some of them could still be resumed. */
export async function clearActivity({ connections }: ActivityContext): Promise<void> {
  const service = await connections.service();
  const entries = await service.activity();
  const open = entries.filter(({ resumable }) => resumable).map(({ title }) => shownText(title));
  if (open.length > 0) await confirmOrCancel(t`Clear changes that can still be resumed?`, open.join('\n'), t`Clear`);
  await service.clearActivity(entries);
}

const fits = {
  running: {
    isMeant: ({ status, elsewhere }: ActivityEntry) => status === 'running' && !elsewhere,
    none: say`No change is running.`,
  },
  resumable: { isMeant: ({ resumable }: ActivityEntry) => resumable, none: say`Nothing to resume.` },
  any: { isMeant: () => true, none: say`There is no change in Activity.` },
  undoable: { isMeant: ({ undo }: ActivityEntry) => undo !== undefined, none: say`Nothing to undo.` },
};

/** Returns the only matching change, or the one that the user picks. */
async function pickEntry(which: keyof typeof fits, title: string, { connections }: ActivityContext): Promise<string> {
  const entries = await (await connections.service()).activity();
  const { isMeant, none } = fits[which];
  const fitting = entries.filter(isMeant);
  if (fitting.length === 0) throw refusedError(none);
  const [only, ...otherEntries] = fitting;
  if (only && otherEntries.length === 0) return only.activityId;
  const choices = fitting.map((entry) => ({
    label: shownText(entry.title),
    description: shownText(dateAndTime(new Date(entry.startedAt))),
    value: entry.activityId,
  }));
  return chooseOne(choices, { title, placeholder: t`Which change?` });
}
