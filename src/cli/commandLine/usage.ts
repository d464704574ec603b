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
  throw new UsageError(`Unknown ${option} "${text}". Use ${anyOf(offered)}.${didYouMean(text, offered)}`);
}

/** Returns a question, after a space, whether the name that is nearest to a mistyped one was meant; empty if none is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = nearestWord(
    typed.toLowerCase(),
    names.map((name) => name.toLowerCase()),
  );
  const meant = names.find((name) => name.toLowerCase() === near);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** Lists choices, such as `a, b or c`. */
export function anyOf(choices: readonly string[], last: 'or' | 'and' = 'or'): string {
  return [choices.slice(0, -1).join(', '), ...choices.slice(-1)].filter((part) => part !== '').join(` ${last} `);
}
