/** How much a finding counts: its severity, and whether it is accepted. */
import { dayInSentence } from '../../words/dateTime.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/**
 * How serious a finding is: an `error` breaks something or will, a `warning` should be fixed, `info` is worth knowing;
 * what is `unknown` could not be checked and may be fine.
 */
export type Severity = 'error' | 'warning' | 'unknown' | 'info';

/** The severities that other tools know, for the public API and the exports for programs. */
export type CommonSeverity = Exclude<Severity, 'unknown'>;

/** All severities, the most severe first. */
export const severities: readonly Severity[] = ['error', 'warning', 'unknown', 'info'];

/**
 * Returns how serious a missing role is: a warning if AKS grants it itself and may do so again, or if someone took it away here
 * and typed the cluster's name for it; otherwise an error.
 */
export function severityOfMissing({
  advice = false,
  wasDetached = false,
}: {
  readonly advice?: boolean;
  readonly wasDetached?: boolean;
}): Severity {
  return advice || wasDetached ? 'warning' : 'error';
}

/** What a team may have decided about a finding. */
export interface Acceptable {
  /** Why the team accepts it, who decided that, and the last day on which that counts; left out if it is not accepted. */
  readonly accepted?: { readonly reason: Phrase; readonly by?: string; readonly expires?: string };
  /** The last day on which it was accepted, if that is over. */
  readonly acceptedUntil?: string;
}

/** Returns the moment from which an acceptance no longer counts; its last day counts until midnight UTC. */
export function endOf({ expires }: { readonly expires: string }): number {
  return Date.parse(expires) + 86_400_000;
}

/** Returns the findings that count: those that are not accepted. */
export function openOf<F extends Acceptable>(findings: readonly F[]): readonly F[] {
  return findings.filter(({ accepted }) => accepted === undefined);
}

/** Returns how many findings of a severity count. */
export function countOpen(findings: readonly (Acceptable & Weighed)[], severity: Severity): number {
  return openOf(findings).filter((finding) => finding.severity === severity).length;
}

/** Returns true for an error or a warning. */
export function isGrave({ severity }: Weighed): boolean {
  return severity === 'error' || severity === 'warning';
}

/** Returns true if something became more serious. */
export function isGraver({ severity }: Weighed, than: Severity): boolean {
  return severities.indexOf(severity) < severities.indexOf(than);
}

interface Weighed {
  readonly severity: Severity;
}

/** Says that a finding is accepted, why and until when, or that it was; `undefined` if no one has decided. */
export function acceptanceText({ accepted, acceptedUntil }: Acceptable): Words | undefined {
  if (!accepted)
    return acceptedUntil === undefined ? undefined : say`Its acceptance ended on ${dayInSentence(acceptedUntil)}.`;
  const { reason, by, expires } = accepted;
  if (expires && by) return say`Accepted until ${dayInSentence(expires)} by ${by}: ${reason}`;
  if (expires) return say`Accepted until ${dayInSentence(expires)}: ${reason}`;
  return by ? say`Accepted by ${by}: ${reason}` : say`Accepted: ${reason}`;
}
