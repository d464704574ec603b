/** What tabs of a panel read once they are opened. */
import type { IdentityService } from '../../app/identityService.ts';
import { createAccessReading, type AccessReading } from '../access/accessReading.ts';
import { createHistoryReading, type HistoryReading } from '../history/historyReading.ts';
import type { ModelStore } from './store.ts';

/** The readings of tabs. */
export interface TabReadings {
  readonly access: AccessReading;
  readonly history: HistoryReading;
  /** Reads what the shown tab lacks. */
  readonly open: () => void;
  /** Forgets what was read, and reads what the shown tab needs. */
  readonly again: () => void;
}

/** Creates the readings; nothing is read yet. */
export function createTabReadings(
  store: ModelStore,
  service: () => Promise<IdentityService>,
  { closing, now }: { readonly closing: AbortSignal; readonly now: () => Date },
): TabReadings {
  const access = createAccessReading(store, service, closing);
  const history = createHistoryReading(store, service, { closing, now });
  return {
    access,
    history,
    open: () => {
      const { tab } = store.get();
      if (tab === 'access') access.open();
      if (tab === 'history') history.open();
    },
    again: () => {
      access.again();
      history.again(store.get().tab === 'history');
    },
  };
}
