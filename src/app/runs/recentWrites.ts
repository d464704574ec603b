import { idKey, subscriptionOf, type ArmId } from '../../domain/arm/resourceId.ts';
import type { Step } from '../../domain/plan/plan.ts';
import { identityOfCredentials } from '../../domain/plan/stepKinds.ts';
import type { Journal } from './journal.ts';
import type { RunRecord } from './runRecord.ts';

/** Milliseconds for which Resource Graph may not know what was written. */
export const graphLag = 5 * 60_000;

/** Knows what was recently written, by this window or, according to the journal, by others. */
export interface RecentWrites {
  /** Notes a write of this window. */
  readonly note: (step: Step) => void;
  /** Returns true if Resource Graph may not know the latest state of a subscription. */
  readonly isIn: (subscriptionId: string) => boolean;
  /** Returns the identities whose latest credentials Resource Graph may not know, the latest first. */
  readonly identities: () => readonly ArmId[];
  /** Returns the runs of all windows, as of the last call of `after`. */
  readonly entries: () => readonly RunRecord[];
  /** Runs the work after reading what other windows have written. */
  readonly after: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Makes the recent writes of a connection; other windows are not known until `after` has been called. */
export function createRecentWrites(journal: Journal, connection: string, now: () => Date): RecentWrites {
  const written = new Map<string, number>();
  const identities = new Map<string, { readonly id: ArmId; readonly at: number }>();
  let entries: readonly RunRecord[] = [];

  const isLate = (at: number): boolean => at > now().getTime() - graphLag;

  function noteAt(step: Step, time: number): void {
    const id = subscriptionOf(step.request.path)?.toLowerCase();
    if (id !== undefined) written.set(id, Math.max(written.get(id) ?? -Infinity, time));
    const identityId = identityOfCredentials(step);
    if (identityId === undefined) return;
    const key = idKey(identityId);
    identities.set(key, { id: identityId, at: Math.max(identities.get(key)?.at ?? -Infinity, time) });
  }

  function noteAll({ plan, steps }: RunRecord): void {
    for (const step of plan.steps) {
      const { sentAt, endedAt, operation, status } = steps.find(({ id }) => id === step.id) ?? {};
      const mayRun = status === 'running' || (status !== 'done' && operation !== undefined);
      if (sentAt !== undefined) noteAt(step, mayRun ? now().getTime() : Date.parse(endedAt ?? sentAt));
    }
  }

  return {
    note: (step) => noteAt(step, now().getTime()),
    isIn(id) {
      const at = written.get(id.toLowerCase());
      return at !== undefined && isLate(at);
    },
    identities: () =>
      [...identities.values()]
        .filter(({ at }) => isLate(at))
        .sort((a, b) => b.at - a.at)
        .map(({ id }) => id),
    entries: () => entries,
    async after(work) {
      const knownEntries = await journal.known(connection);
      knownEntries.forEach(noteAll);
      entries = knownEntries.filter(({ isCleared }) => isCleared !== true);
      return work();
    },
  };
}
