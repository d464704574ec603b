/** Reading what changed once its tab is opened. */
import type { IdentityService } from '../../app/identityService.ts';
import type { History } from '../../domain/history/model.ts';
import { defined } from '../../shape/defined.ts';
import { createTabReading, type TabReading } from '../access/tabReading.ts';
import { unreadHistory, type HistoryModel } from './historyView.ts';

/** The part of a panel's store that the tab uses. */
interface HistoryStore {
  readonly get: () => { readonly clusterId?: string; readonly identityId?: string; readonly history?: HistoryModel };
  readonly change: (by: { readonly history: HistoryModel }) => void;
}

/** What a person looks at: one kind or all, and so many days back. */
type HistoryLook = Partial<Pick<HistoryModel, 'kind' | 'days'>>;

/** Reads what the tab is about, and knows what it shows. */
export interface HistoryReading extends TabReading {
  /** Shows another kind, and reads again for another time. */
  readonly look: (look: HistoryLook) => void;
}

const day = 86_400_000;

/** Creates the part; nothing is read yet. */
export function createHistoryReading(
  store: HistoryStore,
  service: () => Promise<IdentityService>,
  {
    closing,
    now,
    onRead,
  }: {
    readonly closing: AbortSignal;
    readonly now: () => Date;
    /** Called with what was read. */
    readonly onRead: (history: History) => void;
  },
): HistoryReading {
  const model = (): HistoryModel => store.get().history ?? unreadHistory;
  const reading = createTabReading({
    read: async (signal) => {
      const { clusterId, identityId = '' } = store.get();
      const since = new Date(now().getTime() - model().days * day);
      return (await service()).history(clusterId ?? identityId, since, signal);
    },
    closing,
    get: () => store.get().history,
    set: (read) => {
      const { days, kind } = model();
      store.change({ history: { ...(read ?? { isReading: false }), days, ...defined({ kind }) } });
      if (read?.known !== undefined && !read.isReading) onRead(read.known);
    },
  });
  return {
    ...reading,
    look: ({ kind, days = model().days }) => {
      const before = model();
      const { kind: _, ...rest } = before;
      store.change({ history: { ...rest, days, ...defined({ kind }) } });
      if (days !== before.days) reading.again(true);
      else reading.open();
    },
  };
}
