import type { Finding } from '../../domain/findings/finding.ts';
import type { MissingRole } from '../../domain/findings/rule/rule.ts';
import { severities, type Severity, isGrave } from '../../domain/findings/rule/weight.ts';
import { distinctRoles, type Requirement } from '../../domain/needs/need.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { sentenceList } from '../../domain/words/describe.ts';
import { unknownBrief } from '../../domain/arm/unknown.ts';
import type { Tone } from '../protocol/panel.ts';
import { asClause, say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { sameText } from '../../domain/arm/resourceId.ts';
import { t, shownText } from '../../sentences/language.ts';

const words: Readonly<Record<string, Words>> = {
  identityDeleted: say`deleted`,
  identityRecreated: say`deleted and recreated`,
};

/**
 * Says what happened to the identity of a part of the cluster, such as `deleted`; returns `undefined` if it is the one
 * that the cluster refers to.
 */
export function identityProblemOf(findings: readonly Finding[], part: string | undefined): string | undefined {
  const codes = findings.map(({ code }) => code.split(':'));
  return codes
    .map(([kind = '', whose]) => (part !== undefined && whose === part ? words[kind] : undefined))
    .flatMap((word) => (word === undefined ? [] : [shownText(word)]))[0];
}

/** What one of the cluster's identities lacks, what else is wrong with it, and what of it could not be judged. */
export interface IdentityLack {
  readonly missing: readonly (Finding & { readonly missing: MissingRole })[];
  /** Errors and warnings about it, where no role is missing. */
  readonly others: readonly Finding[];
  /** What could not be judged, in words. */
  readonly unknown?: string;
  /** The worst of all; left out where nothing is wrong and nothing is unknown. */
  readonly tone?: Severity | 'unknown';
}

/** Finds what the identity of a part of the cluster, such as `kubelet`, lacks according to the findings. */
export function missingOf(
  findings: readonly Finding[],
  requirements: readonly Requirement[],
  part: string | undefined,
): IdentityLack {
  const isPart = (identity: string): boolean => sameText(identity, part);
  const isOfPart = ({ identity }: { readonly identity: string }): boolean => isPart(identity);
  const missing = findings.flatMap((finding) =>
    finding.missing && isOfPart(finding.missing) ? [{ ...finding, missing: finding.missing }] : [],
  );
  const otherFindings = findings.filter(({ about = [], ...finding }) => isGrave(finding) && about.some(isPart));
  const open = distinctRoles(
    requirements.filter((requirement) => requirement.verdict === 'unknown' && isOfPart(requirement)),
  );
  const unknown = findings.filter(({ severity, about = [] }) => severity === 'unknown' && about.some(isPart));
  const unchecked = [
    ...unknown.map(
      ({ text, unknown: [firstUnknown] = [] }) =>
        t`the identity itself (${asClause(firstUnknown ? unknownBrief(firstUnknown) : text)})`,
    ),
    ...(open.length === 0 ? [] : [shownText(countWithNoun(open.length, 'role'))]),
  ];
  const tone =
    severities.find((candidate) => [...missing, ...otherFindings].some(({ severity }) => severity === candidate)) ??
    (unchecked.length > 0 ? 'unknown' : undefined);
  return {
    missing,
    others: otherFindings,
    ...(unchecked.length > 0 ? { unknown: shownText(sentenceList([...new Set(unchecked)])) } : {}),
    ...defined({ tone }),
  };
}

/** Returns the worst of some tones, or the last one if none is bad. */
export function worstTone(tones: readonly Tone[]): Tone {
  return (['error', 'warning', 'unknown'] as const).find((tone) => tones.includes(tone)) ?? tones.at(-1) ?? 'unknown';
}
