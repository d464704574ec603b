/** Which findings a cluster may have although they are not found, because what they are found by could not be read. */
import type { Facts, Read } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import type { FindingCode, FindingKind } from '../findings/catalogue.ts';
import { codesOfMissing } from '../findings/rules/missingRoles.ts';
import { lacksOf } from './failedReads.ts';
import type { FailedRead, Lack } from './failedReads.ts';

/** The findings, or kinds of them, that can't be told, and why something that they are found by could not be read. */
export type Untold = ReadonlyMap<FindingKind | FindingCode, Pick<Lack, 'reason' | 'isSkipped'>>;

/** Facts that are watched, and what can't be told since something of them could not be read. */
export interface WatchedFacts {
  readonly facts: Facts;
  readonly untold: Untold;
  /** What could not be read, each once, by the thing and its reason. */
  readonly failed: readonly FailedRead[];
}

/** Watches which answers are not to be had while something of a cluster is found by the facts. */
export function watchedFacts(given: Facts, { subscriptionId }: Pick<Cluster, 'subscriptionId'>): WatchedFacts {
  const untold = new Map<FindingKind | FindingCode, Pick<Lack, 'reason' | 'isSkipped'>>();
  const failed: FailedRead[] = [];
  const seen = new Set<string>();
  const seeking = (topics: readonly string[]): Facts => {
    const codes = topics.flatMap(codesOf);
    const get = (read: Read): unknown => {
      const answer = given.get(read);
      for (const { isSkipped, isFailure, ...lack } of lacksOf(read, answer, subscriptionId)) {
        const { what, reason } = lack;
        for (const code of codes) if (untold.get(code)?.isSkipped !== false) untold.set(code, { reason, isSkipped });
        const key = `${what} ${reason}`;
        if (isFailure && !seen.has(key)) failed.push(lack);
        if (isFailure) seen.add(key);
      }
      return answer;
    };
    return { ...given, seeking, get: get as Facts['get'] };
  };
  return { facts: seeking([]), untold, failed };
}

/** The findings that a topic of `Facts.seeking` stands for. */
function codesOf(topic: string): readonly (FindingKind | FindingCode)[] {
  return /^P-\d+$/.test(topic) ? codesOfMissing(topic) : [topic as FindingKind | FindingCode];
}
