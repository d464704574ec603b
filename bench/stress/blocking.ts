/** How long this process was kept from doing anything else. */

/** Milliseconds. */
export interface Blocking {
  /** The longest time in which the one thread that runs everything worked without letting anything else in. */
  readonly longest: number;
  /** So often for longer than `limit`. */
  readonly over: number;
  /** The longest time between two looks at the clock: with what else this machine did meanwhile. */
  readonly longestOnClock: number;
}

const limit = 50;
const every = 5;

/** A watch over this process, until `end`. */
export interface BlockingWatch {
  /** Does something that is not to count. */
  without<T>(work: () => T): T;
  end(): Blocking;
}

/**
 * Looks at the clock, and at the processor's time of this thread, every 5 ms. A delay in which the thread did not work is
 * the machine's doing; one in which it did is ours.
 */
export function watchBlocking(onBlock: (milliseconds: number) => void = () => undefined): BlockingWatch {
  const worked = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let [last, lastWorked] = [performance.now(), worked()];
  let [longest, longestOnClock, over] = [0, 0, 0];
  function look(): void {
    const [now, work] = [performance.now(), worked()];
    const late = now - last - every;
    const blocked = Math.min(late, work - lastWorked);
    [last, lastWorked] = [now, work];
    longest = Math.max(longest, blocked);
    longestOnClock = Math.max(longestOnClock, late);
    if (blocked <= limit) return;
    over++;
    onBlock(blocked);
  }
  const timer = setInterval(look, every);
  return {
    without(work) {
      look();
      const result = work();
      [last, lastWorked] = [performance.now(), worked()];
      return result;
    },
    end() {
      look();
      clearInterval(timer);
      return { longest, over, longestOnClock };
    },
  };
}
