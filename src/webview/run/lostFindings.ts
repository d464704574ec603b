/** What a run has taken away from clusters: the roles that its plan said would be lost, and that are missing since. */
import type { Decider } from '../../app/decisionSource.ts';
import type { LostAfter } from '../../app/runs/lostAfter.ts';
import { isUnknown, unknownText } from '../../domain/arm/unknown.ts';
import { idKey, sameId } from '../../domain/arm/resourceId.ts';
import { scopeWithKind } from '../../domain/arm/scopeWords.ts';
import { findingOf, type Finding } from '../../domain/findings/finding.ts';
import { codesOfMissing } from '../../domain/findings/rules/missingRoles.ts';
import { subjectOfMissing } from '../../domain/findings/rule/rule.ts';
import { isFor } from '../../domain/needs/needKinds.ts';
import { openOf, severityOfMissing } from '../../domain/findings/rule/weight.ts';
import type { Need, Requirement } from '../../domain/needs/need.ts';
import { unknownWords } from '../../domain/plan/grants/stillLost.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { shownText, shownTexts, t } from '../../sentences/language.ts';

/** What a run has taken away from a cluster. */
interface LostFinding extends Finding {
  /** The cluster that needs it, which need not be that of the panel. */
  readonly lostAt: string;
}

/** Returns a finding for each need that is certainly not met, as grave as a check calls it. */
export function lostFindings(lost: LostAfter = []): readonly LostFinding[] {
  if (isUnknown(lost)) return [];
  const missing = lost.filter(({ unknown }) => unknown === undefined);
  return missing.map(({ clusterId, text, need, principalId, fix }) => ({
    lostAt: clusterId,
    ...findingOf(codesOfMissing(need.id)[0], {
      subject: subjectOfMissing(need),
      severity: severityOfMissing({ ...need, wasDetached: isFor(need, 'pullImages') }),
      text: say`${text} is missing.`,
      evidence: [shownText(need.why)],
      missing: { identity: need.identity, principalId, role: need.role, scope: need.scope },
      ...defined({ fix }),
    }),
  }));
}

/** Returns true for what a run has taken away. */
export function isLost(finding: Finding): finding is LostFinding {
  return 'lostAt' in finding;
}

/** Returns what was lost without what somebody has accepted since. */
export function withoutAccepted(lost: LostAfter | undefined, decided: Decider['decided']): LostAfter | undefined {
  if (lost === undefined || isUnknown(lost)) return lost;
  return lost.filter((loss) =>
    lostFindings([loss]).every((finding) => openOf(decided([finding], loss.clusterId)).length > 0),
  );
}

/** Says for what it is unknown whether it was lost, or whether an identity of the cluster has it although that was known before. */
export function unknownAfter(
  lost: LostAfter = [],
  { before, after }: { readonly before: readonly Requirement[]; readonly after: readonly Requirement[] },
): readonly string[] {
  if (isUnknown(lost)) return [shownText(unknownText(lost))];
  const lostKeys = lost.flatMap((loss) => (loss.unknown === undefined ? [] : [grantKey(loss.principalId, loss.need)]));
  const news = after
    .filter(({ verdict }) => verdict === 'unknown')
    .filter(
      ({ id, scope }) =>
        !before.some(
          (requirement) =>
            requirement.id === id && sameId(requirement.scope, scope) && requirement.verdict === 'unknown',
        ),
    )
    .filter((requirement) => !lostKeys.includes(grantKey(requirement.principalId, requirement)));
  return [
    ...shownTexts(lost.flatMap((loss) => unknownWords(loss) ?? [])),
    ...news.map(
      ({ role, scope, reason }) =>
        t`It isn't known whether ${role.name} on ${scopeWithKind(scope)} is missing: ${shownText(reason ?? '')}`,
    ),
  ];
}

/** The key of a needed grant, because a finding and a loss may be about the same one. */
function grantKey(principalId: string | undefined, { role, scope }: Pick<Need, 'role' | 'scope'>): string {
  return `${principalId ?? ''} ${role.id} ${idKey(scope)}`.toLowerCase();
}

/** Returns the findings, and the losses that they do not report. */
export function withLost(findings: readonly Finding[], lost: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ missing }: Finding): string | undefined => missing && grantKey(missing.principalId, missing);
  const findingKeys = new Set(findings.map(keyOf));
  return [...lost.filter((loss) => !findingKeys.has(keyOf(loss))), ...findings];
}
