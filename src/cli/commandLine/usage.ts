import { nearestWord } from '../../domain/words/nearest.ts';
import { IdentityError } from '../../errors.ts';

/** A command line that is not valid; the message says why. */
export class UsageError extends Error {}

/** What was asked for could not be found or read, and the command has no way to write that. */
export class NotReadError extends IdentityError {}

/** Finds the given word among the valid ones; the error lists `offered`, which may be fewer. */
export function oneOfWords<const T extends string>(
  option: string,
  text: string | undefined,
  choices: readonly T[],
  offered: readonly string[] = choices,
): T {
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  if (text === undefined) throw new UsageError(`Missing ${option}. Use ${anyOf(offered)}.`);
  const similar = nearestWord(text, offered);
  const hint = similar === undefined ? '' : ` Did you mean ${similar}?`;
  throw new UsageError(`Unknown ${option} "${text}". Use ${anyOf(offered)}.${hint}`);
}

/** Lists choices, such as `a, b or c`. */
export function anyOf(choices: readonly string[], last: 'or' | 'and' = 'or'): string {
  return [choices.slice(0, -1).join(', '), ...choices.slice(-1)].filter((part) => part !== '').join(` ${last} `);
}
