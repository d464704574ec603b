/** Durations as ISO 8601 writes them, such as `PT8H` and `P6DT3H`. */

/** Returns how many milliseconds a duration has; `NaN` if it is none of days, hours, minutes and seconds. */
export function millisecondsOf(duration: string): number {
  const [matched, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
  if (matched === undefined) return Number.NaN;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
