import { subjectOfRead } from '../../../src/domain/cluster/subjects.ts';
import { readKey, type Facts, type Read } from '../../../src/domain/cluster/facts.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { gap, unreadable } from './unknowns.ts';

export { unreadable };

/** One answer for `factsOf`; `found()` makes the usual kind. */
export type Entry = readonly [Read, Answer<unknown>];

/** Facts from a fixed list of answers; what was asked beside them is noted in `missed`. */
export function factsOf(
  entries: readonly Entry[],
  now = new Date('2026-09-01T12:00:00Z'),
): Facts & { readonly missed: Read[] } {
  const answers = new Map(entries.map(([read, answer]) => [readKey(read), about(read, answer)]));
  const missed: Read[] = [];
  const missedKeys = new Set<string>();
  const get = (read: Read): Answer<unknown> | undefined => {
    const key = readKey(read);
    const answer = answers.get(key);
    if (!answer && !missedKeys.has(key)) missed.push(read);
    if (!answer) missedKeys.add(key);
    return answer;
  };
  return { now, missed, get: get as Facts['get'] };
}

/** An answer with a value. */
export function found<T>(value: T): Answer<T> {
  return { kind: 'found', value };
}

/** The answer as a reader gives it to this read: what it leaves open names what was asked for. */
export function about(read: Read, answer: Answer<unknown>): Answer<unknown> {
  const subject = subjectOfRead(read);
  if (answer.kind === 'unreadable') return { ...answer, subject };
  if (answer.kind === 'missing' || answer.gaps === undefined) return answer;
  return { ...answer, gaps: answer.gaps.map((each) => ({ ...each, subject })) };
}

/** The facts with other answers to kinds of reads. */
export function answering<T extends Facts>(
  facts: T,
  answers: Readonly<Partial<Record<Read['kind'], Answer<unknown>>>>,
): T {
  const get = (read: Read): Answer<unknown> | undefined => {
    const other = answers[read.kind];
    return other === undefined ? facts.get(read) : about(read, other);
  };
  return { ...facts, get: get as Facts['get'] };
}

/** A list without what lies in one subscription. */
export function withGap<T>(value: readonly T[] = []): Answer<readonly T[]> {
  return { kind: 'found', value, gaps: [gap('Fabrikam', 'Forbidden.')] };
}
