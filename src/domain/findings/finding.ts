import { openOf } from './weight.ts';
import type { Acceptable } from './weight.ts';
import { evidence, evidenceText } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import type { Change } from '../change/change.ts';
import type { Requirement } from '../needs/need.ts';
import type { JsonObject } from '../arm/json.ts';
import { catalogue, kindOf, titleOf } from './catalogue.ts';
import type { FindingCode, FindingKindInfo } from './catalogue.ts';
import { severities } from './weight.ts';
import type { CommonSeverity, Severity } from './weight.ts';
import type { IdentityRole } from '../cluster/principals.ts';

/** Something about a cluster's identities that the user should know. */
export interface Finding extends Acceptable {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly text: string;
  /** What was seen, and where. */
  readonly evidence: Evidence;
  /**
   * What it is about, which tells it from others of its kind: a resource, a role assignment, an address, a principal, or where a
   * role is missing, `{resource}#{role}`; left out where it is the cluster as a whole.
   */
  readonly subject?: string;
  /** The page that states the rule. */
  readonly source: string;
  /** Azure was asked for something that would have told more, and did not answer. */
  readonly failed?: true;
  /** Why it is not known, in sentences, where it is about something that could not be read. */
  readonly reason?: string;
  /** The change that fixes it, where a single one does. */
  readonly fix?: Change;
  /** The role that is missing, who needs it and where, where it is about one. */
  readonly missing?: MissingRole;
  /** The cluster's identities that it is about, where no role of theirs is missing. */
  readonly about?: readonly IdentityRole[];
  /** A custom role with exactly what is needed, as `az role definition create` takes it, where it is about a role. */
  readonly customRole?: JsonObject;
  /** The role assignment that it is about, where it is about one that should not be as it is. */
  readonly grant?: {
    readonly role: string;
    readonly scope: string;
    readonly principalId: string;
    /** The scope by its name. */
    readonly where: string;
  };
}

/** A role that one of the cluster's identities needs and does not have. */
export type MissingRole = Pick<Requirement, 'identity' | 'principalId' | 'role' | 'scope'>;

/** What a finding says about one cluster; severity and source are those of the catalogue unless they are given. */
export type FindingContent = Pick<
  Finding,
  'text' | 'evidence' | 'subject' | 'failed' | 'reason' | 'fix' | 'missing' | 'about' | 'customRole' | 'grant'
> &
  Partial<Pick<Finding, 'severity' | 'source'>>;

/** Makes a finding of a kind that the catalogue lists. */
export function findingOf(
  code: FindingCode,
  { severity, text, evidence: seen, source, ...more }: FindingContent,
): Finding {
  const info: FindingKindInfo = catalogue[kindOf(code)];
  return { code, severity: severity ?? info.severity, text, evidence: seen, source: source ?? info.source, ...more };
}

/** Says what can't be told of a resource, and what could not be read. */
export function notAllRead(whether: string, id: string, unread: readonly string[]): Finding {
  const reason = [...new Set(unread)].join(' ');
  return findingOf('notAllRead', {
    text: `Not all could be read, so we can't tell whether ${whether}.`,
    evidence: evidence`${{ resource: id }}: ${{ reason }}`,
    subject: id,
    reason,
  });
}

/** Returns what a finding about a missing role is about. */
export function subjectOfMissing({ scope, role }: Pick<MissingRole, 'scope' | 'role'>): string {
  return `${scope}#${role.name}`;
}

/** A finding as the public API and the exports for programs have it. */
export type CommonFinding = Omit<Finding, 'severity' | 'evidence' | 'subject'> & {
  readonly severity: CommonSeverity;
  readonly evidence: string;
};

/** Returns a finding with a severity that other tools know, what could not be checked being `info`, and with what was seen in a sentence. */
export function inCommonTerms({ subject: _, ...finding }: Finding): CommonFinding {
  const severity = finding.severity === 'unknown' ? 'info' : finding.severity;
  return { ...finding, severity, evidence: evidenceText(finding.evidence) };
}

/** Returns the findings with the most severe first; equally severe ones keep their order. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** Returns the findings with the most severe first, and those that are accepted last. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...bySeverity(openOf(findings)), ...bySeverity(findings.filter(({ accepted }) => accepted))];
}

/** What a finding is about, to group and filter by: its code, and where a role is missing, which. */
export function topicOf({ code, missing }: Pick<Finding, 'code' | 'missing'>): {
  readonly key: string;
  readonly title: string;
} {
  if (kindOf(code) !== 'missingGrant' || !missing) return { key: code, title: titleOf(code) };
  return { key: `missingGrant:${missing.role.name}`, title: `${titleOf('missingGrant')}: ${missing.role.name}` };
}

/** What a check of a cluster has found, and what it could not find out. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** What the cluster's identities need, of which it can't be told whether they have it. */
  readonly unknown: readonly Requirement[];
}
