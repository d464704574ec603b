/** Facts that tell more of their answers than what is in them. */
import { whyFailed } from '../arm/answer.ts';
import type { Answer } from '../arm/answer.ts';
import type { Facts, Read } from './facts.ts';

/** Returns facts whose answers, where something is lacking in them, leave these findings or needs open. */
export function seeking(facts: Facts, ...topics: readonly string[]): Facts {
  return facts.seeking?.(topics) ?? facts;
}

/** The lists of what is in places that are there, which are empty where there is nothing. */
const lists: ReadonlySet<Read['kind']> = new Set<Read['kind']>([
  ...(['clusters', 'newerClusters', 'identities', 'carriers', 'credentials', 'vaultPolicies'] as const),
  ...(['everyResource', 'listBelow', 'resourcesOfType', 'creationTimes', 'denyAssignmentsIn'] as const),
  ...(['assignmentsOf', 'assignedIn', 'assignmentsEverywhere', 'assignmentsOfAll'] as const),
]);

/** Why a list that Azure does not have tells nothing of what would be in it. */
export const noList = 'Azure has no such list here.';

/** Returns true where Azure says that there is no such list, of what would lie in a place that is there. */
export function lacksList({ kind }: Read, answer: Answer<unknown> | undefined): boolean {
  return answer?.kind === 'missing' && lists.has(kind);
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
      if (read.kind === 'hiddenSubscriptions') return answer;
      for (const reason of lacksList(read, answer) ? [noList] : whyFailed(answer)) reasons.add(reason);
      return answer;
    };
    const { seeking: narrowed } = facts;
    const more = narrowed === undefined ? {} : { seeking: (topics: readonly string[]) => heard(narrowed(topics)) };
    return { ...facts, ...more, get: get as Facts['get'] };
  };
  return { facts: heard(given), reasons: () => [...reasons] };
}
