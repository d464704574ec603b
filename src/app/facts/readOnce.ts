import { readKey, type Read } from '../../domain/cluster/facts.ts';
import type { AnyAnswer, ReadFact } from './gatherFacts.ts';

/** Reads each thing once, however many ask for it at the same time or later. */
export interface SharedReader {
  readonly read: ReadFact;
  /** Returns the answer for a `readKey` if it has arrived. */
  peek(key: string): AnyAnswer | undefined;
}

/**
 * Returns a reader that reads each thing only once and gives the answer to all who ask; it keeps no answer to a question that
 * only one asks.
 */
export function readOnce(read: ReadFact, isOfOne: (question: Read) => boolean = () => false): SharedReader {
  const running = new Map<string, Promise<AnyAnswer>>();
  const answers = new Map<string, AnyAnswer>();
  return {
    read(question) {
      const key = readKey(question);
      const arrived = answers.get(key);
      const earlier = arrived === undefined ? running.get(key) : Promise.resolve(arrived);
      if (earlier !== undefined) return earlier;
      const answer = read(question).then((value) => {
        if (!isOfOne(question)) answers.set(key, value);
        running.delete(key);
        return value;
      });
      running.set(key, answer);
      return answer;
    },
    peek: (key) => answers.get(key),
  };
}
