/** Turns needs into grants: a missing one becomes a step, an existing one a passed check, an unknown one an open check. */
import { unknownText, withTitle, type Unknown } from '../../arm/unknown.ts';
import { callerAction, callerChecks, lockReasonFor } from '../callerChecks.ts';
import { isAtOrBelow, sameGuid, sameId } from '../../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { grantInFacts, inTheWayText } from '../../access/existingGrant.ts';
import { askToAssign } from '../accessRequest.ts';
import { verdictTitle } from '../../words/verdictTitle.ts';
import { existingScope } from '../lookUps.ts';
import { grantOf, type Need } from '../../needs/need.ts';
import type { PlanContext, DraftCheck, StepsAndChecks } from '../planPart.ts';
import type { Check, Step } from '../plan.ts';
import type { PrincipalRef } from '../stepActions.ts';
import { notReadYet } from '../../access/accessCheck.ts';
import { isDenied, judgeNeed } from '../../needs/needs.ts';
import { assignRoleStep } from '../steps.ts';
import { distinctWords, joinWords, say, type Words, type Phrase, keyOfWords } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The identity for which grants are planned. */
export interface Grantee {
  readonly name: Phrase;
  readonly principal: PrincipalRef;
  readonly principalId?: string;
  /** Why its principal is not known although it exists. */
  readonly unreadable?: Unknown;
  /** True if a failure is reported without failing the change. */
  readonly optional?: boolean;
}

/** Returns the steps and checks for what an identity needs; an identity that does not exist yet has no roles yet. */
export function grantsFor(needs: readonly Need[], grantee: Grantee, context: PlanContext): StepsAndChecks {
  const plannable = needs.filter((need) => !need.grantedByAks && (!need.advice || need.whyUnknown !== undefined));
  const judged = withoutNarrower(
    plannable
      .map((need) => ({ need, ...judgedFor(need, grantee, context) }))
      .map(({ need, step, check }) => ({
        need,
        ...(step === undefined ? { check } : unlessLocked(need, { step, check }, grantee, context)),
      })),
  );
  const steps = judged.flatMap(({ step }) => step ?? []);
  const rights = callerChecks(
    steps.map((step) => writeRight(step, grantee, context)),
    context.facts,
  );
  return { steps, checks: [...judged.map(({ check }) => check), ...rights] };
}

interface JudgedGrant {
  readonly need: Need;
  readonly check: DraftCheck;
  readonly step?: Step;
}

/** Leaves out the step for a role that another step assigns above its scope, whose effect then names both reasons. */
function withoutNarrower(grants: readonly JudgedGrant[]): readonly JudgedGrant[] {
  const isAbove = (wide: JudgedGrant, { need }: JudgedGrant): boolean =>
    wide.step !== undefined &&
    sameGuid(wide.need.role.id, need.role.id) &&
    !sameId(wide.need.scope, need.scope) &&
    isAtOrBelow(need.scope, wide.need.scope);
  const widest = (grant: JudgedGrant): JudgedGrant | undefined =>
    grant.step && grants.find((wide) => isAbove(wide, grant) && !grants.some((wider) => isAbove(wider, wide)));
  return grants.map((grant) => {
    const { need, check, step } = grant;
    const wide = widest(grant);
    if (wide?.step) return { need, check: { ...check, byStep: wide.step.id } };
    const narrower = grants.filter((other) => widest(other) === grant).map((other) => other.need.why);
    return step && narrower.length > 0
      ? { need, check, step: { ...step, effect: joinWords(distinctWords([step.effect, ...narrower])) } }
      : grant;
  });
}

/** Only AKS can assign roles in a locked node resource group. */
function unlessLocked(
  need: Need,
  judged: { readonly check: DraftCheck; readonly step: Step },
  grantee: Grantee,
  context: PlanContext,
): { readonly check: DraftCheck; readonly step?: Step } {
  const isNewScope = existingScope(need.scope, context) !== need.scope;
  const right = { action: callerAction.writeRole, scope: need.scope };
  const lockReason = isNewScope ? undefined : lockReasonFor(right, context.facts);
  if (lockReason === undefined) return judged;
  const { byStep: _, ...check } = judged.check;
  const title = verdictTitle(grantee.name, whatIsNeeded(need), 'unknown');
  return { check: { ...check, title, verdict: 'unknown', detail: say`${check.detail} ${lockReason}` } };
}

