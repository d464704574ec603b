/** What one change adds to a plan, and what earlier changes of the same plan will have made. */
import { groupId, idKey, resourceIdOf, resourceType } from '../arm/resourceId.ts';
import type { Change, ChangeOf } from '../change/change.ts';
import type { Tenses } from '../change/tenses.ts';
import type { Via } from '../arm/via.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import type { GatewayObjects } from '../gateway/gatewayYaml.ts';
import { canUndo, type Pace } from './pace.ts';
import type { NextStep } from './nextSteps.ts';
import type { Check, FormerIdentity, HeldAccess, Plan, PlanSketch, Step, Warning } from './plan.ts';
import { joinWords, say, type Words, type Phrase } from '../../sentences/words.ts';
import { unknownTexts, type Unknown } from '../arm/unknown.ts';

/** A check that a step of the same plan may meet; the step's number is filled in at the end. */
export interface DraftCheck extends Check {
  readonly id: string;
  readonly byStep?: string;
}

/** A role assignment that a plan removes. */
export interface Removal {
  readonly assignment: RoleAssignment;
  /** The directory of a scope above all subscriptions. */
  readonly via: Via;
  /** The cluster that the change is about, which is judged even if clusters can't be listed. */
  readonly of?: Cluster;
}

/** What one change contributes to a plan. */
export interface PlanPart {
  /** Left out if the change's own title already has all names. */
  readonly says?: Tenses;
  /** What the button says; left out if the kind of change has it. */
  readonly verb?: Words;
  /**
   * What it does, the most important first, as sentences without a full stop: `Creates the identity id-cart`; empty
   * only while something has not been read yet.
   */
  readonly does: readonly Words[];
  readonly pace: Pace;
  /** What is already done, as a separate sentence. */
  readonly already?: Words;
  readonly steps: readonly Step[];
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  readonly before: PlanSketch;
  readonly after: PlanSketch;
  readonly next: readonly NextStep[];
  readonly restarts: readonly string[];
  /** The names of affected resources, which the user has to type. */
  readonly confirmNames?: readonly Phrase[];
  readonly former?: readonly FormerIdentity[];
  /** What replaced identities hold, and what becomes of it. */
  readonly held?: readonly HeldAccess[];
  /** What it removes; who needs that is judged for the plan as a whole. */
  readonly removals?: readonly Removal[];
  /** A name for that, such as `AcrPull on acrshop`. */
  readonly takesAway?: Phrase;
  /** The warnings about a removal if the plan's losses don't warn already. */
  readonly unseenUse?: readonly Warning[];
  /** Its times if something needs what it removes. */
  readonly ifNeeded?: Pace;
  /** What to apply in the cluster afterwards. */
  readonly inCluster?: GatewayObjects;
  /** Who needs what it removes, in a sentence: `web-weu needs AcrPull on acrshop.` */
  readonly neededBy?: Words;
}

/** The part of a change of which something that decides it has not been read yet; it is planned again once it has been. */
export const notReadPart: PlanPart = planPart({});

/** Returns a part of a plan that contains only what is given. */
export function planPart(members: Partial<PlanPart>): PlanPart {
  const nothing: PlanPart = {
    does: [],
    pace: {},
    steps: [],
    warnings: [],
    checks: [],
    before: {},
    after: {},
    next: [],
    restarts: [],
  };
  return { ...nothing, ...members };
}

/** Returns true if a change has nothing left to do. */
export function isDoneAlready({ already, does }: PlanPart): boolean {
  return already !== undefined && does.length === 0;
}

/** Returns true if the change can be undone or does nothing. */
export function canBeUndone(part: PlanPart): boolean {
  const { wayBack } = part.pace;
  return wayBack === undefined || canUndo(wayBack) || isDoneAlready(part);
}

/** Steps and the checks that belong to them. */
export interface StepsAndChecks {
  readonly steps: readonly Step[];
  readonly checks: readonly DraftCheck[];
}

/** Joins several lists of steps and checks. */
export function joinStepsAndChecks(parts: readonly StepsAndChecks[]): StepsAndChecks {
  return { steps: parts.flatMap(({ steps }) => steps), checks: parts.flatMap(({ checks }) => checks) };
}

/** The running or interrupted run for which the plan is made again. */
export interface Continued {
  readonly plan: Plan;
  /** The ids of the steps that the run has done. */
  readonly done: ReadonlySet<string>;
  /** The ids of other steps whose request it sent, or may have sent: what they made also belongs to the run. */
  readonly sent: ReadonlySet<string>;
}

/** The input of a planner: the facts, and what earlier changes of the same plan create. */
export interface PlanContext {
  /** The role assignments that changes of the plan, earlier or later, remove, by `idKey`; left out: none. */
  readonly removedRoles?: ReadonlySet<string>;
  readonly facts: Facts;
  readonly continued?: Continued | undefined;
  /** The region, by key of the group's id. */
  readonly newGroups: ReadonlyMap<string, string>;
  /** The change that creates an identity, by key of the identity's id. */
  readonly newIdentities: ReadonlyMap<string, ChangeOf<'createIdentity'>>;
  /** By key of the cluster's id: clusters that get an issuer, or workload identity, earlier in the plan. */
  readonly newIssuers: ReadonlySet<string>;
  /** The steps of earlier changes in the plan. */
  readonly earlier: readonly Step[];
}

/** Returns true if the run for which the plan is made again has done or sent the step. */
export function isOwn(stepId: string, context: PlanContext): boolean {
  return isDone(stepId, context) || (context.continued?.sent.has(stepId) ?? false);
}

/** Returns true if the run for which the plan is made again has done the step. */
export function isDone(stepId: string, { continued }: PlanContext): boolean {
  return continued?.done.has(stepId) ?? false;
}

/** Returns the context of a change that follows others. */
export function contextAfter(
  changes: readonly Change[],
  earlier: readonly Step[],
  facts: Facts,
  continued?: Continued,
): PlanContext {
  const newGroups = new Map<string, string>();
  const newIdentities = new Map<string, ChangeOf<'createIdentity'>>();
  const newIssuers = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'setWorkloadIdentity' && change.enabled) newIssuers.add(idKey(change.clusterId));
    if (change.kind === 'createResourceGroup') {
      newGroups.set(idKey(groupId(change.subscriptionId, change.name)), change.location);
    }
    if (change.kind === 'createIdentity') {
      const { subscriptionId, resourceGroup, name } = change;
      newIdentities.set(idKey(resourceIdOf(subscriptionId, resourceGroup, resourceType.identity, name)), change);
    }
  }
  return { facts, continued, newGroups, newIdentities, newIssuers, earlier };
}

/** Returns a check that is unknown for these reasons; without a detail, it lists them. */
export function unknownCheck(
  check: Pick<DraftCheck, 'id' | 'about' | 'title'>,
  unknown: readonly Unknown[],
  detail: Words = joinWords(unknownTexts(unknown)),
): DraftCheck {
  return { ...check, verdict: 'unknown', detail, unknown };
}

/** Returns the check of a removal with which nothing is left to do. */
export function goneCheck(detail = say`It no longer exists.`): DraftCheck {
  return { id: 'removed', title: say`Already removed`, verdict: 'pass', detail };
}
