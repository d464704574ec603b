import { ProgressLocation, window } from 'vscode';
import type { CommandId } from '../../contributions.ts';
import { elapsedTime } from '../../domain/words/duration.ts';
import { untilCancelled } from './cancellation.ts';
import { withoutIcons, withoutLinks } from './notify.ts';
import { t } from '../../sentences/language.ts';

/** What the notification of a run needs to know. */
export interface Followed {
  readonly activityId: string;
  /** The cluster, if there is one. */
  readonly place?: string | undefined;
  readonly title: string;
  readonly startedAt: Date;
  /** Returns what is being done now, in words; asked each second. */
  readonly detail: () => string | undefined;
  /** Settles when the notification has to go. */
  readonly ended: Promise<unknown>;
}

/**
 * Shows a notification with the time while a run lasts, and a link that stops waiting for it. VS Code's own button
 * would say Cancel, which would be wrong, because Azure continues. VS Code shows only one line of about 60 characters:
 * the link stands before what may be cut off, a long name included, and the time after what is being done.
 */
export async function showRun({ activityId, place, title, startedAt, detail, ended }: Followed): Promise<void> {
  const target = encodeURIComponent(JSON.stringify([{ activityId }]));
  const stop = `[${t`Stop Waiting`}](command:${'aksIdentity.stopWaiting' satisfies CommandId}?${target})`;
  const options = { location: ProgressLocation.Notification, cancellable: false };
  await window.withProgress(options, async (progress) => {
    const tell = (): void => {
      const time = elapsedTime(Date.now() - startedAt.getTime());
      const parts = [place, title, time, detail()].filter((part) => part !== undefined).map(withoutLinks);
      const isFirst = place === undefined || place.length > 30;
      progress.report({ message: parts.toSpliced(isFirst ? 0 : 1, 0, stop).join(' \u00b7 ') });
    };
    const timer = setInterval(tell, 1000);
    try {
      tell();
      await ended;
    } finally {
      clearInterval(timer);
    }
  });
}

/** Shows a short wait in the status bar while the work is done. */
export async function showWait<T>(title: string, work: () => Promise<T>): Promise<T> {
  return window.withProgress({ location: ProgressLocation.Window, title: withoutIcons(title) }, work);
}

/**
 * Shows a wait as a notification while the work is done, with what the work tells of its progress; its Cancel button aborts the work
 * and throws `cancelled`.
 */
export async function showLongWait<T>(
  title: string,
  work: (signal: AbortSignal, tell: (message: string) => void) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
  return window.withProgress(options, (progress, token) =>
    untilCancelled(token, (signal) => work(signal, (message) => progress.report({ message: withoutLinks(message) }))),
  );
}
