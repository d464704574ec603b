import { ProgressLocation, window } from 'vscode';
import { elapsed } from '../../domain/words/duration.ts';
import { withoutIcons, withoutLinks } from './notify.ts';
import { cancelled } from './quickPick.ts';

/** What the notification of a run needs to know about it. */
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

/** Shows a notification with the time while a run lasts; its Cancel button stops waiting but does not stop Azure. */
export async function showRun({ title, startedAt, detail, stop, ended }: Followed): Promise<void> {
  const options = { location: ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    const tell = (): void => {
      const time = elapsed(Date.now() - startedAt.getTime());
      progress.report({ message: withoutLinks([detail(), time].filter(Boolean).join(' \u00b7 ')) });
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
export async function showWait<T>(title: string, work: () => Promise<T>): Promise<T> {
  return window.withProgress({ location: ProgressLocation.Window, title: withoutIcons(title) }, work);
}

/** Shows a wait as a notification while the work is done; its Cancel button aborts the work and throws `cancelled`. */
export async function showLongWait<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const options = { location: ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
  return window.withProgress(options, async (_, token) => {
    const left = Promise.withResolvers<never>();
    const subscription = token.onCancellationRequested(() => {
      abort.abort();
      left.reject(cancelled());
    });
    try {
      return await Promise.race([work(abort.signal), left.promise]);
    } finally {
      subscription.dispose();
    }
  });
}
