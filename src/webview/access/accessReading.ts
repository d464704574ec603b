/** The part of a panel session that reads who can act on its cluster, once its tab is opened. */
import type { IdentityService } from '../../app/identityService.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import type { Draft } from '../../domain/change/change.ts';
import { accessRemovalOf, type AccessModel } from './accessView.ts';

/** What the part needs. */
export interface AccessReadingContext {
  readonly service: () => Promise<IdentityService>;
  /** Aborted when the panel is closed. */
  readonly closing: AbortSignal;
  readonly clusterId: string | undefined;
  readonly get: () => AccessModel | undefined;
  readonly set: (model: AccessModel | undefined) => void;
}

/** Reads who can act, one reading at a time. */
export interface AccessReading {
  /** Reads if nothing was read or is being read. */
  readonly open: () => void;
  /** Drops what was read or is being read, and reads it again if it is in view. */
  readonly again: (isInView: boolean) => void;
  /** Returns the change that removes a role assignment that is shown. */
  readonly removalOf: (assignmentId: string) => Draft | undefined;
}

/** Creates the part; nothing is read yet. */
export function createAccessReading({ service, closing, clusterId, get, set }: AccessReadingContext): AccessReading {
  let reading = new AbortController();

  async function read(): Promise<void> {
    reading.abort();
    reading = new AbortController();
    if (clusterId === undefined || closing.aborted) return;
    const signal = AbortSignal.any([reading.signal, closing]);
    const { known } = get() ?? {};
    const before = known === undefined ? {} : { known };
    set({ ...before, isReading: true });
    try {
      const access = await (await service()).whoCanAct(clusterId, signal);
      if (!signal.aborted) set({ known: access, isReading: false });
    } catch (error) {
      if (!signal.aborted) set({ ...before, isReading: false, problem: describeFailure(failureOf(error)) });
    }
  }

  return {
    open: () => {
      const model = get();
      if (model === undefined || (model.known === undefined && !model.isReading)) void read();
    },
    removalOf: (assignmentId) => accessRemovalOf(get() ?? { isReading: false }, assignmentId),
    again: (isInView) => {
      if (isInView) void read();
      else if (get() !== undefined) {
        reading.abort();
        set(undefined);
      }
    },
  };
}
