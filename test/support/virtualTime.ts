import type { Sleep } from '../../src/async/sleep.ts';

/** A time in which waiting takes none: it stands still while something works, and jumps to the next sleeper when all sleep. */
export interface VirtualTime {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  /** Advances the time until nobody sleeps. */
  readonly settle: () => Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A time that begins at the given moment. */
export function virtualTime(start = 0): VirtualTime {
  let time = start;
  let sleepers: readonly Sleeper[] = [];
  /** Until nobody is left who only waits for a turn: what takes turns works, and time stands still meanwhile. */
  const breath = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (process.getActiveResourcesInfo().includes('Immediate'));
  };
  return {
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: time + milliseconds, wake: resolve };
        sleepers = [...sleepers, sleeper];
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(Object.assign(new Error('Aborted'), { name: 'AbortError' }));
        });
      }),
    settle: async () => {
      for (await breath(); sleepers.length > 0; await breath()) {
        time = Math.max(time, Math.min(...sleepers.map(({ at }) => at)));
        const due = sleepers.filter(({ at }) => at <= time);
        sleepers = sleepers.filter(({ at }) => at > time);
        for (const { wake } of due) wake();
      }
    },
  };
}
