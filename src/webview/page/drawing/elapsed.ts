/** Writes the time between two instants as `01:12`, or as `1:02:03` from an hour on. */
export function elapsedBetween(from: number, to: number): string {
  const seconds = Math.max(0, Math.floor((to - from) / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}
