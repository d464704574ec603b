import { idKey } from '../../../domain/arm/resourceId.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { sentenceList } from '../../../domain/words/describe.ts';
import type { ChangeList } from '../../../manifest.ts';

/**
 * Returns the name of the cluster that each step of a plan is for, by the id of the step; several names for a step that
 * fixes findings of several clusters. Empty if all steps are for the same cluster, or if that isn't known.
 */
export function clustersOfSteps(
  { changes, stepsOf = [] }: Pick<Plan, 'changes' | 'stepsOf'>,
  list: Pick<ChangeList, 'changes' | 'fixes'> | undefined,
): ReadonlyMap<string, string> {
  if (list?.fixes === undefined || list.fixes.clusters.length < 2) return new Map();
  const { clusters, before, promised } = list.fixes;
  const nameOf = new Map(clusters.map(({ id, name }) => [idKey(id), name]));
  const clusterOf = new Map(before.map(({ fingerprint, clusterId }) => [fingerprint, nameOf.get(idKey(clusterId))]));
  const texts = list.changes.map((change) => JSON.stringify(change));
  const names = changes.map((change) => {
    const index = texts.indexOf(JSON.stringify(change));
    const ownNames = promised.flatMap(({ fingerprint, change: at }) =>
      at === index ? (clusterOf.get(fingerprint) ?? []) : [],
    );
    return [...new Set(ownNames)];
  });
  const byStep = new Map<string, Set<string>>();
  for (const [index, stepIds] of stepsOf.entries()) {
    for (const id of stepIds) byStep.set(id, new Set([...(byStep.get(id) ?? []), ...(names[index] ?? [])]));
  }
  const named = [...byStep].flatMap(([id, own]) => (own.size === 0 ? [] : [[id, sentenceList([...own])] as const]));
  return new Set(named.map(([, name]) => name)).size > 1 ? new Map(named) : new Map();
}
