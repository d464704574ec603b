/** What findings lead to: the order in which people look at clusters that are equally bad. */
import { detailOf, kindOf, rulesByGroup } from '../../findings/catalogue.ts';
import type { Finding } from '../../findings/finding.ts';
import { isGrave } from '../../findings/rule/weight.ts';
import { wordOf } from '../../identityMap/problemWords.ts';

/** What a finding leads to, the worst first, as what may become of a cluster. */
export const consequences = [
  'may fail to start, scale or update',
  'may fail to pull images',
  'may have failing pods or add-ons',
  'may let others do too much',
  'may need a change soon',
  'may have leftover roles',
] as const;

/** Returns the place among the consequences of what a finding leads to; of one that is not grave, nothing stops working. */
export function consequenceOf(finding: Pick<Finding, 'code' | 'severity' | 'missing'>): number {
  const { code, missing } = finding;
  const kind = kindOf(code);
  const { line } = wordOf(finding);
  if (kind === 'clusterFailed') return 0;
  if (isGrave(finding) && (line === 'missing' || line === 'noEffect')) {
    const part = missing?.holder ?? missing?.identity ?? detailOf(code);
    return part === 'controlPlane' || part === 'servicePrincipal' ? 0 : part === 'kubelet' ? 1 : 2;
  }
  if (line === 'tooWide' || kind in rulesByGroup.access) return 3;
  return line === 'notUsed' ? 5 : 4;
}
