/** Times of queries: a `datetime` is a text of fixed form, so that texts order as times do; a `timespan` is milliseconds. */

/** Returns the time in the form in which queries compare and show it, or null. Without a zone it is UTC. */
export function timeIn(text: string): string | null {
  const given = text.trim();
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:?\d\d)?)?$/i.test(given)) return null;
  const hasZone = given.length <= 10 || /(z|[+-]\d\d:?\d\d)$/i.test(given);
  const time = Date.parse(`${given.replace(' ', 'T')}${hasZone ? '' : 'Z'}`);
  if (Number.isNaN(time)) return null;
  const digits = /\.(\d{1,7})/.exec(given)?.[1] ?? '';
  return textOfTime(time)?.replace(/\.\d+/, `.${digits.padEnd(7, '0')}`) ?? null;
}

/** Returns milliseconds since 1970 in that form, with seven digits as `tostring` writes them; null outside the years of four digits. */
export function textOfTime(milliseconds: number): string | null {
  const isThere = milliseconds > -62_135_596_800_000 && milliseconds < 253_402_300_800_000;
  return isThere ? new Date(milliseconds).toISOString().replace('Z', '0000Z') : null;
}

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Returns the milliseconds of `7d`, `1.5h`, `30m`, `10s` or `100ms`. */
export function spanIn(text: string): number {
  const [, count = '0', unit = 'ms'] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
  return Number(count) * (units[unit] ?? 1);
}
