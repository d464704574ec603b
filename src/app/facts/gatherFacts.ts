import { readKey, type AnswerTo, type Facts, type Read, type ReadKind } from '../../domain/cluster/facts.ts';
import { withRefusalsAsErrors } from './withRefusalsAsErrors.ts';
import { inParallel } from '../../async/inParallel.ts';
import { doInTurn } from '../../async/yielding.ts';

/** The answer to any read; the kind of read decides the type of its value. */
export type AnyAnswer = AnswerTo<ReadKind>;

/** Reads one thing; rejects only with failures that are not an answer (network, throttling, sign-in). */
export type ReadFact = (read: Read) => Promise<AnyAnswer>;

/** Answers by `readKey`; shared between runs that may see the same state of Azure. */
export type Answers = Map<string, AnyAnswer>;

const parallelReads = 8;
/** A pure function that asks for more in every round is a bug of ours; this keeps it from running forever. */
const mostRounds = 40;

/** What `gatherFacts` reads with, and what is known beforehand. */
export interface Gathering {
  readonly read: ReadFact;
  /** Returns what is known without waiting, by the read and its `readKey`. */
  readonly peek?: (read: Read, key: string) => AnyAnswer | undefined;
  readonly now: () => Date;
  /** Hours for which an identity counts as in use after it was replaced. */
  readonly tokenRefreshHours?: (() => number) | undefined;
  /** What our changes have replaced and detached, what looks into clusters showed, and whether anything is compared. */
  readonly known?: (() => Pick<Facts, 'replaced' | 'detached' | 'looks' | 'isNotCompared'>) | undefined;
  /** True if the resources around clusters are read as well. */
  readonly looksAround?: boolean | undefined;
  /** True if the directory may be asked about people and groups. */
  readonly asksDirectory?: boolean | undefined;
  /** Answers from before; new ones are added. */
  readonly answers?: Answers;
}

/**
 * Repeats a pure function over facts until no fact is missing; missing facts are read in parallel. Its refusals become
 * IdentityErrors; failures of reads are thrown unchanged.
 */
export async function gatherFacts<T>(run: (facts: Facts) => T, gathering: Gathering): Promise<T> {
  const answers: Answers = gathering.answers ?? new Map<string, AnyAnswer>();
  for (let round = 0; round < mostRounds; round++) {
    const missed = new Map<string, Read>();
    const result = await doInTurn(() => withRefusalsAsErrors(() => run(factsFrom(answers, missed, gathering))));
    if (missed.size === 0) return result;
    await inParallel([...missed], parallelReads, async ([key, read]) => {
      answers.set(key, await gathering.read(read));
    });
  }
  throw new Error('The facts for this never become complete.');
}

function factsFrom(
  answers: Answers,
  missed: Map<string, Read>,
  { now, tokenRefreshHours, known, looksAround = false, asksDirectory = false, peek }: Gathering,
): Facts {
  const get = (read: Read): AnyAnswer | undefined => {
    const key = readKey(read);
    const earlier = answers.get(key);
    if (earlier !== undefined) return earlier;
    const answer = peek?.(read, key);
    if (answer === undefined) missed.set(key, read);
    else answers.set(key, answer);
    return answer;
  };
  const hours = tokenRefreshHours === undefined ? {} : { tokenRefreshHours: tokenRefreshHours() };
  return { now: now(), looksAround, asksDirectory, ...hours, ...known?.(), get: get };
}
