/**
 * How serious a finding is: an `error` breaks something or will, a `warning` should be fixed, `info` is worth knowing; what is
 * `unknown` could not be checked and may be in order.
 */
export type Severity = 'error' | 'warning' | 'unknown' | 'info';

/** The severities that other tools know, which the public API and the exports for programs have. */
export type CommonSeverity = Exclude<Severity, 'unknown'>;

/** All severities, the most severe first. */
export const severities: readonly Severity[] = ['error', 'warning', 'unknown', 'info'];

/** How serious it is that a role is missing: a warning where AKS grants it itself and may do so again, otherwise an error. */
export function severityOfMissing({ advice = false }: { readonly advice?: boolean }): Severity {
  return advice ? 'warning' : 'error';
}
