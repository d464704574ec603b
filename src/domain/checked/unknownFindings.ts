/** Which findings a cluster may have without their being found, because something that shows them could not be read. */
import { gapsAround, type Answer } from '../arm/answer.ts';
import { subjectKey, type Unknown } from '../arm/unknown.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { isOutOfSight } from '../cluster/outOfSight.ts';
import { subjectWords } from '../cluster/subjects.ts';
import { unknownOfAnswer } from '../cluster/watching.ts';
import type { FindingCode, FindingKind } from '../findings/catalogue.ts';
import { codesOfMissing } from '../findings/rules/missingRoles.ts';
import { isNeedCode } from '../needs/needKinds.ts';
import { say, type Words } from '../../sentences/words.ts';

/** The unknown findings, or kinds of them, each with something unread that would show it. */
export type UnknownFindings = ReadonlyMap<FindingKind | FindingCode, Unknown>;

/** Facts that are watched, and what is unknown because something could not be read. */
export interface WatchedFacts {
  readonly facts: Facts;
  readonly unknownFindings: UnknownFindings;
  /** What could not be read, each thing once. */
  readonly unknownReads: readonly Unknown[];
}

/** Watches which answers are missing while the facts are used to find something about a cluster. */
export function watchedFacts(unwatched: Facts, { subscriptionId }: Pick<Cluster, 'subscriptionId'>): WatchedFacts {
  const unknownFindings = new Map<FindingKind | FindingCode, Unknown>();
  const unknownReads: Unknown[] = [];
  const seenKeys = new Set<string>();
  const forTopics = (topics: readonly string[]): Facts => {
    const leaveOpen = (unknown: Unknown): void => {
      for (const code of topics.flatMap(codesOf))
        if (unknownFindings.get(code)?.inNotes !== undefined || !unknownFindings.has(code))
          unknownFindings.set(code, unknown);
    };
    const get = (read: Read): unknown => {
      const answer = unwatched.get(read);
      for (const unknown of unknownNear(read, answer, subscriptionId)) {
        leaveOpen(unknown);
        if (!seenKeys.has(subjectKey(unknown))) unknownReads.push(unknown);
        seenKeys.add(subjectKey(unknown));
      }
      return answer;
    };
    return { ...unwatched, forTopics, leaveOpen, get: get as Facts['get'] };
  };
  return { facts: forTopics([]), unknownFindings, unknownReads };
}

/** What an answer leaves unknown that may concern a cluster in this subscription. */
function unknownNear(read: Read, answer: Answer<unknown> | undefined, subscriptionId: string): readonly Unknown[] {
  // Those who need the list say so.
  if (read.kind === 'hiddenSubscriptions' && isOutOfSight(answer)) return [];
  return unknownOfAnswer(read, answer, gapsAround(subscriptionId, answer)).map((unknown) => ({
    ...unknown,
    title: withPlace(subjectWords(unknown.subject), unknown.place),
  }));
}

function withPlace(what: Words, place: Unknown['place']): Words {
  return place ? say`${what} in ${place.name}` : what;
}

/** The findings of a topic of `Facts.forTopics`. */
function codesOf(topic: string): readonly (FindingKind | FindingCode)[] {
  return isNeedCode(topic) ? codesOfMissing(topic) : [topic as FindingKind | FindingCode];
}
