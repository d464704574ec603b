import { readKey } from '../../../src/domain/cluster/facts.ts';
import type { Facts, Read } from '../../../src/domain/cluster/facts.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';

/** One answer for `factsOf`; `found()` makes the usual kind. */
export type Entry = readonly [Read, Answer<unknown>];

/** Facts from a fixed list of answers; what was asked beside them is noted in `missed`. */
export function factsOf(
  entries: readonly Entry[],
  now = new Date('2026-09-01T12:00:00Z'),
): Facts & { readonly missed: Read[] } {
  const answers = new Map(entries.map(([read, answer]) => [readKey(read), answer]));
  const missed: Read[] = [];
  const get = (read: Read): Answer<unknown> | undefined => {
    const answer = answers.get(readKey(read));
    if (!answer && !missed.some((one) => readKey(one) === readKey(read))) missed.push(read);
    return answer;
  };
  return { now, missed, get: get as Facts['get'] };
}

/** An answer with a value. */
export function found<T>(value: T): Answer<T> {
  return { kind: 'found', value };
}

/** An answer that could not be read. */
export function unreadable(reason = 'AuthorizationFailed'): Answer<never> {
  return { kind: 'unreadable', reason };
}
