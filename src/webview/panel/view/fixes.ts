/** The meaning of a button next to a finding, a check or a node pool; the page names the change, and never sends it. */
import type { Change, Draft } from '../../../domain/change/change.ts';
import { fixTitle, joinedFixes, type ClusterFindings } from '../../../domain/findings/joinedFixes.ts';
import { promisesOf } from '../../../domain/report/judgedFixes.ts';
import type { Finding } from '../../../domain/findings/finding.ts';
import type { Check } from '../../../domain/plan/plan.ts';
import type { ChangeList } from '../../../manifest.ts';
import { fixKeyOf } from '../../state/fixKey.ts';
import type { ClusterKnowledge } from './detailsView.ts';
import { shownText, t } from '../../../sentences/language.ts';

/** Says that what a button was for no longer exists. */
export function goneNotice(): string {
  return t`This changed in the meantime. Check it again.`;
}

/** Returns the change of a finding by its key, if it still exists. */
export function fixOfFinding(findings: readonly Finding[] = [], fixKey: string): Change | undefined {
  return findings.find(({ code, fix }) => fixKeyOf(code, fix).fixKey === fixKey)?.fix;
}

/** Returns the change of a check of the plan by its key, if it still exists. */
export function fixOfCheck(checks: readonly Check[] = [], fixKey: string): Change | undefined {
  return checks.find((check) => fixKeyOf(nameOfCheck(check), check.fix).fixKey === fixKey)?.fix;
}

/** Returns the key of a check on the page, whatever its wording; an earlier version kept only the words. */
export function nameOfCheck({ id, about = [], title }: Check): string {
  return id === undefined ? shownText(title) : [id, ...about].join(' ');
}

/** Returns the named changes that are still there as one list, with a title that says how many findings they fix. */
export function fixesOf(clusters: readonly ClusterFindings[], fixKeys: readonly string[], now: Date): ChangeList {
  const wantedKeys = new Set(fixKeys);
  const isNamed = ({ code, fix }: Finding): boolean => wantedKeys.has(fixKeyOf(code, fix).fixKey ?? '');
  const joined = joinedFixes(
    clusters.map(({ cluster, findings }) => ({ cluster, findings: findings.filter(isNamed) })),
  );
  return { ...fixTitle(joined), changes: joined.changes, fixes: promisesOf(joined, clusters, now) };
}

/** Returns the upgrade of a node pool of the cluster, or nothing if it has no such pool. */
export function upgradeOf(knowledge: ClusterKnowledge | undefined, pool: string): readonly Draft[] {
  const { id, agentPools = [] } = knowledge?.cluster ?? {};
  if (id === undefined || !agentPools.some(({ name }) => name === pool)) return [];
  return [{ kind: 'upgradeNodeImages', clusterId: id, pools: [pool] }];
}
