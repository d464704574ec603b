/** What was found earlier, as reports, commands and pages carry it. */
import { count, flag, list, object, oneOf, open, optional, text, time, type Of } from '../../shape/shape.ts';

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
  /** Which findings, by their fingerprints, the changes are to fix; `change` is the index in the list. */
  promised: list(object({ fingerprint: text, change: count })),
});
/** What a list of changes is to fix. */
export type PromisedFixes = Of<typeof promisedFixes>;
