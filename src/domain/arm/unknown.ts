/** What could not be known, passed on as data; only the edges make a sentence of it. */
import {
  asClause,
  distinctWords,
  groupByWords,
  joinWords,
  keyOfWords,
  say,
  distinctByWords,
  verbatim,
  type Phrase,
  type Words,
} from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** Why something is not known. */
export type Cause =
  /** Azure says that the account may not read it. */
  | 'refused'
  /** Someone would have to sign in. */
  | 'signedOut'
  | 'throttled'
  /** Azure had a problem, could not be reached, or answered something else than its API promises. */
  | 'failed'
  /** It would have taken too many requests. */
  | 'notAsked'
  /** The API or feature does not exist there. */
  | 'notOffered'
  /** An index may be some minutes behind. */
  | 'late'
  /** It is outside of what is visible. */
  | 'hidden'
  /** Azure reveals it to no one. */
  | 'untellable';

/** The kind of list or thing that is unknown, and the resource, scope or name that it belongs to. */
export interface Subject {
  readonly what: string;
  readonly of?: string;
}

/** One of several places that a list is made of. */
export interface Place {
  /** For use after "in". */
  readonly name: Phrase;
  /** Left out for a whole directory that was not read subscription by subscription. */
  readonly subscriptionId?: string;
}

/** Something that could not be known, and why. */
export interface Unknown {
  readonly cause: Cause;
  readonly subject: Subject;
  /** The only place where it is unknown; left out if it is unknown everywhere. */
  readonly place?: Place;
  /** What is unknown, as the beginning of a sentence; left out if the reason says it. */
  readonly title?: Words;
  /** Why, in a sentence; Azure's own words if they come from Azure. */
  readonly reason: Words;
  /** The same in fewer words, if there is a shorter form. */
  readonly brief?: Words;
  /** What is unknown, in a few words. */
  readonly short?: Words;
  /**
   * Why the read failed, in words that are the same for all such failures, if `reason` says more: what it leaves
   * unknown, or which request it was.
   */
  readonly because?: Words;
  readonly armCode?: string;
  /** What an opened file doesn't contain, if it stands for all of that. */
  readonly lacks?: readonly string[];
  /** The notes of a report say it once for all clusters. */
  readonly inNotes?: true;
  /** It waits for a read; the function will be called again. */
  readonly isWaiting?: true;
}

const notRead: ReadonlySet<Cause> = new Set<Cause>(['refused', 'signedOut', 'throttled', 'failed', 'notAsked']);

/** Returns true for an unknown instead of an answer. */
export function isUnknown(answer: Unknown | readonly unknown[] | undefined): answer is Unknown {
  return answer !== undefined && 'cause' in answer;
}

/** Returns true for what could have been read and was not, unlike what Azure reveals to no one or only to others. */
export function isNotRead({ cause }: Unknown): boolean {
  return notRead.has(cause);
}

/** The code with which opened files answer what they don't contain: nobody could read it there, so it is not offered. */
export const notInFile = 'NotInFile';

/** What that code means. */
export const notInFileWords = say`The opened file doesn't contain this.`;

/** Returns true for what an opened file doesn't contain. */
export function isNotInFile({ armCode }: Pick<Unknown, 'armCode'>): boolean {
  return armCode === notInFile;
}

/** Returns true if Azure was asked and did not answer. */
export function isFailure(unknown: Unknown): boolean {
  return isNotRead(unknown) && unknown.cause !== 'notAsked';
}

/** Returns a key that is equal for unknowns about the same subject and place. */
export function subjectKey({ subject: { what, of = '' }, place }: Pick<Unknown, 'subject' | 'place'>): string {
  return `${what} ${of} ${place?.subscriptionId ?? keyOfWords(place?.name ?? '')}`.toLowerCase();
}

/** Returns the unknowns without repetitions: one for each cause and sentence. */
export function eachOnce(unknowns: readonly Unknown[]): readonly Unknown[] {
  return distinctByWords(unknowns, unknownText, ({ cause }) => cause);
}

/** Returns true for the same place. */
export function isSamePlace(a: Place, b: Place | undefined): boolean {
  return b !== undefined && keyOfWords(a.name) === keyOfWords(b.name);
}

