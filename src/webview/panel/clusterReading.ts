/** Reads the cluster of a panel: its details first, then what is wrong with it and what it needs. */
import type { IdentityService } from '../../app/identityService.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { otherUnknownsOf, unknownFinding } from '../../domain/report/unknowns.ts';
import { describeInBrief, failureOf, lackOf, type Failure } from '../../errors.ts';
import type { Banner } from '../protocol/panel.ts';
import type { ModelStore } from './store.ts';
import { t } from '../../sentences/language.ts';

/** Reads what a panel is about into its model; where that can't be read, the banner says why. */
export interface PanelReading {
  /** Reads it, or waits for the reading that is under way. */
  readonly read: () => Promise<void>;
  /** Reads it again; a reading that is under way may show the previous state, so another one follows it. */
  readonly reread: () => Promise<void>;
}

/** Returns true if a banner says that the cluster could not be read. */
export function isUnread(banner: Banner | undefined): boolean {
  return banner?.action === 'refresh' || banner?.action === 'signIn';
}

/** Returns a banner that says why something could not be read; of a missing permission not all that Azure says. */
export function unreadBanner(name: string, failure: Failure): Banner {
  const why = describeInBrief(failure);
  const text = lackOf(failure) ? t`${name} could not be read: ${why}` : t`${name} could not be read. ${why}`;
  return { tone: 'error', text, action: failure.code === 'signedOut' ? 'signIn' : 'refresh' };
}

/** Creates a reading of that; nothing is read yet. */
export function createReading(readOnce: () => Promise<void>): PanelReading {
  let reading: Promise<void> | undefined;
  let isStale = false;

  function read(): Promise<void> {
    reading ??= readWhileStale().finally(() => (reading = undefined));
    return reading;
  }

  async function readWhileStale(): Promise<void> {
    do {
      isStale = false;
      await readOnce();
    } while (isStale);
  }

  return {
    read,
    reread() {
      isStale = reading !== undefined;
      return read();
    },
  };
}

/** What a reading of a panel needs besides what it reads. */
export interface ReadingOptions {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Called when all has been read. */
  readonly onRead: () => void;
  /** Logs a failure with all that Azure says, of which the banner may say less. */
  readonly note: (error: unknown) => void;
}

/** Creates the reading of a panel's cluster, which reads nothing yet. */
export function createClusterReading(
  store: ModelStore,
  service: () => Promise<IdentityService>,
  { signal, now, onRead, note }: ReadingOptions,
): PanelReading {
  return createReading(async () => {
    const { clusterId } = store.get();
    if (clusterId === undefined || signal.aborted) return;
    store.change({ reading: true });
    try {
      const from = await service();
      const knownAt = now();
      const details = await from.cluster(clusterId, signal);
      store.change({ knownAt, known: { findings: [], requirements: [], ...store.get().known, ...details } });
      const [{ findings: found, ...checked }, requirements] = await Promise.all([
        from.check(clusterId, signal),
        from.requirements(clusterId, signal),
      ]);
      const open = unknownFinding(clusterId, otherUnknownsOf({ ...checked, findings: found }));
      const clusterFindings = from.decided([...found, ...open], clusterId);
      // What a file has can't be changed.
      const findings =
        from.connection.kind === 'file' ? clusterFindings.map(({ fix: _, ...finding }) => finding) : clusterFindings;
      const isReadAgain = isUnread(store.get().banner);
      store.change(
        { reading: false, known: { ...details, findings, requirements, checked } },
        isReadAgain ? ['banner'] : [],
      );
      onRead();
    } catch (error) {
      const failure = failureOf(error);
      note(failure);
      store.change({ reading: false, banner: unreadBanner(lastSegment(clusterId), failure) });
    }
  });
}
