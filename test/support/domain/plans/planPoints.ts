/** What stands on top of a plan, for tests. */
import type { Plan, PlanPoint } from '../../../../src/domain/plan/plan.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

/** Returns the sentences of a kind in the list of a plan. */
export function saidOf({ points }: Plan, kind: PlanPoint['kind']): readonly string[] {
  return points.filter((point) => point.kind === kind).map(({ text }) => textOf(text));
}

/** Returns the headline and the list of a plan as one text. */
export function allSaidOf({ summary, points }: Plan): string {
  return textsOf([summary, ...points.map(({ text }) => text)]).join(' ');
}
