import type { Disposable } from 'vscode';
import type { IdentityService } from '../app/identityService.ts';
import type { ActivityEntry } from '../app/runs/activity.ts';
import { atOneCluster } from '../domain/change/change.ts';
import { countWithNoun } from '../domain/words/counts.ts';
import { failureInShort, IdentityError, isWorthRetrying, refusedError, saidMessage, type Failure } from '../errors.ts';
import type { Funnel, Remedy } from '../host/window/errorReporter.ts';
import { showInStatusBar, showInformation, showWarning } from '../host/window/notify.ts';
import { showRun } from '../host/window/progress.ts';
import type { CommandContext } from './context.ts';
import { goOn, newPlanOf } from './reviewAgain.ts';
import { t, shownText } from '../sentences/language.ts';
import { say } from '../sentences/words.ts';

/** The open panels, as they show runs. */
export interface RunPanels {
  /** Returns true while a visible panel shows the run. */
  shows(activityId: string): boolean;
  /** Brings the panel that shows the run to the front; false if there is none. */
  reveal(activityId: string): boolean;
  /** Called when another run, or none, becomes visible. */
  onDidChangeView(listener: () => void): Disposable;
}

type FollowContext = {
  readonly funnel: Funnel;
  readonly views: Pick<CommandContext['views'], 'showActivity'>;
  readonly panels: RunPanels;
};
type EntryStep = ActivityEntry['steps'][number];

interface FollowedRun {
  entry: ActivityEntry;
  /** Removes the notification; left out while there is none. */
  hide?: (() => void) | undefined;
  /** True once it has run long enough for a notification to be worth reading. */
  isLong: boolean;
  readonly wait: NodeJS.Timeout;
}

/** Runs shorter than this many milliseconds get no notification, because no one could read it in time. */
const worthTelling = 2000;

/**
 * Follows every run of a service, wherever it was started (panel, command, another extension): shows a notification
 * with the time while it runs, and once how it ended, unless a visible panel shows it. Offers to resume runs that an
 * earlier session left behind, and shows what another window runs.
 */
export class RunFollower implements Disposable {
  readonly #funnel: Funnel;
  readonly #service: IdentityService;
  readonly #panels: RunPanels;
  readonly #views: FollowContext['views'];
  readonly #running = new Map<string, FollowedRun>();
  #reading: Promise<void> | undefined;
  #again = false;
  #isFirst = true;
  #offering: NodeJS.Timeout | undefined;
  #isOver = false;
  readonly #subscriptions: { dispose(): void }[];

