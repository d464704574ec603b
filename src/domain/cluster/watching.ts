/** Facts that also report what their answers leave unknown. */
import { gapsOf, noListUnknown, type Answer, type Gap } from '../arm/answer.ts';
import { subjectKey, type Unknown } from '../arm/unknown.ts';
import type { Facts, Read } from './facts.ts';
import { isListRead, subjectOfRead, subjectWords } from './subjects.ts';

/** Returns facts that make these findings or needs unknown if an answer is incomplete. */
export function factsForTopics(facts: Facts, ...topics: readonly string[]): Facts {
  return facts.forTopics?.(topics) ?? facts;
}

/** Returns what the answer to a read leaves unknown. If Azure says that an existing place has no such list, the list counts as not read. */
export function unknownOfAnswer(
  read: Read,
  answer: Answer<unknown> | undefined,
  gaps: readonly Gap[] = gapsOf(answer),
): readonly Unknown[] {
  if (answer?.kind === 'unreadable') return [answer];
  if (answer?.kind === 'missing' && isListRead(read))
    return [noListUnknown(subjectWords(subjectOfRead(read)), subjectOfRead(read))];
  return gaps;
}

/** Facts that record what their answers have left unknown so far. */
export interface RecordingFacts {
  readonly facts: Facts;
  readonly unknown: () => readonly Unknown[];
}

/** Returns the same facts, which record what their answers leave unknown. */
export function recordUnknowns(unrecorded: Facts): RecordingFacts {
  const noted = new Map<string, Unknown>();
  const recording = (facts: Facts): Facts => {
    const get = (read: Read): Answer<unknown> | undefined => {
      const answer = facts.get(read);
      for (const unknown of unknownOfAnswer(read, answer)) noted.set(subjectKey(unknown), unknown);
      return answer;
    };
    const { forTopics: narrowed } = facts;
    const topicMembers =
      narrowed === undefined ? {} : { forTopics: (topics: readonly string[]) => recording(narrowed(topics)) };
    return { ...facts, ...topicMembers, get: get as Facts['get'] };
  };
  return { facts: recording(unrecorded), unknown: () => [...noted.values()] };
}
