import type { Change } from '../change/change.ts';
import type { JsonObject } from '../arm/json.ts';

/** How much a finding matters: `error` is broken or will be, `warning` should be mended, `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Something about a cluster's identities that a person should know; the public API's shape. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly text: string;
  /** What was seen, and where. */
  readonly evidence: string;
  /** The page that states the rule. */
  readonly source: string;
  /** The change that mends it, where a single one does. */
  readonly fix?: Change;
  /** A custom role with exactly what is needed, as `az role definition create` takes it, where it is about a role. */
  readonly customRole?: JsonObject;
}

/** From the worst to the least. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Findings in the order in which they are shown: by severity, otherwise as they were found. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
