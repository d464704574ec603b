import { isFailure, publicUnknown, unknownTexts, type PublicUnknown, type Unknown } from '../arm/unknown.ts';
import { catalogue, kindOf, findingTitle, type FindingCode, type FindingKind } from './catalogue.ts';
import type { Requirement } from '../needs/need.ts';
import { evidenceText } from './rule/evidence.ts';
import { unknownWhether, type FindingContent, type RuleFinding, type Rule } from './rule/rule.ts';
import { openOf, severities, type Acceptable, type CommonSeverity, type Severity } from './rule/weight.ts';
import { joinWords, say, type Words } from '../../sentences/words.ts';

/** Something about a cluster's identities that the user should know. */
export interface Finding extends FindingContent, Acceptable {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The page that states the rule. */
  readonly source: string;
  /** Its text without the advice, if it has any. */
  readonly said?: Words;
  /** What is known of its beginning, where Azure's logs were asked. */
  readonly beginning?: BeginningOfFinding;
}

/**
 * Since when a finding is there, and by whom: `perhaps` if it is not known what was taken away; `nothing` explains it although everything
 * was read; `unknown` if something was not, or has no values any more.
 */
interface BeginningOfFinding {
  readonly known: 'told' | 'perhaps' | 'nothing' | 'unknown';
  /** As ISO 8601. */
  readonly at?: string;
  readonly who?: string;
}

/** A finding, and the cluster that has it. */
export interface ClusterFinding {
  readonly clusterId: string;
  readonly finding: Finding;
}

/** Makes a finding of a kind in the catalogue. */
export function findingOf(code: FindingCode, { severity, text, evidence, source, ...more }: FindingContent): Finding {
  const rule: Rule = catalogue[kindOf(code)];
  const { advice } = more;
  const texts = advice === undefined ? { text } : { text: joinWords([text, advice]), said: text };
  return { code, severity: severity ?? rule.severity, ...texts, evidence, source: source ?? rule.source, ...more };
}

/** Makes a finding from what the rule of a kind has found. */
export function findingFrom(kind: FindingKind, { as, detail, ...content }: RuleFinding): Finding {
  const ownKind = as ?? kind;
  return findingOf((detail === undefined ? ownKind : `${ownKind}:${detail}`) as FindingCode, content);
}

/** Says what is unknown about a resource, and what could not be read. */
export function unreadFinding(whether: Words, id: string, unknown: readonly Unknown[]): Finding {
  return findingFrom('notAllRead', unknownWhether(whether, id, unknown));
}

/** A finding as the public API and the exports for programs have it. */
export interface CommonFinding extends Omit<
  Finding,
  | 'severity'
  | 'advice'
  | 'said'
  | 'evidence'
  | 'brief'
  | 'subject'
  | 'unknown'
  | 'former'
  | 'alsoHeld'
  | 'lacksTrust'
  | 'makesAdmin'
  | 'places'
  | 'spared'
  | 'neededBecause'
  | 'isOwnDoing'
> {
  readonly severity: CommonSeverity;
  readonly evidence: Words;
  /** True if Azure was asked for something that would have told more, and did not answer. */
  readonly failed?: true;
  /** Why it is not known, in sentences, if it is about something that could not be read. */
  readonly reason?: Words;
  readonly unknown?: readonly PublicUnknown[];
}

/** Returns a finding with a severity that other tools know, what could not be checked being `info`, and with what was seen in a sentence. */
export function asCommonFinding({
  brief: _,
  subject: __,
  former: ___,
  places: ____,
  spared: _____,
  neededBecause: ______,
  isOwnDoing: _______,
  alsoHeld: ________,
  lacksTrust: _________,
  makesAdmin: __________,
  advice: ___________,
  said: ____________,
  unknown = [],
  ...finding
}: Finding): CommonFinding {
  const isOpen = finding.severity === 'unknown';
  return {
    ...finding,
    severity: finding.severity === 'unknown' ? 'info' : finding.severity,
    evidence: evidenceText(finding.evidence),
    ...(!isOpen && unknown.some(isFailure) ? { failed: true } : {}),
    ...(isOpen && unknown.length > 0 ? { reason: joinWords(unknownTexts(unknown)) } : {}),
    ...(unknown.length > 0 ? { unknown: unknown.map(publicUnknown) } : {}),
  };
}

/** Returns the findings with the most severe first; equally severe ones keep their order. */
export function mostSevereFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** Returns the findings with the most severe first, and those that are accepted last. */
export function worstFirstAcceptedLast(findings: readonly Finding[]): readonly Finding[] {
  return [...mostSevereFirst(openOf(findings)), ...mostSevereFirst(findings.filter(({ accepted }) => accepted))];
}

/** Returns what findings are grouped and filtered by: the code, and for a missing role, which role; what is graver is apart. */
export function topicOf({ code, missing, makesAdmin }: Pick<Finding, 'code' | 'missing' | 'makesAdmin'>): {
  readonly key: string;
  readonly title: Words;
} {
  if (makesAdmin) return { key: `${code}:admin`, title: say`Unused role leads to administrator access` };
  if (kindOf(code) !== 'missingGrant' || !missing) return { key: code, title: findingTitle(code) };
  return {
    key: `missingGrant:${missing.role.name}`,
    title: say`${findingTitle('missingGrant')}: ${missing.role.name}`,
  };
}

/** What a check of a cluster found, and what it could not determine. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** The cluster's needs that may or may not be met. */
  readonly unjudged: readonly Requirement[];
}