  constructor(service: IdentityService, { funnel, views, panels }: FollowContext) {
    this.#funnel = funnel;
    this.#service = service;
    this.#panels = panels;
    this.#views = views;
    this.#subscriptions = [
      service.onDidChange(({ kind }) => kind === 'activity' && this.#readSoon()),
      panels.onDidChangeView(() => this.#updateNotifications()),
    ];
    this.#readSoon();
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#offering);
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const run of [...this.#running.values()]) this.#forget(run);
  }

  /** Reads once at a time; events that come meanwhile lead to one more read. */
  #readSoon(): void {
    this.#again = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
  }

  async #read(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#funnel.run(async () => this.#take(await this.#service.activity()));
    }
  }

  #take(entries: readonly ActivityEntry[]): void {
    if (this.#isOver) return;
    for (const entry of entries.filter(({ elsewhere }) => !elsewhere)) {
      const running = this.#running.get(entry.activityId);
      if (running) running.entry = entry;
      if (entry.status === 'running') {
        if (!running) this.#begin(entry);
      } else if (running) {
        this.#forget(running);
        this.#tellEnd(entry);
      }
    }
    for (const running of entries
      .filter(({ elsewhere }) => elsewhere)
      .map(({ activityId }) => this.#running.get(activityId)))
      if (running) this.#forget(running);
    if (this.#isFirst)
      this.#offering = setTimeout((broken) => this.#offerToResume(broken), worthTelling, entries.filter(isBroken));
    this.#isFirst = false;
  }

  #begin(entry: ActivityEntry): void {
    const remaining = Date.parse(entry.startedAt) + worthTelling - Date.now();
    // A timer may be a moment early by the clock, so the clock is not asked again.
    const becomeLong = (): void => {
      run.isLong = true;
      this.#updateNotifications();
    };
    const run: FollowedRun = { entry, isLong: false, wait: setTimeout(becomeLong, Math.max(remaining, 0)) };
    this.#running.set(entry.activityId, run);
  }

  #forget({ entry, hide, wait }: FollowedRun): void {
    this.#running.delete(entry.activityId);
    clearTimeout(wait);
    hide?.();
  }

  /** Shows the notifications of runs that no visible panel shows, and removes the others. */
  #updateNotifications(): void {
    for (const run of this.#running.values()) {
      const isWanted = run.isLong && !this.#panels.shows(run.entry.activityId);
      if (isWanted) run.hide ??= this.#show(run);
      else {
        run.hide?.();
        run.hide = undefined;
      }
    }
  }

  #show(run: FollowedRun): () => void {
    const { activityId, doing, changes, startedAt } = run.entry;
    const at = atOneCluster(changes);
    const ended = Promise.withResolvers<void>();
    void showRun({
      activityId,
      place: at?.name,
      title: shownText(at?.what ?? doing),
      ended: ended.promise,
      startedAt: new Date(startedAt),
      detail: () => currentStep(run.entry),
    });
    return () => ended.resolve();
  }

  #tellEnd(entry: ActivityEntry): void {
    const { activityId, title, steps, status } = entry;
    const isSeen = this.#panels.shows(activityId);
    switch (status) {
      case 'running':
        return;
      case 'succeeded':
        return isSeen ? undefined : showInStatusBar(shownText(entry.done), 10_000);
      case 'stopped':
        return isSeen ? undefined : void this.#tellStopped(entry);
      case 'failed': {
        const failed = steps.findLast(({ error }) => error !== undefined);
        if (!failed?.error) return;
        const error = new IdentityError({
          ...failed.error,
          message: say`${failed.title}: ${saidMessage(failed.error)}`,
        });
        if (isSeen) this.#funnel.note(error);
        else
          this.#funnel.tell(
            error,
            t`"${shownText(title)}" failed: ${failureInShort(failed.error)}.`,
            this.#remediesFor(entry, failed.error),
          );
      }
    }
  }

  /** Retrying comes first only if it can help. */
  #remediesFor(entry: ActivityEntry, failure: Failure): readonly Remedy[] {
    const { activityId, resumable } = entry;
    const look = { label: t`Show`, run: () => this.#panels.reveal(activityId) || this.#views.showActivity() };
    if (failure.code === 'conflict') return [...newPlanOf(entry), look];
    const retry = resumable ? [{ label: t`Retry`, run: () => this.#resume(activityId) }] : [];
    return isWorthRetrying(failure) ? [...retry, look] : [look, ...retry];
  }

  async #tellStopped({ title, activityId, steps }: ActivityEntry): Promise<void> {
    const wasSent = steps.some(({ status }) => status !== 'pending');
    const text = wasSent
      ? t`Stopped waiting for "${shownText(title)}". Azure continues with what was sent.`
      : t`"${shownText(title)}" was stopped.`;
    const chosen = await showInformation(text, t`Resume`);
    if (chosen === t`Resume`) await this.#funnel.run(() => this.#resume(activityId));
  }

  /** Panels that are restored with the window report their runs themselves; a notification would repeat it. */
  #offerToResume(broken: readonly ActivityEntry[]): void {
    const [first, ...others] = broken.filter(({ activityId }) => !this.#panels.shows(activityId));
    if (first) void this.#offer(first, others.length);
  }

  /** One button can't resume several changes; Activity lists them, each with its own. */
  async #offer({ title, activityId }: ActivityEntry, otherCount: number): Promise<void> {
    const name = shownText(title);
    const interrupted =
      otherCount === 0
        ? t`"${name}" was interrupted.`
        : t`"${name}" and ${countWithNoun(otherCount, 'other change')} were interrupted.`;
    const text = t`${interrupted} Azure may have continued. Resuming won't repeat completed steps.`;
    const buttons = otherCount === 0 ? [t`Resume`, t`Show Activity`] : [t`Show Activity`];
    const chosen = await showWarning(text, ...buttons);
    if (chosen === undefined) return;
    await this.#funnel.run(async () => {
      await this.#views.showActivity();
      if (chosen === t`Resume`) await this.#resume(activityId);
    });
  }

  /** A notification stays until someone answers it; meanwhile the change may have been resumed elsewhere, or the connection left. */
  async #resume(activityId: string): Promise<void> {
    if (this.#isOver)
      throw refusedError(
        say`You have disconnected from the Azure account of this change. Connect again, then resume it in the Activity view.`,
      );
    const entry = (await this.#service.activity()).find((candidate) => candidate.activityId === activityId);
    if (entry?.resumable) return goOn(this.#service, activityId, this.#funnel);
    if (entry?.status === 'running') return this.#views.showActivity();
    const text =
      entry?.status === 'succeeded' ? t`"${shownText(entry.title)}" is already done.` : t`Nothing to resume.`;
    void showInformation(text);
  }
}

/** True for a run that no one stopped: VS Code was closed or crashed. */
function isBroken({ wasClosed, resumable }: ActivityEntry): boolean {
  return wasClosed === true && resumable;
}

function currentStep({ steps }: ActivityEntry): string | undefined {
  const index = steps.findIndex(({ status }) => status === 'running');
  const step: EntryStep | undefined = steps[index];
  if (!step) return undefined;
  const detail = (step.detail && shownText(step.detail)) || undefined;
  if (steps.length === 1) return detail;
  const words = t`step ${index + 1} of ${steps.length}: ${step.title}`;
  return detail === undefined ? words : `${words} (${detail})`;
}
