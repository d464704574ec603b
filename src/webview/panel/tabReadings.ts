/** What tabs of a panel read once they are opened. */
import type { IdentityService } from '../../app/identityService.ts';
import { createAccessReading, type AccessReading } from '../access/accessReading.ts';
import { createNaming } from '../access/naming.ts';
import { createHistoryReading, type HistoryReading } from '../history/historyReading.ts';
import { findingsFromLogs, isFromLogs } from '../../domain/findings/fromHistory.ts';
import { fetchedCredential } from '../../domain/history/fetchedCredentials.ts';
import { unexpectedWriters } from '../../domain/history/unexpectedWriters.ts';
import { withEarlier } from '../../domain/history/keptEntries.ts';
import type { History, HistoryEntry } from '../../domain/history/model.ts';
import type { ModelStore } from './store.ts';

/** The readings of tabs. */
export interface TabReadings {
  readonly access: AccessReading;
  readonly history: HistoryReading;
  /** Asks the directory for names, once the person allows that. */
  readonly showNames: () => void;
  /** Reads what the shown tab lacks. */
  readonly open: () => void;
  /** Forgets what was read, and reads what the shown tab needs. */
  readonly again: () => void;
}

/** Creates the readings; nothing is read yet. */
export function createTabReadings(
  store: ModelStore,
  service: () => Promise<IdentityService>,
  {
    closing,
    now,
    allowNames,
  }: { readonly closing: AbortSignal; readonly now: () => Date; readonly allowNames: () => Promise<boolean> },
): TabReadings {
  const naming = createNaming(store, service, { closing, allow: allowNames });
  const access = createAccessReading(store, service, { closing, onRead: () => void naming.begin().catch(store.fail) });
  let logged: { readonly id?: string; readonly entries: readonly HistoryEntry[] } = { entries: [] };
  const history = createHistoryReading(store, service, {
    closing,
    now,
    onRead: (read) => {
      const { id } = read.subject;
      logged = { id, entries: withEarlier(read, logged.id === id ? logged.entries : []) };
      const { entries } = logged;
      void service()
        .then((from) => addFindings(store, from, read, entries, now()))
        .catch(store.fail);
    },
  });
  return {
    access,
    history,
    showNames: () => void naming.show().catch(store.fail),
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

/** Adds the findings that only Azure's logs show, of everything that any look has read. */
function addFindings(
  store: ModelStore,
  from: IdentityService,
  read: History,
  entries: readonly HistoryEntry[],
  now: Date,
): void {
  const { known, history } = store.get();
  if (known === undefined) return;
  const expected = from.expectedWriters();
  const found = expected.length === 0 ? undefined : unexpectedWriters({ ...read, entries }, expected);
  const more = findingsFromLogs(known.cluster, { fetched: fetchedCredential(entries), ...found }, now);
  if (history !== undefined && found?.unknown !== undefined)
    store.change({ history: { ...history, unknownWriters: found.unknown } });
  const others = known.findings.filter((finding) => !isFromLogs(finding));
  if (more.length === 0 && others.length === known.findings.length) return;
  store.change({ known: { ...known, findings: from.decided([...others, ...more], known.cluster.id) } });
}
