/** The journal in the extension's storage, which all windows of VS Code share. */
import type { Journal } from './app/journal.ts';
import { createJournal } from './app/journal.ts';
import type { Claims } from './host/claims.ts';
import { fileStore, whileAlone } from './host/storage.ts';

/**
 * A journal in the folder. Windows write one after the other, so that none overwrites what another has just recorded. What runs
 * in another window isn't shown here before it has ended: it is neither interrupted nor to be resumed.
 */
export function sharedJournal(folder: string, claims: Claims, onDamaged: (message: string) => void): Journal {
  const file = `${folder}/journal.json`;
  const journal = createJournal(fileStore(file), onDamaged);
  let last: Promise<unknown> = Promise.resolve();

  function write(work: () => Promise<void>): Promise<void> {
    const next = last.then(() => whileAlone(`${file}.lock`, work));
    last = next.catch(() => undefined);
    return next;
  }

  return {
    async entries(connection) {
      await last;
      const all = await journal.entries(connection);
      const running = all.filter(({ status }) => status === 'running').map(({ activityId }) => activityId);
      const elsewhere = await Promise.all(running.map((id) => claims.isHeldElsewhere(id)));
      const hidden = new Set(running.filter((_, index) => elsewhere[index]));
      return all.filter(({ activityId }) => !hidden.has(activityId));
    },
    record: (entry) =>
      write(async () => {
        if (entry.status === 'running') await claims.hold(entry.activityId);
        await journal.record(entry);
        if (entry.status !== 'running') await claims.letGo(entry.activityId);
      }),
    forget: (activityIds) => write(() => journal.forget(activityIds)),
  };
}
