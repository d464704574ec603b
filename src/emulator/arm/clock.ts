/** The emulator's time is real time plus what has been advanced; everything that takes time is computed from it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(seconds: number): void;
  /** What has been advanced in all, in seconds. */
  readonly advancedSeconds: number;
}

/** Creates a clock that starts `advancedSeconds` ahead of real time. */
export function createClock(advancedSeconds = 0, realTime: () => number = Date.now): Clock {
  let ahead = advancedSeconds;
  return {
    now: () => realTime() + ahead * 1000,
    advance: (seconds) => {
      ahead += seconds;
    },
    get advancedSeconds() {
      return ahead;
    },
  };
}

/** Writes a time as ARM does, with seven digits after the decimal point. */
export function armTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/(\.\d{3})Z$/, '$10000Z');
}
