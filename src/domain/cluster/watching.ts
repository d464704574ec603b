/** Facts that tell more of their answers than what is in them. */
import { whyFailed } from '../arm/answer.ts';
import type { Answer } from '../arm/answer.ts';
import type { Facts, Read } from './facts.ts';

/** Returns facts whose answers, where something is lacking in them, leave these findings or needs open. */
export function seeking(facts: Facts, ...topics: readonly string[]): Facts {
  return facts.seeking?.(topics) ?? facts;
}

/** Facts, and why reads had failed whose answers they have given so far. */
export interface HeardFacts {
  readonly facts: Facts;
  readonly reasons: () => readonly string[];
}

/** Returns the same facts, of which it is noted why answers had failed. */
export function hearing(given: Facts): HeardFacts {
  const reasons = new Set<string>();
  const heard = (facts: Facts): Facts => {
    const get = (read: Read): Answer<unknown> | undefined => {
      const answer = facts.get(read);
      // What lies where nobody may look did not fail.
      if (read.kind !== 'hiddenSubscriptions') for (const reason of whyFailed(answer)) reasons.add(reason);
      return answer;
    };
    const { seeking: narrowed } = facts;
    const more = narrowed === undefined ? {} : { seeking: (topics: readonly string[]) => heard(narrowed(topics)) };
    return { ...facts, ...more, get: get as Facts['get'] };
  };
  return { facts: heard(given), reasons: () => [...reasons] };
}
