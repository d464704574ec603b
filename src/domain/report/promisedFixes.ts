/** What was found earlier, what is to be fixed of it and what is left out, as reports, commands and pages carry it. */
import { count, flag, list, object, oneOf, open, optional, text, time, type Of } from '../../shape/shape.ts';
import type { Phrase } from '../../sentences/words.ts';

/** The check of a finding as an earlier report has it. */
export const earlierFinding = open({
  fingerprint: text,
  clusterId: text,
  code: text,
  text,
  severity: oneOf('error', 'warning', 'unknown', 'info'),
  /** When a report had it first, as far as is known. */
  since: time,
  /** Left out where nobody had accepted it. */
  isAccepted: optional(flag),
});
/** A finding as an earlier report has it. */
export type EarlierFinding = Of<typeof earlierFinding>;

/** The check of what a list of changes is to fix. */
export const promisedFixes = object({
  clusters: list(object({ id: text, name: text })),
  /** What was found in these clusters before. */
  before: list(earlierFinding),
  /**
   * Which findings, by their fingerprints, the changes are to fix, with what they are called; `change` is the index in the list, `why`
   * says why it is needed.
   */
  promised: list(object({ fingerprint: text, title: optional(text), change: count, why: optional(text) })),
});
/** What a list of changes is to fix. */
export type PromisedFixes = Omit<PromisedInText, 'promised'> & {
  readonly promised: readonly (Omit<PromisedInText['promised'][number], 'title' | 'why'> & {
    readonly title?: Phrase;
    readonly why?: Phrase;
  })[];
};
type PromisedInText = Of<typeof promisedFixes>;

/** The most that are named; more are only counted. */
export const mostNamedLeftOut = 100;

/** The check of what a plan for several fixes leaves out. */
export const leftOutFixes = object({
  /** Those with a fix of their own, the most severe first; of many not all. */
  findings: list(
    object({
      clusterId: text,
      /** The name of the cluster. */
      cluster: text,
      fingerprint: text,
      title: text,
      /** Why it is left out, as a clause. */
      reason: text,
    }),
    mostNamedLeftOut,
  ),
  /** How many more there are with a fix of their own. */
  more: count,
  /** How many would go together with those in the plan, were that not too long. */
  beyond: count,
  /** How many have no automatic fix. */
  withoutFix: count,
});
type LeftOutInText = Of<typeof leftOutFixes>;
type LeftOutFinding = LeftOutInText['findings'][number];
/** What a plan for several fixes leaves out. */
export type LeftOutFixes = Omit<LeftOutInText, 'findings'> & {
  readonly findings: readonly (Omit<LeftOutFinding, 'title' | 'reason'> & {
    readonly title: Phrase;
    readonly reason: Phrase;
  })[];
};
