/** Notes what could not be read while a message is judged: nothing is certain that rests on it. */
import { unknownsOf } from '../../arm/answer.ts';
import { eachOnce, unknownWith, type Unknown } from '../../arm/unknown.ts';
import type { Facts, Read } from '../../cluster/facts.ts';
import { subjectOfRead, subjectWords } from '../../cluster/subjects.ts';
import { say } from '../../../sentences/words.ts';
import type { Situation } from './situation.ts';

/** A situation that notes its failed reads. */
export interface Watched {
  readonly situation: Situation;
  /** What was looked at so far and could not be read, or only in part. */
  readonly unread: () => readonly Unknown[];
}

/** Returns the situation, with an eye on each look into Azure and into the cluster. */
export function watched({ facts, objects, ...rest }: Situation): Watched {
  const failed: Unknown[] = [];
  const get = ((read: Read) => {
    const answer = facts.get(read);
    if (answer?.kind === 'unreadable') failed.push(...unknownsOf(subjectWords(subjectOfRead(read)), answer));
    return answer;
  }) as Facts['get'];
  const situation: Situation = { ...rest, facts: { ...facts, get } };
  if (objects !== undefined)
    Object.defineProperty(situation, 'objects', {
      enumerable: true,
      get: () => {
        failed.push(...objects.unknown, ...(objects.isWhole ? [] : [notWhole]));
        return objects;
      },
    });
  return { situation, unread: () => eachOnce(failed) };
}

const notWhole = unknownWith(
  'hidden',
  'clusterObjects',
  say`Not every namespace was read, so what is missing may exist all the same.`,
);
