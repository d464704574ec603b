/** Plans of every kind of change, for what has to be true of every export. */
import type { Change } from '../../../src/domain/change/change.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { StepKind } from '../../../src/domain/plan/stepActions.ts';
import { apiVersionOf } from '../../../src/domain/plan/stepKinds.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import { changeCases } from '../../support/domain/changes/changeCases.ts';
import { addons } from '../../support/domain/changes/changeWorld.ts';
import { clusterId, worldFacts, type World } from '../../support/domain/worldFacts.ts';

/** Each with a name: its kind and its number; `more` is in all of their worlds. */
export function plansFor(more: Omit<World, 'resources'> = {}): readonly (readonly [string, Plan])[] {
  return Object.entries(changeCases).flatMap(([kind, { plans, world }]) =>
    plans.map(([change, resources = [], own = {}], index) => {
      const changes = Array.isArray(change) ? (change as Change[]) : [change as Change];
      const facts = worldFacts({ resources, ...world, ...own, ...more });
      return [`${kind} ${index + 1}`, planChanges(changes, facts)] as const;
    }),
  );
}

export const everyPlan = plansFor();

/** Every kind of step that there is. */
export const stepKinds = Object.keys(apiVersionOf) as readonly StepKind[];

/** The first step of a kind in these plans: a new kind of step is in a plan of a case. */
export function plannedStep<K extends StepKind>(kind: K): Extract<Step, { kind: K }> {
  const found = everyPlan.flatMap(([, { steps }]) => steps).find((step) => step.kind === kind);
  if (found === undefined) throw new Error(`No case of a change has a plan with ${kind}: add one to changeCases.`);
  return found as Extract<Step, { kind: K }>;
}

/** A plan that grants a role to an add-on, of a cluster that exists or that the same plan makes. */
export function grantToAddon(addon: string, of: 'existing' | 'created'): Plan {
  const [, whole] = everyPlan.find(([name]) => name === 'setControlPlane 4')!;
  const grant = whole.steps.find((step) => step.kind === 'assignRole' && step.principal.kind === 'addon')!;
  const [, making] = everyPlan.find(([name]) => name === 'createCluster 2')!;
  const cluster = making.steps.find((step) => step.kind === 'createCluster')!;
  const id = of === 'existing' ? clusterId : cluster.clusterId;
  const step = { ...grant, principal: { kind: 'addon', clusterId: id, addon } } as Step;
  return { ...whole, steps: of === 'existing' ? [step] : [cluster, step] };
}

/** The add-ons that may have an identity, and one that is not known. */
export const addonNames: readonly string[] = [...Object.keys(addons.addonProfiles), 'webAppRouting'];
