import { scopeName } from '../arm/scopeWords.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { judgedNeeds } from '../needs/needs.ts';
import { say } from '../../sentences/words.ts';
import type { DraftCheck } from './planPart.ts';

/** Returns a check for each role that the control plane lacks: AKS checks its roles on every update, and may refuse it. */
export function controlPlaneNeedChecks(cluster: Cluster, facts: Facts): readonly DraftCheck[] {
  return judgedNeeds(cluster, facts)
    .filter(
      ({ need, requirement }) => need.identity === 'controlPlane' && !need.advice && requirement.verdict === 'missing',
    )
    .map(({ need, requirement: { principalId } }) => ({
      id: 'clusterNeed',
      about: [need.role.id, need.scope],
      title: say`The control plane of ${cluster.name} has ${need.role.name} on ${scopeName(need.scope)}`,
      verdict: 'unknown',
      detail: say`It is missing, so AKS may refuse any update. ${need.why}`,
      ...(principalId === undefined
        ? {}
        : { fix: { kind: 'assignRole', principalId, role: { id: need.role.id }, scope: need.scope } }),
    }));
}
