/** Finds out whether a confirmed plan still holds, by making it again. */
import { ChangedSince, IdentityError } from '../../errors.ts';
import { isOlderBasis } from '../../domain/plan/clusterContent.ts';
import type { Continued } from '../../domain/plan/planPart.ts';
import { sameId, sameText } from '../../domain/arm/resourceId.ts';
import { isRemoval } from '../../domain/plan/stepKinds.ts';
import type { Check, KeptWarning, LostNeed, Plan, Step, StepOf } from '../../domain/plan/plan.ts';
import { isOver } from './activity.ts';
import type { RunRecord } from './runRecord.ts';
import { say, isSameWords, type Phrase, type Words, keyOfWords } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** The end of a plan that no longer holds: a `conflict` with the new plan to show. Nothing more was sent. */
export class PlanChanged extends IdentityError {
  readonly fresh: Plan;
  constructor(reason: Phrase, { fresh, continued }: Pick<ComparedPlans, 'fresh' | 'continued'>, cause?: IdentityError) {
    super({
      code: 'conflict',
      message: say`${reason} ${sentSoFar(continued)} Review the new plan.`,
      ...defined({ armCode: cause?.armCode, source: cause?.source }),
    });
    this.fresh = fresh;
  }
}

/** What is needed to plan again and compare with the confirmed plan. */
export interface Replanner {
  readonly plan: (continued: Continued) => Promise<Plan>;
  /** Whether the result of a step exists already. */
  readonly holds: (step: Step) => Promise<boolean>;
  /** Whether the result of a completed step still exists. */
  readonly stands: (step: Step) => Promise<boolean>;
  /** Returns the conflict for a cluster that was changed or deleted. */
  readonly whoChanged: (step: StepOf<'putCluster'>) => Promise<IdentityError>;
}

/**
 * Makes the plan of an entry again and compares the rest of it with what was confirmed. `same`: it may continue.
 * `nothingLeft`: everything is done, whoever did it, and nothing may be sent. Rejects with `PlanChanged` if something
 * else would be done now, with the planner's own refusal, with `forbidden` if a right is missing, and with `refused` if
 * another check fails.
 */
export async function lookAgain(entry: RunRecord, look: Replanner): Promise<'same' | 'nothingLeft'> {
  const { plan: confirmed } = entry;
  const continued = continuedPlan(entry);
  const fresh = await look.plan(continued);
  const open = confirmed.steps.filter(({ id }) => !continued.done.has(id));
  const difference = await firstDifference({ open, fresh, continued }, look);
  const failing = fresh.checks.find(({ verdict }) => verdict === 'fail');
  if (difference === undefined && failing === undefined) return 'same';
  const remaining = fresh.steps.filter(({ id }) => !continued.done.has(id));
  if ((await allHold(open, look)) && (await allHold(remaining, look))) return 'nothingLeft';
  if (difference === undefined && failing !== undefined)
    throw new IdentityError({ code: failing.permission ? 'forbidden' : 'refused', message: checkWords(failing) });
  if (!(difference instanceof IdentityError)) throw new PlanChanged(difference ?? '', { fresh, continued });
  const reason = difference instanceof ChangedSince ? difference.what : difference.said;
  throw new PlanChanged(reason, { fresh, continued }, difference);
}

function checkWords({ title, detail, permission }: Check): Words {
  return say`${title}${permission ? ` (${permission.action})` : ''}: ${detail}`;
}

function continuedPlan({ plan, steps }: RunRecord): Continued {
  return {
    plan,
    done: new Set(steps.filter(isOver).map(({ id }) => id)),
    sent: new Set(steps.filter((record) => !isOver(record) && record.sentAt !== undefined).map(({ id }) => id)),
  };
}

/** The current step counts as sent: this may be before a second request of it, which is no longer sent. */
function sentSoFar({ plan, done, sent }: Continued): Words {
  const { size } = done;
  if (size === 0) return sent.size === 0 ? say`Nothing was sent.` : say`Nothing more was sent.`;
  return size === 1
    ? say`1 of ${plan.steps.length} steps is already done, and nothing more was sent.`
    : say`${size} of ${plan.steps.length} steps are already done, and nothing more was sent.`;
}

interface ComparedPlans {
  /** The confirmed steps that are not done. */
  readonly open: readonly Step[];
  readonly fresh: Plan;
  readonly continued: Continued;
}

