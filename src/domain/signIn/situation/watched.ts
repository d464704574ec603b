/** Notes what could not be read while a message is judged: nothing is certain that rests on it. */
import { eachOnce, unknownWith, withTitle, type Unknown } from '../../arm/unknown.ts';
import type { AnswerTo, Facts, Read } from '../../cluster/facts.ts';
import { subjectWords } from '../../cluster/subjects.ts';
import { recordUnknowns } from '../../cluster/watching.ts';
import { say } from '../../../sentences/words.ts';
import type { Situation } from './situation.ts';

/** A situation that notes what its reads leave unknown. */
export interface Watched {
  readonly situation: Situation;
  /** What was looked at so far and could not be read, or only in part. */
  readonly unread: () => readonly Unknown[];
}

/**
 * Returns the situation, with an eye on each look into Azure and into the cluster. What is read for no topic leaves
 * nothing unknown: it looks for a name, or for something that is found or looked for again.
 */
export function watched({ facts, objects, ...rest }: Situation): Watched {
  const noted: Unknown[] = [];
  const recording = recordUnknowns(facts);
  const get = ((read: Read) => {
    const answer = recording.facts.get(read);
    if (read.kind === 'credentials') noted.push(...unlisted(answer as AnswerTo<'credentials'> | undefined));
    return answer;
  }) as Facts['get'];
  const watchedFacts: Facts = { ...facts, get, forTopics: (topics) => (topics.length === 0 ? facts : watchedFacts) };
  const situation: Situation = { ...rest, facts: watchedFacts };
  if (objects !== undefined)
    Object.defineProperty(situation, 'objects', {
      enumerable: true,
      get: () => {
        noted.push(...objects.unknown, ...(objects.isWhole ? [] : [notWhole]));
        return objects;
      },
    });
  const ofAzure = (): readonly Unknown[] =>
    recording.unknown().map((each) => withTitle(subjectWords(each.subject), each));
  return { situation, unread: () => eachOnce([...ofAzure(), ...noted]) };
}

/** Credentials are listed identity by identity, so that their list says itself what it lacks. */
function unlisted(answer: AnswerTo<'credentials'> | undefined): readonly Unknown[] {
  return answer?.kind === 'found' ? answer.value.unknown : [];
}

const notWhole = unknownWith(
  'hidden',
  'clusterObjects',
  say`Not every namespace was read, so what is missing may exist all the same.`,
);
