/** What the findings that a plan is to fix say of its steps. */
import { idKey } from '../../../domain/arm/resourceId.ts';
import type { Finding } from '../../../domain/findings/finding.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { mostNamedLeftOut, type LeftOutFixes, type PromisedFixes } from '../../../domain/report/promisedFixes.ts';
import { sentenceList } from '../../../domain/words/describe.ts';
import type { ChangeList } from '../../../manifest.ts';
import { defined } from '../../../shape/defined.ts';
import type { ListedPlan } from './planView.ts';
import { shownText, t } from '../../../sentences/language.ts';

type FixingPlan = Pick<Plan, 'changes' | 'stepsOf'>;
type FixingList = Pick<ChangeList, 'changes' | 'fixes' | 'leftOut'> | undefined;

/** Returns what a plan for the changes of a list has to say of them. */
export function saidOfList(plan: FixingPlan, list: FixingList): Omit<ListedPlan, 'isList'> {
  return {
    clusters: clustersOfSteps(plan, list),
    reasons: reasonsOfSteps(plan, list),
    ...defined({ leftOut: withLeftByHand(plan, list) }),
  };
}

/** What a plan leaves out of a list, with what was to be fixed by changes that somebody has taken out of it. */
function withLeftByHand({ changes }: FixingPlan, list: FixingList): LeftOutFixes | undefined {
  const { leftOut, fixes } = list ?? {};
  const planned = new Set(changes.map((change) => JSON.stringify(change)));
  const byHand = (fixes?.promised ?? []).flatMap(({ fingerprint, title, change }) => {
    const was = fixes?.before.find((finding) => finding.fingerprint === fingerprint);
    const cluster = fixes?.clusters.find(({ id }) => idKey(id) === idKey(was?.clusterId ?? ''));
    if (was === undefined || cluster === undefined || planned.has(JSON.stringify(list?.changes[change]))) return [];
    const said = { title: title ?? was.text, reason: t`you left it out` };
    return { clusterId: cluster.id, cluster: cluster.name, fingerprint, ...said };
  });
  if (byHand.length === 0) return leftOut;
  const findings = [...byHand, ...(leftOut?.findings ?? [])];
  return {
    findings: findings.slice(0, mostNamedLeftOut),
    more: (leftOut?.more ?? 0) + Math.max(0, findings.length - mostNamedLeftOut),
    beyond: leftOut?.beyond ?? 0,
    withoutFix: leftOut?.withoutFix ?? 0,
  };
}

/**
 * Returns the name of the cluster that each step of a plan is for, by the id of the step; several names for a step that
 * fixes findings of several clusters. Empty if all steps are for the same cluster, or if that isn't known.
 */
export function clustersOfSteps(plan: FixingPlan, list: FixingList): ReadonlyMap<string, string> {
  if (list?.fixes === undefined || list.fixes.clusters.length < 2) return new Map();
  const { clusters, before } = list.fixes;
  const nameOf = new Map(clusters.map(({ id, name }) => [idKey(id), name]));
  const clusterOf = new Map(before.map(({ fingerprint, clusterId }) => [fingerprint, nameOf.get(idKey(clusterId))]));
  const names = saidOfSteps(plan, list, ({ fingerprint }) => clusterOf.get(fingerprint));
  const named = [...names].map(([id, own]) => [id, shownText(sentenceList(own))] as const);
  return new Set(named.map(([, name]) => name)).size > 1 ? new Map(named) : new Map();
}

/** Returns why each step of a plan is needed, by the id of the step, as far as the findings that it fixes say so. */
function reasonsOfSteps(plan: FixingPlan, list: FixingList): ReadonlyMap<string, string> {
  return new Map(
    [...saidOfSteps(plan, list, ({ why }) => why && shownText(why))].map(([id, reasons]) => [id, reasons.join(' ')]),
  );
}

/** Returns why the one change of a plan is needed, as far as a finding that it fixes says so. */
export function whyOfOne({ changes }: FixingPlan, findings: readonly Finding[] = []): string | undefined {
  const [change, ...otherChanges] = changes;
  if (change === undefined || otherChanges.length > 0) return undefined;
  const text = JSON.stringify(change);
  const why = findings.find(({ fix }) => JSON.stringify(fix) === text)?.neededBecause;
  return why && shownText(why);
}

/** Returns what is said of the findings that each step fixes, each once. */
function saidOfSteps(
  { changes, stepsOf = [] }: FixingPlan,
  list: FixingList,
  say: (promise: PromisedFixes['promised'][number]) => string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const { changes: wanted = [], fixes: { promised = [] } = {} } = list ?? {};
  const texts = wanted.map((change) => JSON.stringify(change));
  const byStep = new Map<string, string[]>();
  for (const [index, stepIds] of stepsOf.entries()) {
    const at = texts.indexOf(JSON.stringify(changes[index]));
    const said = promised.flatMap((promise) => (promise.change === at ? (say(promise) ?? []) : []));
    for (const id of stepIds) byStep.set(id, [...new Set([...(byStep.get(id) ?? []), ...said])]);
  }
  return new Map([...byStep].filter(([, said]) => said.length > 0));
}
