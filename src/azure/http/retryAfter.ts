/** Seconds. If Azure asks for a longer pause, a read fails as throttled instead of hanging, and no other read waits for it. */
export const longestPause = 60;

/** Returns a `Retry-After` header in seconds; the header may be a number or a date. */
export function retryAfterOf(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

/** Returns the seconds until Resource Graph answers this user again, from its own header such as `00:00:05`. */
export function quotaResetIn(header: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)/.exec(header ?? '') ?? [];
  return seconds === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Returns the seconds that a refusal asks to wait, from either header. */
export function secondsToWait(header: (name: string) => string | undefined, now?: number): number | undefined {
  return retryAfterOf(header('retry-after'), now) ?? quotaResetIn(header('x-ms-user-quota-resets-after'));
}