/** The first difference from what was confirmed, as a sentence or as a conflict. */
async function firstDifference(compared: ComparedPlans, look: Replanner): Promise<Words | IdentityError | undefined> {
  const { open, fresh, continued } = compared;
  for (const step of fresh.steps) {
    const openStep = open.find(({ id }) => id === step.id);
    if (openStep === undefined) {
      if (!continued.done.has(step.id)) return say`The change now needs another step: ${step.title}.`;
      if (!(await look.stands(step))) return say`What was already done has been undone since: ${step.title}.`;
    } else if ((isRemoval(step) || !continued.sent.has(step.id)) && !isSameWrite(openStep, step)) {
      return openStep.kind === 'putCluster'
        ? look.whoChanged(openStep)
        : say`This has changed since you confirmed it: ${step.title}.`;
    }
  }
  for (const step of open) {
    const isPlanned = fresh.steps.some(({ id }) => id === step.id);
    if (!isPlanned && !(await look.holds(step))) return say`This step is no longer needed: ${step.title}.`;
  }
  return newConsequence(continued.plan, fresh);
}

/** Returns a consequence that the user did not know of when confirming. */
function newConsequence(confirmed: Plan, fresh: Plan): Words | undefined {
  const confirmedLosses = new Set(confirmed.lost?.map(lossKey));
  const loss = fresh.lost?.find((lostNeed) => !confirmedLosses.has(lossKey(lostNeed)));
  if (loss) return say`A cluster would lose this: ${loss.text}.`;
  const warning = fresh.warnings.find(
    (candidate) => candidate.severity !== 'info' && !isAlreadyWarned(candidate, confirmed.warnings),
  );
  if (warning) return warning.text;
  const pool = fresh.restarts.find((name) => !confirmed.restarts.includes(name));
  if (pool !== undefined) return say`The node pool ${pool} would restart too.`;
  const open = confirmed.checks.filter(({ verdict }) => verdict !== 'pass');
  const doubt = fresh.checks.find(
    (check) => check.verdict === 'unknown' && !open.some((openCheck) => isSameCheck(openCheck, check)),
  );
  return doubt && say`A check can no longer be confirmed: ${doubt.title}. ${doubt.detail}`;
}

/** A reworded warning is not new, a new value is; a cluster that was already warned about needs no other warning. */
function isAlreadyWarned(fresh: KeptWarning, confirmed: readonly KeptWarning[]): boolean {
  const isOfSameCluster = ({ clusterId }: KeptWarning): boolean =>
    clusterId !== undefined && fresh.clusterId !== undefined && sameId(clusterId, fresh.clusterId);
  return confirmed.some(
    (warning) => isSameWarning(warning, fresh) || (fresh.severity === 'warning' && isOfSameCluster(warning)),
  );
}

/** Warnings from an earlier version have only words. Those about disruptions name pools, which are compared on their own. */
function isSameWarning(confirmed: KeptWarning, fresh: KeptWarning): boolean {
  if (confirmed.id === undefined || fresh.id === undefined)
    return fresh.severity === 'disruption'
      ? confirmed.source === fresh.source
      : isSameWords(confirmed.text, fresh.text);
  if (confirmed.id !== fresh.id || !sameText(confirmed.clusterId, fresh.clusterId)) return false;
  const confirmedValues = new Set(confirmed.values?.map((value) => keyOfWords(value).toLowerCase()));
  return (fresh.values ?? []).every((value) => confirmedValues.has(keyOfWords(value).toLowerCase()));
}

/** Checks from an earlier version have only words. */
function isSameCheck(confirmed: Check, fresh: Check): boolean {
  if (confirmed.id === undefined || fresh.id === undefined) return isSameWords(confirmed.title, fresh.title);
  const keyOf = ({ id, about = [] }: Check): string => JSON.stringify([id, ...about]).toLowerCase();
  return keyOf(confirmed) === keyOf(fresh);
}

/** By ids, because clusters may have the same name. */
function lossKey({ clusterId, principalId, need }: LostNeed): string {
  return JSON.stringify([clusterId, principalId, need.role.id, need.scope]).toLowerCase();
}

/** A step for which no account was confirmed must not get one now; a confirmed account is used, or the step says why it can't be. */
function isSameWrite(confirmed: Step, fresh: Step): boolean {
  if (fresh.account !== undefined && confirmed.account === undefined) return false;
  const essence = (step: Step): string =>
    JSON.stringify(step.kind === 'putCluster' ? [step.clusterId, step.edit, step.eTag] : step.request);
  const basisOf = (step: Step): string | undefined => ('basis' in step ? step.basis : undefined);
  // An eTag covers every difference. Plans of earlier versions noted less, and nothing for roles.
  const basis = basisOf(confirmed);
  const hasNoComparableBasis =
    (confirmed.kind === 'assignRole' && basis === undefined) ||
    (confirmed.kind === 'putCluster' && confirmed.eTag !== undefined && (basis === undefined || isOlderBasis(basis)));
  return essence(confirmed) === essence(fresh) && (hasNoComparableBasis || basis === basisOf(fresh));
}

async function allHold(steps: readonly Step[], { holds }: Replanner): Promise<boolean> {
  for (const step of steps) if (!(await holds(step))) return false;
  return true;
}
