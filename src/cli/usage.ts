import { nearestWord } from '../domain/words/nearest.ts';
import { IdentityError } from '../errors.ts';

/** A command line that is not valid; the message says why. */
export class UsageError extends Error {}

/** What was asked for could not be found or read, and the command has no way to write that. */
export class NotReadError extends IdentityError {}

/** Finds the given word among the valid ones; the error lists `offered`, which may be fewer. */
export function oneOf<const T extends string>(
  what: string,
  given: string | undefined,
  all: readonly T[],
  offered: readonly T[] = all,
): T {
  const found = all.find((one) => one === given);
  if (found !== undefined) return found;
  if (given === undefined) throw new UsageError(`Missing ${what}. Use ${anyOf(offered)}.`);
  const near = nearestWord(given, offered);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new UsageError(`Unknown ${what} "${given}". Use ${anyOf(offered)}.${hint}`);
}

/** Lists choices, such as `a, b or c`. */
export function anyOf(all: readonly string[], last: 'or' | 'and' = 'or'): string {
  return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter((one) => one !== '').join(` ${last} `);
}
