import { ProgressLocation, window } from 'vscode';
import { elapsed } from '../identity/duration.ts';

/** A long run, as its notification needs to know it. */
export interface Followed {
  readonly title: string;
  readonly startedAt: Date;
  /** What is being done now, in words; asked for each second. */
  readonly detail: () => string | undefined;
  /** Stops waiting; Azure goes on. */
  readonly stop: () => void;
  /** Settles when the run has ended. */
  readonly ended: Promise<unknown>;
}

/** Shows a run as a notification with the time it takes; its Cancel button stops the waiting, not Azure. */
export async function showRun({ title, startedAt, detail, stop, ended }: Followed): Promise<void> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    const tell = (): void => {
      const time = elapsed(Date.now() - startedAt.getTime());
      progress.report({ message: [detail(), time].filter(Boolean).join(' \u00b7 ') });
    };
    const timer = setInterval(tell, 1000);
    const subscription = token.onCancellationRequested(stop);
    try {
      tell();
      await ended;
    } finally {
      clearInterval(timer);
      subscription.dispose();
    }
  });
}

/** Shows a short wait in the status bar while the work is done. */
export function showWait<T>(title: string, work: () => Promise<T>): Promise<T> {
  return Promise.resolve(window.withProgress({ location: ProgressLocation.Window, title }, work));
}
