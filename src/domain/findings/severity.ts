/** How serious a finding is: an `error` breaks something or will, a `warning` should be fixed, `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** All severities, the most severe first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];
