import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { judgedNeeds, type JudgedNeed } from '../needs/needs.ts';
import { rulesByGroup, type FindingKind } from './catalogue.ts';
import { mostSevereFirst, findingFrom, type Finding } from './finding.ts';
import { applyRule, type Rule, type RuleInput } from './rule/rule.ts';

/** Rules by the code of their findings. */
export type Rules = { readonly [K in FindingKind]?: Rule };

/** Returns the findings of these rules, in their order; nothing is claimed about what could not be read. */
export function findBy(rules: Rules, input: RuleInput): readonly Finding[] {
  return (Object.entries(rules) as [FindingKind, Rule][]).flatMap(([kind, rule]) =>
    applyRule(kind, rule, input).map((content) => findingFrom(kind, content)),
  );
}

const { extensions, trustedAccess, nodes, ...ofCluster } = rulesByGroup;

/**
 * Finds what the user should know about a cluster, and about the resources around it if these are to be checked, the
 * most severe first. A caller that has already judged the cluster's needs over the same facts passes them in.
 */
export function findingsOf(
  cluster: Cluster,
  facts: Facts,
  judged: readonly JudgedNeed[] = judgedNeeds(cluster, facts),
): readonly Finding[] {
  const around = facts.looksAround === true ? [extensions, trustedAccess, nodes] : [];
  return mostSevereFirst(
    [...Object.values(ofCluster), ...around].flatMap((rules) => findBy(rules, { cluster, facts, judged })),
  );
}
