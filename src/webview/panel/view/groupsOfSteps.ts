/** Which steps of a plan belong together: those of a cluster or workload, and equal ones in a row. */
import type { Step } from '../../../domain/plan/plan.ts';
import { moreOf } from '../../../domain/words/counts.ts';
import { shownText, t } from '../../../sentences/language.ts';
import { workloadOf } from './compareView.ts';

/** More equal steps in a row are folded together. */
const mostEqual = 3;

/** Returns the name of the group of each step; a workload with a single step is no group. */
export function groupsOfSteps(
  steps: readonly Step[],
  clusters: ReadonlyMap<string, string>,
): readonly (string | undefined)[] {
  const owners = steps.map((step) => clusters.get(step.id) ?? workloadOf(step));
  const isGrouped = new Set(owners.filter((owner) => owner !== undefined)).size > 1;
  const named = steps.map((step, index) => {
    const owner = owners[index];
    const isAlone = owner !== owners[index - 1] && owner !== owners[index + 1];
    return isGrouped && (clusters.has(step.id) || !isAlone) ? owner : undefined;
  });
  const keys = steps.map(({ kind }, index) => (named[index] === undefined ? kind : undefined));
  const starts = keys.map((key, index) => key !== keys[index - 1]);
  return named.map((name, index) => {
    const from = starts.lastIndexOf(true, index);
    const end = starts.indexOf(true, index + 1);
    const count = (end < 0 ? steps.length : end) - from;
    const first = steps[from];
    if (name !== undefined || first === undefined || count <= mostEqual) return name;
    return t`${shownText(first.title)} and ${moreOf(count - 1, 'step')}`;
  });
}
