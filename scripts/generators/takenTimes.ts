/** The lines of surface.md about times that `history --since` takes. */
import { historyFilterOf } from '../../src/cli/commandLine/historyFilter.ts';

/** What it takes of times in every unit there may be, in small letters and capital ones: what it takes more later joins them. */
export const takenTimes = [...'abcdefghijklmnopqrstuvwxyz']
  .flatMap((unit) => [...[1, 12, 90, 2160].map((count) => `${count}${unit}`), `1${unit.toUpperCase()}`])
  .filter(isTakenTime);

function isTakenTime(since: string): boolean {
  try {
    return historyFilterOf({ since }) !== undefined;
  } catch {
    return false;
  }
}
