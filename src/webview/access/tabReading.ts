/** Reading what a tab shows once it is opened, one reading at a time. */
import { errorWords } from '../../errors.ts';
import { shownText } from '../../sentences/language.ts';

/** What a panel knows of something that a tab shows. */
export interface TabModel<T> {
  readonly isReading: boolean;
  readonly known?: T;
  /** Why it could not be read. */
  readonly problem?: string;
}

/** What a reading needs. */
export interface TabReadingContext<T> {
  readonly read: (signal: AbortSignal) => Promise<T>;
  /** Aborted when the panel is closed. */
  readonly closing: AbortSignal;
  readonly get: () => TabModel<T> | undefined;
  readonly set: (model: TabModel<T> | undefined) => void;
}

/** Reads, one reading at a time. */
export interface TabReading {
  /** Reads if nothing was read or is being read. */
  readonly open: () => void;
  /** Drops what was read or is being read, and reads it again if it is in view. */
  readonly again: (isInView: boolean) => void;
}

/** Creates the reading; nothing is read yet. */
export function createTabReading<T>({ read, closing, get, set }: TabReadingContext<T>): TabReading {
  let reading = new AbortController();

  async function readNow(): Promise<void> {
    reading.abort();
    reading = new AbortController();
    if (closing.aborted) return;
    const signal = AbortSignal.any([reading.signal, closing]);
    const { known } = get() ?? {};
    const before = known === undefined ? {} : { known };
    set({ ...before, isReading: true });
    try {
      const value = await read(signal);
      if (!signal.aborted) set({ known: value, isReading: false });
    } catch (error) {
      if (!signal.aborted) set({ ...before, isReading: false, problem: shownText(errorWords(error)) });
    }
  }

  return {
    open: () => {
      const model = get();
      if (model === undefined || (model.known === undefined && !model.isReading)) void readNow();
    },
    again: (isInView) => {
      if (isInView) void readNow();
      else if (get() !== undefined) {
        reading.abort();
        set(undefined);
      }
    },
  };
}
