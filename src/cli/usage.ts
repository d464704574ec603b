import { nearest } from '../domain/words/nearest.ts';

/** A command line that cannot be followed; the message says why. */
export class UsageError extends Error {}

/** Finds the word that is given; a complaint names `offered`, which may be fewer. */
export function oneOf<const T extends string>(
  what: string,
  given: string | undefined,
  all: readonly T[],
  offered: readonly T[] = all,
): T {
  const found = all.find((one) => one === given);
  if (found !== undefined) return found;
  if (given === undefined) throw new UsageError(`Missing ${what}. Use ${anyOf(offered)}.`);
  const near = nearest(given, offered);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new UsageError(`Unknown ${what} "${given}". Use ${anyOf(offered)}.${hint}`);
}

/** Names what can be chosen, such as `a, b or c`. */
export function anyOf(all: readonly string[], last: 'or' | 'and' = 'or'): string {
  return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter((one) => one !== '').join(` ${last} `);
}