function whatIsNeeded(need: Need): Phrase {
  return say`${need.verb ?? say`change`} ${scopeWithKind(need.scope)}`;
}

function judgedFor(need: Need, grantee: Grantee, context: PlanContext): { check: DraftCheck; step?: Step } {
  const checkWith = (verdict: Check['verdict'], detail: Words, unknown: readonly Unknown[] = []): DraftCheck => ({
    id: 'need',
    about: [keyOfWords(grantee.name), need.role.id, need.scope],
    title: verdictTitle(grantee.name, whatIsNeeded(need), verdict),
    verdict,
    detail,
    ...(unknown.length === 0 ? {} : { unknown }),
  });
  const { whyUnknown: unseen, unknown: unseenAs, ...seen } = need;
  if (unseen) {
    if (!need.likely) return { check: checkWith('unknown', unseen, unseenAs) };
    const { step, check } = judgedFor(seen, grantee, context);
    return { ...defined({ step }), check: checkWith('unknown', say`${check.detail} ${unseen}`, unseenAs) };
  }
  if (grantee.unreadable) {
    const identityUnknown = withTitle(say`The identity can't be read`, grantee.unreadable);
    return { check: checkWith('unknown', unknownText(identityUnknown), [identityUnknown]) };
  }
  const isNewScope = existingScope(need.scope, context) !== need.scope;
  if (grantee.principalId === undefined || isNewScope) return missingGrantCheck(need, grantee, checkWith);
  const { verdict, reason, grantedBy, unknown } = judgeNeed(need, grantee.principalId, context.facts);
  if (verdict === 'granted') {
    return { check: checkWith('pass', reason ?? say`Granted by ${grantedBy ?? say`a role it has`}.`) };
  }
  if (verdict === 'missing' && isDenied(need, grantee.principalId, context.facts)) {
    return { check: checkWith('unknown', reason ?? say`A deny assignment forbids it.`) };
  }
  if (unknown?.[0]?.isWaiting) return { check: checkWith('unknown', notReadYet, unknown) };
  const triple = { scope: need.scope, roleGuid: need.role.id, principalId: grantee.principalId };
  const existing = grantInFacts(triple, context.facts);
  if (existing.kind === 'inTheWay')
    return { check: checkWith('unknown', inTheWayText(existing.assignment, need.role.name)) };
  if (verdict === 'missing') return missingGrantCheck(need, grantee, checkWith);
  return {
    check: { ...checkWith(verdict, reason ?? say`It could not be determined.`, unknown), ...fixOf(need, grantee) },
  };
}

function missingGrantCheck(
  need: Need,
  grantee: Grantee,
  check: (verdict: Check['verdict'], detail: Words) => DraftCheck,
): { check: DraftCheck; step: Step } {
  const step = assignRoleStep({
    principal: grantee.principal,
    principalName: grantee.name,
    role: need.role,
    scope: need.scope,
    effect: need.why,
    ...(grantee.optional ? { optional: true } : {}),
  });
  return { step, check: { ...check('pass', say`${need.role.name}.`), byStep: step.id } };
}

function fixOf(need: Need, grantee: Grantee): Pick<DraftCheck, 'fix'> {
  const { principalId } = grantee;
  if (principalId === undefined) return {};
  return { fix: grantOf(need, principalId) };
}

/** The right to make a grant, and what someone who has it can run instead, unless the plan creates its scope or principal. */
function writeRight(step: Step, grantee: Grantee, context: PlanContext) {
  const scope = step.kind === 'assignRole' ? step.scope : '/';
  const existing = existingScope(scope, context);
  const isLater = existing !== scope || grantee.principalId === undefined;
  return {
    action: callerAction.writeRole,
    scope: existing,
    can: say`assign roles on ${scopeName(scope)}`,
    ...(isLater && !grantee.optional ? {} : { request: askToAssign(step.az, scope, context.facts) }),
    ...(grantee.optional ? { optional: true } : {}),
  };
}
