/** How the plan of several changes is told. */
import { verbOf } from '../../domain/change/change.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { listed } from '../../domain/words/describe.ts';
import type { FlowKind } from '../protocol/flow.ts';
import type { WantedPlan } from './state.ts';

/** Returns the plan under the title that was asked for; of a list of changes of several kinds, all of them are told on top. */
export function entitled(plan: Plan, wanted: WantedPlan | undefined, flowKind: FlowKind | undefined): Plan {
  if (wanted?.title === undefined) return plan;
  const { title, changes } = wanted;
  const kindsOf = [...Map.groupBy(changes, ({ kind }) => kind).values()];
  if (flowKind !== 'changes' || kindsOf.length < 2) return { ...plan, title };
  const verbs = kindsOf.map(verbOf).map((verb) => verb.charAt(0).toLowerCase() + verb.slice(1));
  return {
    ...plan,
    title,
    verb: `Make ${changes.length} changes`,
    summary: `${changes.length} changes in one plan: ${listed(verbs)}.`,
    wayBack: plan.reversible ? '' : 'Not all of them can be undone.',
  };
}
