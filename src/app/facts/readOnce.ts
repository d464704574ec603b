import { readKey, type Read } from '../../domain/cluster/facts.ts';
import type { AnyAnswer, ReadFact } from './gatherFacts.ts';

/** Reads each thing once, however many ask for it at the same time or later. */
export interface SharedReader {
  readonly read: ReadFact;
  /** Returns the answer for a `readKey` if it has arrived. */
  peek(key: string): AnyAnswer | undefined;
}

/**
 * Returns a reader that reads each thing only once and gives the answer to all who ask; what was found is not kept where only
 * one asks, or `read` keeps it itself.
 */
export function readOnce(read: ReadFact, isNotKept: (question: Read) => boolean = () => false): SharedReader {
  const running = new Map<string, Promise<AnyAnswer>>();
  const answers = new Map<string, AnyAnswer>();
  return {
    read(question) {
      const key = readKey(question);
      const arrived = answers.get(key);
      const earlier = arrived === undefined ? running.get(key) : Promise.resolve(arrived);
      if (earlier !== undefined) return earlier;
      const answer = read(question).then((value) => {
        if (value.kind !== 'found' || !isNotKept(question)) answers.set(key, value);
        running.delete(key);
        return value;
      });
      running.set(key, answer);
      return answer;
    },
    peek: (key) => answers.get(key),
  };
}
