import type { Change } from '../change/change.ts';
import type { JsonObject } from '../arm/json.ts';
import { catalogue, kindOf } from './catalogue.ts';
import type { FindingCode, FindingKindInfo } from './catalogue.ts';
import { severities } from './severity.ts';
import type { Severity } from './severity.ts';

/** Something about a cluster's identities that the user should know; the public API hands it out as it is. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly text: string;
  /** What was seen, and where. */
  readonly evidence: string;
  /** The page that states the rule. */
  readonly source: string;
  /** The change that fixes it, where a single one does. */
  readonly fix?: Change;
  /** A custom role with exactly what is needed, as `az role definition create` takes it, where it is about a role. */
  readonly customRole?: JsonObject;
}

/** What a finding says about one cluster; severity and source are those of the catalogue unless they are given. */
export type FindingContent = Pick<Finding, 'text' | 'evidence' | 'fix' | 'customRole'> &
  Partial<Pick<Finding, 'severity' | 'source'>>;

/** Makes a finding of a kind that the catalogue lists. */
export function findingOf(code: FindingCode, { severity, text, evidence, source, ...more }: FindingContent): Finding {
  const info: FindingKindInfo = catalogue[kindOf(code)];
  return { code, severity: severity ?? info.severity, text, evidence, source: source ?? info.source, ...more };
}

/** Returns the findings with the most severe first; equally severe ones keep their order. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
