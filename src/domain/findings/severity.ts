/** How serious a finding is: an `error` breaks something or will, a `warning` should be fixed, `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** All severities, the most severe first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** How serious it is that a role is missing: a warning where AKS grants it itself and may do so again, otherwise an error. */
export function severityOfMissing({ advice = false }: { readonly advice?: boolean }): Severity {
  return advice ? 'warning' : 'error';
}
