/** Time that passes only when the model lets it; who waits meanwhile, waits in the order of the ends. */
import type { Sleep } from '../../../src/async/sleep.ts';
import type { Clock } from '../../../src/emulator/arm/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** The time of a model. */
export interface ModelTime {
  readonly now: () => number;
  /** The time that the machine of the windows believes it is. */
  readonly shown: () => number;
  readonly setBack: () => void;
  readonly sleep: Sleep;
  /** Does the work once so many seconds have passed. */
  readonly after: (seconds: number, work: () => void) => void;
  /** Lets everything go on until it waits, has ended or is dead. */
  readonly breath: () => Promise<void>;
  /** Lets so many seconds pass; whoever's wait ends meanwhile goes on at that moment. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Advances the time until nobody waits. */
  readonly settle: () => Promise<void>;
}

/** Nothing of the extension waits for longer than hours: what still waits after so many turns waits without end. */
const mostTurns = 5000;

/** Whether somebody else waits for a turn. */
function isTurnLeft(): boolean {
  return process.getActiveResourcesInfo().includes('Immediate');
}

/** The time of an emulator's clock. */
export function modelTime(clock: Clock): ModelTime {
  let sleepers: readonly Sleeper[] = [];
  let behind = 0;
  /** Work that takes long by the real time, as on a busy machine, yields in between: it has not come to rest then. */
  const breath = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (isTurnLeft());
  };
  const add = (seconds: number, wake: () => void): Sleeper => {
    const sleeper = { at: clock.now() + seconds * 1000, wake };
    sleepers = [...sleepers, sleeper].toSorted((a, b) => a.at - b.at);
    return sleeper;
  };

  async function passUntil(end: number): Promise<void> {
    await breath();
    for (let turn = 0; turn < mostTurns; turn++) {
      const [next, ...others] = sleepers;
      if (next === undefined || next.at > end) return;
      sleepers = others;
      clock.advance(Math.max(0, next.at - clock.now()) / 1000);
      next.wake();
      await breath();
    }
    throw new Error('Somebody waits again and again without end.');
  }

  return {
    now: () => clock.now(),
    shown: () => clock.now() - behind,
    setBack: () => void (behind += 3_600_000),
    after: add,
    breath,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(Object.assign(new Error('Aborted'), { name: 'AbortError' }));
        };
        const sleeper = add(milliseconds / 1000, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        if (signal?.aborted === true) stop();
        else signal?.addEventListener('abort', stop, { once: true });
      }),
    async pass(seconds) {
      const end = clock.now() + seconds * 1000;
      await passUntil(end);
      clock.advance(Math.max(0, end - clock.now()) / 1000);
      await breath();
    },
    settle: () => passUntil(Infinity),
  };
}
