import type { Disposable } from 'vscode';
import type { IdentityService } from '../app/identityService.ts';
import type { ActivityEntry } from '../app/runs/activity.ts';
import { IdentityError, refused } from '../errors.ts';
import type { Funnel } from '../host/window/errorReporter.ts';
import { announce, inform, warn } from '../host/window/notify.ts';
import { showRun } from '../host/window/progress.ts';
import type { CommandContext } from './context.ts';
import { goOn, newPlanOf } from './reviewAgain.ts';

type Slice = { readonly funnel: Funnel; readonly views: Pick<CommandContext['views'], 'showActivity'> };
type Step = ActivityEntry['steps'][number];

/**
 * Follows every run of a service, whoever started it (panel, command, another extension): shows a notification with the time
 * while it runs, and once how it ended. Offers to resume runs that an earlier session left behind.
 */
export function followRuns(service: IdentityService, { funnel, views }: Slice): Disposable {
  const running = new Map<string, { entry: ActivityEntry; readonly end: () => void }>();
  let reading: Promise<void> | undefined;
  let again = false;
  let isFirst = true;
  let isOver = false;

  /** One reading at a time; news that come meanwhile lead to one more. */
  function look(): void {
    again = true;
    reading ??= read().finally(() => {
      reading = undefined;
    });
  }

  async function read(): Promise<void> {
    while (again) {
      again = false;
      await funnel.run(async () => take(await service.activity()));
    }
  }

  function take(entries: readonly ActivityEntry[]): void {
    if (isOver) return;
    for (const entry of entries) {
      const known = running.get(entry.activityId);
      if (known) known.entry = entry;
      if (entry.status === 'running') {
        if (!known) begin(entry);
      } else if (known) {
        running.delete(entry.activityId);
        known.end();
        tellEnd(entry);
      }
    }
    if (isFirst) offerToResume(entries.filter(isBroken));
    isFirst = false;
  }

  function begin(entry: ActivityEntry): void {
    const ended = Promise.withResolvers<void>();
    running.set(entry.activityId, { entry, end: () => ended.resolve() });
    void showRun({
      title: entry.title,
      startedAt: new Date(entry.startedAt),
      detail: () => currentStep(running.get(entry.activityId)?.entry ?? entry),
      stop: () => void service.stop(entry.activityId),
      ended: ended.promise,
    });
  }

  function tellEnd(entry: ActivityEntry): void {
    switch (entry.status) {
      case 'running':
        return;
      case 'succeeded':
        return announce(`${entry.title}: done`, 10_000);
      case 'stopped':
        return void tellStopped(entry);
      case 'failed': {
        const failed = entry.steps.find(({ status }) => status === 'failed');
        if (!failed?.error) return;
        const error = new IdentityError({ ...failed.error, message: `${failed.title}: ${failed.error.message}` });
        const retry = { label: 'Retry', run: () => resume(entry.activityId) };
        if (failed.error.code === 'conflict') return funnel.report(error, newPlanOf(entry));
        return funnel.report(error, entry.resumable ? [retry] : []);
      }
    }
  }

  async function tellStopped({ title, activityId, steps }: ActivityEntry): Promise<void> {
    const wasSent = steps.some(({ status }) => status !== 'pending');
    const text = wasSent
      ? `Stopped waiting for "${title}". Azure goes on with what was sent.`
      : `"${title}" was stopped.`;
    const chosen = await inform(text, 'Resume');
    if (chosen === 'Resume') await funnel.run(() => resume(activityId));
  }

  function offerToResume(broken: readonly ActivityEntry[]): void {
    const [first, ...others] = broken;
    if (first) void offer(first, others.length);
  }

  async function offer({ title, activityId }: ActivityEntry, others: number): Promise<void> {
    const more = others > 0 ? ` So ${others === 1 ? 'was 1 other change' : `were ${others} other changes`}.` : '';
    const text = `"${title}" was interrupted.${more} Azure may have gone on; resuming does nothing twice.`;
    const chosen = await warn(text, 'Resume', 'Show Activity');
    if (chosen === undefined) return;
    await funnel.run(async () => {
      await views.showActivity();
      if (chosen === 'Resume') await resume(activityId);
    });
  }

  /** A notification stays until somebody answers it: by then the change may have been resumed elsewhere, or left. */
  async function resume(activityId: string): Promise<void> {
    if (isOver)
      throw refused('The connection of this change has been left. Connect again, then resume it in the view Activity.');
    const entry = (await service.activity()).find((one) => one.activityId === activityId);
    if (entry?.resumable) return goOn(service, activityId, funnel);
    if (entry?.status === 'running') return views.showActivity();
    const text =
      entry?.status === 'succeeded' ? `"${entry.title}" is done already.` : 'There is nothing left to resume.';
    void inform(text);
  }

  const subscription = service.onDidChange((what) => what === 'activity' && look());
  look();
  return {
    dispose() {
      isOver = true;
      subscription.dispose();
      for (const { end } of running.values()) end();
      running.clear();
    },
  };
}

/** True for what no session ended: VS Code was closed, or lost, in the middle. */
function isBroken({ status, resumable, endedAt }: ActivityEntry): boolean {
  return status === 'stopped' && resumable && endedAt === undefined;
}

function currentStep({ steps }: ActivityEntry): string | undefined {
  const index = steps.findIndex(({ status }) => status === 'running');
  const step: Step | undefined = steps[index];
  if (!step) return undefined;
  const place = steps.length > 1 ? `step ${index + 1} of ${steps.length}: ` : '';
  return `${place}${step.title}${step.detail ? ` (${step.detail})` : ''}`;
}
