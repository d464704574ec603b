/** Reasons and evidence in few words, the same in the tree, the panel, the report and exports. */
import { withNames } from '../arm/scopeWords.ts';
import type { SubscriptionNames } from '../arm/scopeWords.ts';

const refusal =
  /The client '[^']*'.*? does not have authorization.*? to perform action '([^']+)'.*?(?: please refresh your credentials\.?|$)(?: \(\w+\)\.?)?/gs;

/** Returns the reason with what Azure says of a missing permission in few words, which are the same for every scope. */
export function briefReason(reason: string): string {
  return reason.replace(refusal, (_, action: string) => `your account doesn't have the permission ${action}.`);
}

/** Returns evidence, of which each line is a reason, with each reason once in few words and with names in place of ids. */
export function briefEvidence(evidence: string, names?: SubscriptionNames): string {
  const lines = evidence.split('\n').map((line) => withNames(briefReason(line), names));
  return [...new Set(lines)].join(' ');
}
