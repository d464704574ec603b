/** The emulator's time: real time plus what has been advanced. Everything that takes time is computed from it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(seconds: number): void;
  /** Continues from that time, in milliseconds since 1970, even if it is in the past. */
  goOnFrom(now: number): void;
  /** By how many seconds it is ahead of real time; negative if it is behind. */
  readonly secondsAhead: number;
}

/** Creates a clock that starts that many seconds ahead of real time. */
export function createClock(secondsAhead = 0, realTime: () => number = Date.now): Clock {
  let ahead = secondsAhead * 1000;
  return {
    now: () => realTime() + ahead,
    advance: (seconds) => {
      ahead += seconds * 1000;
    },
    goOnFrom: (now) => {
      ahead = now - realTime();
    },
    get secondsAhead() {
      return ahead / 1000;
    },
  };
}

/** Writes a time as ARM does, with seven digits after the decimal point. */
export function armTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/(\.\d{3})Z$/, '$10000Z');
}
