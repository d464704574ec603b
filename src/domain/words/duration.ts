/** Durations in words, the same in tree, notifications and panel. */
import { say, type Words } from '../../sentences/words.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Returns how long something has been going on: `00:47`, `12:05`, `1:02:07`. */
export function elapsedTime(milliseconds: number): string {
  const wholeSeconds = Math.max(0, Math.floor(milliseconds / second));
  const two = (number: number): string => String(number).padStart(2, '0');
  const hours = Math.floor(wholeSeconds / 3600);
  const minutes = Math.floor(wholeSeconds / 60) % 60;
  const seconds = wholeSeconds % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

/** Returns a duration in its two largest units: `4 s`, `1 m 12 s`, `2 h 5 m`, `3 d`. */
export function durationWords(milliseconds: number): Words {
  const span = Math.max(0, milliseconds);
  const units = (unit: number): number => Math.floor(span / unit);
  if (span < minute) return say`${units(second)} s`;
  const [seconds, minutes] = [units(second) % 60, units(minute) % 60];
  if (span < hour) return seconds > 0 ? say`${minutes} m ${seconds} s` : say`${minutes} m`;
  if (span < day) return minutes > 0 ? say`${units(hour)} h ${minutes} m` : say`${units(hour)} h`;
  return say`${Math.round(span / day)} d`;
}

/** Returns how long ago something was: `just now`, `2 min ago`, `3 h ago`, `5 d ago`. */
export function timeAgo(milliseconds: number): Words {
  if (milliseconds < minute) return say`just now`;
  if (milliseconds < hour) return say`${Math.floor(milliseconds / minute)} min ago`;
  if (milliseconds < day) return say`${Math.floor(milliseconds / hour)} h ago`;
  return say`${Math.floor(milliseconds / day)} d ago`;
}
