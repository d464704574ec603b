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

/** The facts with other answers to kinds of reads. */
export function answering<T extends Facts>(
  facts: T,
  answers: Readonly<Partial<Record<Read['kind'], Answer<unknown>>>>,
): T {
  const get = (read: Read): Answer<unknown> | undefined => answers[read.kind] ?? facts.get(read);
  return { ...facts, get: get as Facts['get'] };
}

/** A list without what lies in one subscription. */
export function withGap<T>(value: readonly T[] = []): Answer<readonly T[]> {
  return { kind: 'found', value, gaps: [{ where: 'Fabrikam', reason: 'Forbidden.' }] };
}
