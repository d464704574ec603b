/** What one change adds to a plan, and what the changes before it in the same plan will have made. */
import { groupId, idKey, resourceIdOf, resourceType } from '../arm/resourceId.ts';
import type { Change, ChangeOf } from '../change/change.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Check, FormerIdentity, Plan, Sketch, Step, Warning } from './plan.ts';

/** A check that may be met by a step of the same plan; the step's number is filled in at the end. */
export interface DraftCheck extends Check {
  readonly byStep?: string;
}

/** One change's share of a plan. */
export interface PlanPart {
  readonly steps: readonly Step[];
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  readonly before: Sketch;
  readonly after: Sketch;
  readonly reversible: boolean;
  readonly next: readonly string[];
  readonly restarts: readonly string[];
  readonly confirmName?: string;
  readonly former?: readonly FormerIdentity[];
}

/** A part of which only some things are worth saying. */
export function part(some: Partial<PlanPart>): PlanPart {
  const nothing: PlanPart = {
    steps: [],
    warnings: [],
    checks: [],
    before: {},
    after: {},
    reversible: true,
    next: [],
    restarts: [],
  };
  return { ...nothing, ...some };
}

/** Steps and the checks that go with them. */
export interface StepsAndChecks {
  readonly steps: readonly Step[];
  readonly checks: readonly DraftCheck[];
}

/** Several of them as one. */
export function together(all: readonly StepsAndChecks[]): StepsAndChecks {
  return { steps: all.flatMap(({ steps }) => steps), checks: all.flatMap(({ checks }) => checks) };
}

/** A plan that is made again while a run of it is under way, or goes on. */
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
}

/** True if the step is done, or was sent, by the run that the plan is made again for. */
export function isOwn(stepId: string, context: PlanContext): boolean {
  return isDone(stepId, context) || (context.continued?.sent.has(stepId) ?? false);
}

/** True if the step is done by the run that the plan is made again for. */
export function isDone(stepId: string, { continued }: PlanContext): boolean {
  return continued?.done.has(stepId) ?? false;
}

/** The context of a change that follows others. */
export function contextAfter(earlier: readonly Change[], facts: Facts, continued?: Continued): PlanContext {
  const newGroups = new Map<string, string>();
  const newIdentities = new Map<string, ChangeOf<'createIdentity'>>();
  for (const change of earlier) {
    if (change.kind === 'createResourceGroup') {
      newGroups.set(idKey(groupId(change.subscriptionId, change.name)), change.location);
    }
    if (change.kind === 'createIdentity') {
      const { subscriptionId, resourceGroup, name } = change;
      newIdentities.set(idKey(resourceIdOf(subscriptionId, resourceGroup, resourceType.identity, name)), change);
    }
  }
  return { facts, continued, newGroups, newIdentities };
}
