/** What one change adds to a plan, and what the changes before it in the same plan will have made. */
import { groupId, idKey, resourceIdOf, resourceType } from '../arm/resourceId.ts';
import type { Change, ChangeOf } from '../change/change.ts';
import type { Tenses } from '../change/tenses.ts';
import type { Via } from '../arm/via.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { canUndo, type Pace } from './pace.ts';
import type { NextStep } from './nextSteps.ts';
import type { Check, FormerIdentity, HeldAccess, Plan, Sketch, Step, Warning } from './plan.ts';
import type { Words } from '../../sentences/words.ts';

/** A check that a step of the same plan may satisfy; the step's number is filled in at the end. */
export interface DraftCheck extends Check {
  readonly id: string;
  readonly byStep?: string;
}

/** A role assignment that a plan removes. */
export interface Removal {
  readonly assignment: RoleAssignment;
  /** The directory of a scope above all subscriptions. */
  readonly via: Via;
  /** The cluster that the change is about, which is judged even where clusters can't be listed. */
  readonly of?: Cluster;
}

/** What one change contributes to a plan. */
export interface PlanPart {
  /** Left out where the title of the change itself has all names. */
  readonly says?: Tenses;
  /** What the button says; left out where the kind of change has it. */
  readonly verb?: Words;
  /** What it does, the most important first, in sentences without a full stop: `Creates the identity id-cart`; none only while something has not been read yet. */
  readonly does: readonly Words[];
  readonly pace: Pace;
  /** In a sentence of its own, what is so already. */
  readonly already?: Words;
  readonly steps: readonly Step[];
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  readonly before: Sketch;
  readonly after: Sketch;
  readonly next: readonly NextStep[];
  readonly restarts: readonly string[];
  /** The names of affected things, which the user has to type. */
  readonly confirmNames?: readonly string[];
  readonly former?: readonly FormerIdentity[];
  /** What they hold, and what becomes of it. */
  readonly held?: readonly HeldAccess[];
  /** What it takes away: who needs that is judged for the plan as a whole. */
  readonly removals?: readonly Removal[];
  /** What that is, such as `AcrPull on acrshop`. */
  readonly takesAway?: string;
  /** What is said of a removal where nothing in the plan's losses warns already. */
  readonly unseenUse?: readonly Warning[];
  /** What it means in time where something needs what it takes away. */
  readonly ifNeeded?: Pace;
  /** Who needs what it takes away, in a sentence: `web-weu needs AcrPull on acrshop.` */
  readonly neededBy?: Words;
}

/** Returns a part of a plan that has nothing except what is given. */
export function part(some: Partial<PlanPart>): PlanPart {
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
  return { ...nothing, ...some };
}

/** Returns true where a change has nothing left to do. */
export function isDoneAlready({ already, does }: PlanPart): boolean {
  return already !== undefined && does.length === 0;
}

/** Returns true if the change can be undone or does nothing. */
export function canBeUndone(one: PlanPart): boolean {
  const { wayBack } = one.pace;
  return wayBack === undefined || canUndo(wayBack) || isDoneAlready(one);
}

/** Steps and the checks that belong to them. */
export interface StepsAndChecks {
  readonly steps: readonly Step[];
  readonly checks: readonly DraftCheck[];
}

/** Joins several lists of steps and checks. */
export function joinStepsAndChecks(all: readonly StepsAndChecks[]): StepsAndChecks {
  return { steps: all.flatMap(({ steps }) => steps), checks: all.flatMap(({ checks }) => checks) };
}

/** The run under way, or to be resumed, for which the plan is made again. */
export interface Continued {
  readonly plan: Plan;
  /** The ids of the steps that the run has done. */
  readonly done: ReadonlySet<string>;
  /** The ids of other steps whose request it has sent, or may have: what they made is its own, too. */
  readonly sent: ReadonlySet<string>;
}

/** What a planner works from: the facts, and what earlier changes of the same plan create. */
export interface PlanContext {
  readonly facts: Facts;
  readonly continued?: Continued | undefined;
  /** Region by key of the group's id. */
  readonly newGroups: ReadonlyMap<string, string>;
  /** The change that creates it by key of the identity's id. */
  readonly newIdentities: ReadonlyMap<string, ChangeOf<'createIdentity'>>;
  /** By key of the cluster's id: clusters that get an issuer, or workload identity, earlier in the plan. */
  readonly newIssuers: ReadonlySet<string>;
  /** What the changes before it in the plan do. */
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