/** Returns the unknown with a title, to which its place is added. */
export function withTitle(
  title: Phrase,
  { cause, subject, place, reason, brief, because, armCode, inNotes }: Unknown,
): Unknown {
  return {
    cause,
    subject,
    ...defined({ place }),
    title: place === undefined ? verbatim(title) : say`${title} in ${place.name}`,
    reason,
    ...defined({ brief, because, armCode, inNotes }),
  };
}

/** Returns an unknown for what Azure reveals to no one; the reason is a sentence. */
export function unknownToAll(list: string, place: string, reason: Words): Unknown {
  return unknownWith('untellable', list, reason, place);
}

/** Returns an unknown with this cause, and the reason as a sentence. */
export function unknownWith(cause: Cause, list: string, reason: Words, place?: string): Unknown {
  return { cause, subject: { what: list, ...defined({ of: place }) }, reason };
}

/** Says in a sentence what is unknown, and why. */
export function unknownText({ title, reason }: Unknown): Words {
  return title === undefined ? reason : say`${title}: ${reason}`;
}

/** Says in a sentence what is unknown, briefly: a refusal by Azure reads the same for every scope. */
export function unknownBrief({ brief, ...unknown }: Unknown): Words {
  return unknownText(brief === undefined ? unknown : { ...unknown, reason: brief });
}

/** Says what is unknown in a few words, for the middle of a line. */
export function unknownShort({ short, title, brief, reason }: Unknown): Words {
  return asClause(short ?? title ?? brief ?? reason);
}

/** Says what is unknown, each sentence once. */
export function unknownTexts(unknowns: readonly Unknown[]): readonly Words[] {
  return distinctWords(unknowns.map(unknownText));
}

/** Says in sentences what is unknown, things with the same reason together: `Fleets, Extensions: The file doesn't contain this.` */
export function unknownsInSentences(
  unknowns: readonly Unknown[],
  reasonOf: (unknown: Unknown) => Words = ({ reason }) => reason,
): Words {
  const groups = groupByWords(unknowns, reasonOf, ({ title }) => String(title === undefined));
  return joinWords(
    groups.map((same) => {
      const [first] = same;
      const titles = distinctWords(same.flatMap(({ title }) => title ?? []));
      if (first === undefined) return undefined;
      return titles.length === 0 ? reasonOf(first) : say`${joinWords(titles, ', ')}: ${reasonOf(first)}`;
    }),
  );
}

/** The public form of an `Unknown`, as the API and the machine-readable exports have it. */
export type PublicUnknown = Pick<Unknown, 'cause' | 'subject' | 'reason'> & {
  readonly place?: Place & { readonly name: string };
};

/** Returns the unknown in the form of the public API. */
export function publicUnknown(unknown: Unknown): PublicUnknown {
  const { cause, subject, place } = unknown;
  const reason = unknownText(unknown);
  if (place === undefined) return { cause, subject, reason };
  const { name, subscriptionId } = place;
  return { cause, subject, place: { name: keyOfWords(name), ...defined({ subscriptionId }) }, reason };
}

/** Returns the unknown with another sentence as its reason. */
export function withReason(reason: Words, unknown: Unknown): Unknown {
  const { cause, subject, place, armCode } = unknown;
  return { cause, subject, ...defined({ place }), reason, because: whyNotRead(unknown), ...defined({ armCode }) };
}

/** Returns briefly why the read failed, without its subject and its consequences. */
export function whyNotRead({ because, brief, reason }: Pick<Unknown, 'because' | 'brief' | 'reason'>): Words {
  return because ?? brief ?? reason;
}

/** Joins several unknowns into one, with the cause of the first that could not be read. */
export function joinUnknowns(unknowns: readonly Unknown[], as: Pick<Unknown, 'subject' | 'reason'>): Unknown {
  const [first] = [...unknowns.filter(isNotRead), ...unknowns];
  if (first === undefined) return { ...as, cause: 'untellable' };
  return { ...as, cause: first.cause, because: whyNotRead(first), ...defined({ armCode: first.armCode }) };
}
