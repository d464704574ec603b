/** The public messages, judged without and with the world that their threads describe. */
import type { CauseCode } from '../../../src/domain/signIn/situation/causes.ts';
import { factsNotAsked } from '../../../src/domain/signIn/factsNotAsked.ts';
import { readSignIn, whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { say } from '../../../src/sentences/words.ts';
import messages from './messages.json' with { type: 'json' };
import { factsIn, filled, objectsIn, theCluster, worlds } from './worlds.ts';

/** A message from a public thread, with the cause that was found there. */
export interface Case {
  readonly id: string;
  readonly source: string;
  readonly date: string;
  readonly message: string;
  readonly cause: CauseCode;
  /** Causes that may be named as well. */
  readonly alsoRight: readonly CauseCode[];
  /** The values that the message carries. */
  readonly carries: Readonly<Record<string, string>>;
}

export const cases = messages as unknown as readonly Case[];

/** How right an answer is. */
export type Grade = 'right' | 'open' | 'also right' | 'wrong';

export function gradeOf({ cause }: Pick<Why, 'cause'>, wanted: Case): Grade {
  if (cause === wanted.cause) return 'right';
  if (cause === 'UNKNOWN') return 'open';
  return wanted.alsoRight.includes(cause) ? 'also right' : 'wrong';
}

/** The answer from the message alone. */
export function judgedAlone({ message }: Case): Why {
  const { facts } = factsNotAsked(new Date('2026-09-01T12:00:00Z'), 'signedOut', say`No one is signed in.`);
  return whyOf(readSignIn(message), {}, facts);
}

/** The answer in the world of the thread; masked values of the message are filled in as that world has them. */
export function judgedInWorld({ id, message }: Case): Why {
  const world = worlds[id] ?? {};
  const objects = objectsIn(world);
  return whyOf(
    readSignIn(filled(message, world.fill)),
    { clusterId: theCluster, ...(objects === undefined ? {} : { objects }) },
    factsIn(world),
  );
}
