/** Time that runs faster than the clock on the wall, for the emulator in its process and for the service in this one. */
import type { Sleep } from '../../src/async/sleep.ts';
import { sleep } from '../../src/async/sleep.ts';

/** The emulator's time. */
export interface FastTime {
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** Minutes since the start. */
  minutes(): number;
  stop(): void;
}

/** Milliseconds on the wall between two advances of the emulator's clock. */
const tick = 500;

/** Makes the emulator's time run `speed` times as fast as the clock; sleeps are as much shorter. */
export function startFastTime(url: string, speed: number): FastTime {
  const started = Date.now();
  let ahead = 0;
  let last = started;
  const timer = setInterval(() => {
    const now = Date.now();
    const advanceSeconds = ((now - last) / 1000) * (speed - 1);
    last = now;
    fetch(`${url}/_emulator/clock`, { method: 'POST', body: JSON.stringify({ advanceSeconds }) }).then(
      () => (ahead += advanceSeconds * 1000),
      () => undefined,
    );
  }, tick);
  const now = (): number => Date.now() + ahead;
  return {
    sleep: (milliseconds, signal) => sleep(milliseconds / speed, signal),
    now: () => new Date(now()),
    minutes: () => (now() - started) / 60_000,
    stop: () => clearInterval(timer),
  };
}
