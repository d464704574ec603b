/** What tabs of a panel read once they are opened. */
import type { IdentityService } from '../../app/identityService.ts';
import { createAccessReading, type AccessReading } from '../access/accessReading.ts';
import { createNaming } from '../access/naming.ts';
import { createHistoryReading, type HistoryReading } from '../history/historyReading.ts';
import { findingsFromLogs, isFromLogs } from '../../domain/findings/fromHistory.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { fetchedCredential } from '../../domain/history/fetchedCredentials.ts';
import { unexpectedWriters } from '../../domain/history/unexpectedWriters.ts';
import { isWhole } from '../../domain/history/historyUnknowns.ts';
import type { History } from '../../domain/history/model.ts';
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
  const history = createHistoryReading(store, service, {
    closing,
    now,
    onRead: (read) =>
      void service()
        .then((from) => addFindings(store, from, read, now()))
        .catch(store.fail),
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

/** As long as Azure keeps its activity log. */
const daysOfLog = 90;

/** Adds the findings that only Azure's logs show. What a longer look has found stays while the shown one is shorter or not whole. */
function addFindings(store: ModelStore, from: IdentityService, read: History, now: Date): void {
  const { known, history: { days = 0 } = {} } = store.get();
  if (known === undefined) return;
  const expected = from.expectedWriters();
  const writers = expected.length === 0 ? [] : unexpectedWriters(read.entries, expected);
  const more = findingsFromLogs(known.cluster, { fetched: fetchedCredential(read.entries), writers }, now);
  const isLongest = days === daysOfLog && isWhole(read);
  const isSame = (a: Finding, b: Finding): boolean => a.code === b.code && a.subject === b.subject;
  const earlier = known.findings.filter(
    (finding) => !isFromLogs(finding) || (!isLongest && !more.some((one) => isSame(one, finding))),
  );
  if (more.length === 0 && earlier.length === known.findings.length) return;
  store.change({ known: { ...known, findings: from.decided([...earlier, ...more], known.cluster.id) } });
}
