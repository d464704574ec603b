import type { Requirement } from '../needs/need.ts';
import type { Finding } from './finding.ts';

/** What a check of a cluster has found, and what it could not find out. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** What the cluster's identities need, of which it can't be told whether they have it. */
  readonly unknown: readonly Requirement[];
}
